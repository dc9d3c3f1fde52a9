"""Bringing the documents of an order in line with it, whatever has happened; asked twice, nothing more happens."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.series import numbered
from shopwright.modules.invoices import queries, rules
from shopwright.modules.invoices.contracts import Document, DocumentKind, InvoiceTerms
from shopwright.modules.invoices.service.issuing import issue
from shopwright.modules.invoices.service.keeping import keep
from shopwright.modules.invoices.service.numbering import take_number
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import FactKind

CANCELLED = "cancelled"


async def follow(work: Work, terms: InvoiceTerms, *, order_id: UUID) -> list[Document]:
    """Issue what is due for an order: its invoice, and a credit note for each refund; answers what was issued.

    The order's row is locked first, so that two who follow the same order do it one after the other.
    """
    order = await order_queries.locked(work, order_id)
    if order is None:
        return []
    invoice, issued = await queries.invoice_of(work.db, order_id), []
    if invoice is None and rules.is_due(terms.issuing, order):
        invoice = await issue(work, terms, order)
        issued.append(invoice)
    if invoice is not None:
        for source, amount in await _due(work, order, invoice):
            pieces = await _pieces(work, order, source)
            issued.append(await _credit(work, terms, invoice, source, amount, pieces))
    return issued


async def _due(work: Work, order: Order, invoice: Document) -> list[tuple[str, int]]:
    documents = await queries.of_order(work.db, order.id)
    notes = [each for each in documents if each.kind is DocumentKind.CREDIT_NOTE]
    done = {each.source: each.total.minor for each in notes}
    total = invoice.total.minor
    if order.status is OrderStatus.CANCELLED:
        left = total - sum(done.values())
        return [(CANCELLED, left)] if left else []
    return rules.credits_due(
        await _refunds(work, order.id),
        done=done,
        total=total,
        overpaid=max(order.paid.minor - total, 0),
    )


async def _refunds(work: Work, order_id: UUID) -> list[tuple[str, int]]:
    """What went back of an order and did not come again, the oldest first."""
    facts = [
        fact
        for payment in await payment_queries.of_order(work.db, order_id)
        for fact in await payment_queries.log_of(work.db, payment.id)
    ]
    lost = {
        (fact.payment_id, fact.reference) for fact in facts if fact.kind is FactKind.REFUND_FAILED
    }
    made = [fact for fact in facts if fact.kind is FactKind.REFUNDED]
    return [
        (str(fact.id), fact.amount.minor)
        for fact in sorted(made, key=lambda each: each.id)
        if (fact.payment_id, fact.reference) not in lost
    ]


async def _pieces(work: Work, order: Order, source: str) -> list[tuple[int, int, int]]:
    """What a refund is of: place of the line, pieces, amount; nothing where it is of an amount."""
    if source == CANCELLED:
        return []
    facts = await payment_queries.log_of_order(work.db, order.id)
    detail = next((fact.detail for _, fact in facts if str(fact.id) == source), "")
    refund_id = ids.parse(detail)
    if refund_id is None:
        return []
    found = await order_queries.pieces_of_refund(work.db, refund_id)
    whole = await order_queries.with_lines(work.db, order) if found else order
    places = {line.id: place for place, line in enumerate(whole.lines)}
    return [(places[each.line_id], each.quantity, each.amount.minor) for each in found]


async def _credit(
    work: Work,
    terms: InvoiceTerms,
    invoice: Document,
    source: str,
    amount: int,
    pieces: Sequence[tuple[int, int, int]],
) -> Document:
    documents = await queries.of_order(work.db, invoice.order_id)
    said = await queries.snapshots(work.db, [each.id for each in documents])
    before = [said[each.id] for each in documents if each.id != invoice.id]
    day = rules.day_in(work.now, terms.zone)
    serial = await take_number(work, DocumentKind.CREDIT_NOTE, day)
    goods = rules.taken_back(said[invoice.id], pieces)
    snapshot = rules.credited(
        said[invoice.id],
        amount,
        before=before,
        number=numbered(terms.credit_note_format, year=day.year, number=serial),
        issued_on=day,
        goods=goods,
    )
    reason = CANCELLED if source == CANCELLED else ""
    return await keep(
        work,
        replace(rules.naming(snapshot, goods), reason=reason),
        serial=serial,
        order_id=invoice.order_id,
        invoice_id=invoice.id,
        source=source,
    )
