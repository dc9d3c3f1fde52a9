"""Issuing the invoice of an order, once."""

from datetime import date
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.kernel.series import numbered
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.customers import queries as customers
from shopwright.modules.invoices import queries, rules
from shopwright.modules.invoices.contracts import (
    LANGUAGES,
    Document,
    DocumentKind,
    InvoiceTerms,
)
from shopwright.modules.invoices.errors import NotInvoiceable
from shopwright.modules.invoices.service.keeping import keep
from shopwright.modules.invoices.service.numbering import take_number
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Axis, FulfilmentStatus, Order
from shopwright.modules.orders.errors import OrderNotFound

_LEFT = (FulfilmentStatus.PARTIALLY_SHIPPED, FulfilmentStatus.SHIPPED)


async def issue_now(work: Work, terms: InvoiceTerms, *, order_id: UUID) -> Document:
    """Issue the invoice of an order before it comes by itself; one that is there is answered as it is.

    Raises:
        OrderNotFound: there is no such order.
        NotInvoiceable: it is not confirmed yet, or was cancelled.
    """
    order = await order_queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    known = await queries.invoice_of(work.db, order_id)
    if known is not None:
        return known
    if not rules.may_invoice(order):
        raise NotInvoiceable
    issued = await issue(work, terms, order)
    after = {"number": issued.number, "total": issued.total.amount}
    subject = Subject("order", str(order_id))
    await audit.note(work, action="invoice.issued", subject=subject, after=after)
    return issued


async def issue(work: Work, terms: InvoiceTerms, order: Order) -> Document:
    """Issue the invoice of an order whose row this Work has locked, and that has none."""
    whole = await order_queries.with_lines(work.db, order)
    adjustments = await order_queries.adjustments(work.db, order.id)
    day = rules.day_in(work.now, terms.zone)
    serial = await take_number(work, DocumentKind.INVOICE, day)
    known = rules.Known(
        seller=terms.seller,
        number=numbered(terms.invoice_format, year=day.year, number=serial),
        issued_on=day,
        ordered_on=rules.day_in(order.placed_at, terms.zone),
        language=await _language(work, terms, order),
        delivered_on=await _delivered_on(work, terms, order),
    )
    snapshot = rules.drawn(whole, adjustments, known)
    return await keep(work, snapshot, serial=serial, order_id=order.id)


async def _language(work: Work, terms: InvoiceTerms, order: Order) -> str:
    """The customer's, where documents are printed in it; else the shop's."""
    told = (await customers.profile(work.db, order.user_id)).locale if order.user_id else ""
    wanted = (told[:2].lower(), terms.language)
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])


async def _delivered_on(work: Work, terms: InvoiceTerms, order: Order) -> date | None:
    """The day on which goods left first; none have where the invoice comes before."""
    if order.fulfilment_status is FulfilmentStatus.UNFULFILLED:
        return None
    for step in await order_queries.history(work.db, order.id):
        if step.axis is Axis.FULFILMENT and step.to_state in _LEFT:
            return rules.day_in(step.created_at, terms.zone)
    return None
