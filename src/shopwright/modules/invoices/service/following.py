"""Bringing the documents of an order in line with it, whatever has happened; asked twice, nothing more happens."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.series import numbered
from shopwright.modules.invoices import queries, rules
from shopwright.modules.invoices.contracts import Document, DocumentKind, InvoiceTerms, Snapshot
from shopwright.modules.invoices.rules import Parts
from shopwright.modules.invoices.service.issuing import issue
from shopwright.modules.invoices.service.keeping import keep
from shopwright.modules.invoices.service.numbering import take_number
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderStatus, Return
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
        issued += [
            await _credit(work, terms, order, invoice, due)
            for due in await _due(work, order, invoice)
        ]
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


async def _parts(work: Work, order: Order, invoice: Snapshot, source: str) -> Parts:
    """What a refund is of: pieces by themselves, or what a return has decided; else an amount."""
    facts = await payment_queries.log_of_order(work.db, order.id)
    detail = next((fact.detail for _, fact in facts if str(fact.id) == source), "")
    refund_id = ids.parse(detail)
    if source == CANCELLED or refund_id is None:
        return rules.AN_AMOUNT
    whole = await order_queries.with_lines(work.db, order)
    places = {line.id: place for place, line in enumerate(whole.lines)}
    pieces = await order_queries.pieces_of_refund(work.db, refund_id)
    if pieces:
        told = [(places[each.line_id], each.quantity, each.amount.minor) for each in pieces]
        return rules.taken_back(invoice, told)
    return_id = await order_queries.return_of_refund(work.db, refund_id)
    found = await order_queries.return_by_id(work.db, return_id) if return_id else None
    return _parts_of(found, places, invoice) if found is not None else rules.AN_AMOUNT


def _parts_of(found: Return, places: Mapping[UUID, int], invoice: Snapshot) -> Parts:
    told = [
        (places[each.line_id], each.received, each.amount.minor)
        for each in found.lines
        if each.received and each.amount is not None
    ]
    return rules.taken_back(
        invoice,
        told,
        delivery=found.shipping.minor if found.shipping else 0,
        kept=found.fee.minor if found.fee else 0,
    )


async def _credit(
    work: Work, terms: InvoiceTerms, order: Order, invoice: Document, due: tuple[str, int]
) -> Document:
    source, amount = due
    documents = await queries.of_order(work.db, order.id)
    said = await queries.snapshots(work.db, [each.id for each in documents])
    before = [said[each.id] for each in documents if each.id != invoice.id]
    parts = await _parts(work, order, said[invoice.id], source)
    day = rules.day_in(work.now, terms.zone)
    serial = await take_number(work, DocumentKind.CREDIT_NOTE, day)
    snapshot = rules.credited(
        said[invoice.id],
        amount,
        before=before,
        number=numbered(terms.credit_note_format, year=day.year, number=serial),
        issued_on=day,
        parts=parts,
    )
    reason = CANCELLED if source == CANCELLED else ""
    return await keep(
        work,
        replace(rules.naming(snapshot, parts), reason=reason),
        serial=serial,
        order_id=order.id,
        invoice_id=invoice.id,
        source=source,
    )
