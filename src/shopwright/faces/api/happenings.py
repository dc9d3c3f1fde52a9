"""What is told of an order's way: to its customer what is meant for him, to staff all of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.shapes import Answer, Time
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import HistoryEntry, Order, OrderNote, Parcel, Return
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import FactKind, LoggedEvent, PaymentCase
from shopwright.satellites.notifications import queries as mail_queries
from shopwright.satellites.notifications.contracts import SENT, Mail

_CUSTOMERS = (FactKind.AUTHORIZED, FactKind.CAPTURED, FactKind.REFUNDED, FactKind.FAILED)


class TimelineEntry(Answer):
    """Something that happened: a step of the order, of its money, a parcel, a return, a note, a mail, a case."""

    kind: str
    at: Time
    title: str
    detail: str
    actor: str | None


async def happened(db: AsyncConnection, order: Order, *, is_staff: bool) -> list[TimelineEntry]:
    """A constant number of statements, however much happened; customers see neither actors nor reasons of staff."""
    entries = [
        *_of_steps(await queries.history(db, order.id), is_staff=is_staff),
        *_of_notes(await queries.notes(db, order.id, to_customer=not is_staff), is_staff=is_staff),
        *_of_parcels(await queries.parcels(db, order.id), is_staff=is_staff),
        *_of_returns(await queries.returns_of(db, order.id)),
        *_of_money(await payment_queries.log_of_order(db, order.id), is_staff=is_staff),
        *(await _of_mails(db, order, is_staff=is_staff)),
    ]
    if is_staff:
        entries += _of_cases(await payment_queries.cases_of_order(db, order.id))
    return sorted(entries, key=lambda entry: entry.at)


def _of_steps(steps: Sequence[HistoryEntry], *, is_staff: bool) -> list[TimelineEntry]:
    return [
        _entry(
            step.axis,
            step.created_at,
            step.to_state,
            step.reason if is_staff else "",
            step.actor if is_staff else None,
        )
        for step in steps
    ]


def _of_notes(notes: Sequence[OrderNote], *, is_staff: bool) -> list[TimelineEntry]:
    return [
        _entry("note", note.created_at, "", note.text, note.actor if is_staff else None)
        for note in notes
    ]


def _of_parcels(parcels: Sequence[Parcel], *, is_staff: bool) -> list[TimelineEntry]:
    told = [
        (moment, status, parcel)
        for parcel in parcels
        for status, moment in (
            ("packed", parcel.created_at if is_staff else None),
            ("shipped", parcel.shipped_at),
            ("delivered", parcel.delivered_at),
        )
    ]
    return [
        _entry("parcel", moment, status, parcel.number) for moment, status, parcel in told if moment
    ]


def _of_returns(returns: Sequence[Return]) -> list[TimelineEntry]:
    told = [
        (moment, status, found)
        for found in returns
        for status, moment in (("asked", found.created_at), ("received", found.received_at))
    ]
    return [
        _entry("returned_goods", moment, status, found.number)
        for moment, status, found in told
        if moment
    ]


def _of_money(log: Sequence[tuple[str, LoggedEvent]], *, is_staff: bool) -> list[TimelineEntry]:
    """Customers see the amounts; by whom, under which name and why not, staff do."""
    return [
        _entry(
            "money",
            event.created_at,
            event.kind,
            " ".join([str(event.amount), *([provider, event.reference] if is_staff else [])]),
            event.source if is_staff else None,
        )
        for provider, event in log
        if is_staff or event.kind in _CUSTOMERS
    ]


async def _of_mails(db: AsyncConnection, order: Order, *, is_staff: bool) -> list[TimelineEntry]:
    address = None if is_staff else order.email
    mails: Sequence[Mail] = await mail_queries.mails_about(db, order.id, address=address)
    return [
        _entry(
            "mail",
            mail.sent_at or mail.created_at,
            mail.template,
            f"{mail.state} {mail.address}" if is_staff else "",
        )
        for mail in mails
        if is_staff or mail.state == SENT
    ]


def _of_cases(cases: Sequence[PaymentCase]) -> list[TimelineEntry]:
    opened = [_entry("case", each.opened_at, each.kind, each.detail) for each in cases]
    closed = [
        _entry("case", each.resolved_at, f"{each.kind}_resolved", each.note, each.resolved_by)
        for each in cases
        if each.resolved_at
    ]
    return opened + closed


def _entry(
    kind: str, at: datetime, title: str, detail: str, actor: str | None = None
) -> TimelineEntry:
    return TimelineEntry(kind=kind, at=at, title=title, detail=detail, actor=actor)
