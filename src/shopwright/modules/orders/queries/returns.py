"""Questions about returns."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.orders.contracts import (
    Condition,
    RefundedPieces,
    Return,
    ReturnLine,
    ReturnReason,
    ReturnStatus,
)
from shopwright.modules.orders.models import (
    OrderLineRow,
    OrderRow,
    RefundedPiecesRow,
    ReturnLineRow,
    ReturnRefundRow,
    ReturnRow,
)

_CURSOR = "returns"


async def return_by_id(db: AsyncConnection, return_id: UUID) -> Return | None:
    """A return with its lines."""
    return next(iter(await _returns(db, [ReturnRow.id == return_id])), None)


async def returns_of(db: AsyncConnection, order_id: UUID) -> list[Return]:
    """The returns of an order, the first one first; two statements however many."""
    return await _returns(db, [ReturnRow.order_id == order_id])


async def page_of_returns(
    db: AsyncConnection, request: PageRequest, *, status: ReturnStatus | None = None
) -> Page[Return]:
    """Returns for staff to look after, the newest first."""
    conditions: list[ColumnElement[bool]] = []
    if status is not None:
        conditions.append(ReturnRow.status == status)
    total = None
    if request.with_total or request.offset is not None:
        counting = select(func.count()).select_from(ReturnRow).where(*conditions)
        total = int((await db.execute(counting)).scalar_one())
    if request.cursor:
        conditions.append(ReturnRow.id < id_in_cursor(request.cursor, _CURSOR))
    found = await _returns(db, conditions, limit=request.limit + 1, offset=request.offset)
    items = found[: request.limit]
    more = encode_cursor(_CURSOR, str(items[-1].id)) if len(found) > request.limit else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def last_return(db: AsyncConnection, order_id: UUID) -> int:
    """The place of an order's latest return, 0 where there is none."""
    statement = select(func.max(ReturnRow.place)).where(ReturnRow.order_id == order_id)
    return int((await db.execute(statement)).scalar_one() or 0)


async def refund_ids(db: AsyncConnection, return_id: UUID) -> list[UUID]:
    """The refunds by which the money of a return goes back, those among them that failed too."""
    row = ReturnRefundRow
    statement = select(row.refund_id).where(row.return_id == return_id).order_by(row.refund_id)
    return list((await db.execute(statement)).scalars())


async def return_of_refund(db: AsyncConnection, refund_id: UUID) -> UUID | None:
    """The return whose money goes back by a refund."""
    row = ReturnRefundRow
    statement = select(row.return_id).where(row.refund_id == refund_id)
    return (await db.execute(statement)).scalar_one_or_none()


async def pieces_of_refund(db: AsyncConnection, refund_id: UUID) -> list[RefundedPieces]:
    """The pieces that a refund gives the money of back; none where it is one by amount."""
    row = RefundedPiecesRow
    statement = (
        select(row.line_id, row.quantity, row.amount, OrderRow.currency)
        .join(OrderLineRow, OrderLineRow.id == row.line_id)
        .join(OrderRow, OrderRow.id == OrderLineRow.order_id)
        .where(row.refund_id == refund_id)
        .order_by(OrderLineRow.position)
    )
    return [
        RefundedPieces(line_id, quantity, Money(amount, currency))
        for line_id, quantity, amount, currency in await db.execute(statement)
    ]


async def _returns(
    db: AsyncConnection,
    conditions: Sequence[ColumnElement[bool]],
    *,
    limit: int | None = None,
    offset: int | None = None,
) -> list[Return]:
    order = ReturnRow.place if limit is None else ReturnRow.id.desc()
    statement = (
        select(*ReturnRow.__table__.c, OrderRow.serial, OrderRow.currency)
        .join(OrderRow, OrderRow.id == ReturnRow.order_id)
        .where(*conditions)
        .order_by(order)
        .limit(limit)
        .offset(offset)
    )
    rows = (await db.execute(statement)).all()
    lines = await _lines(db, [row.id for row in rows])
    return [_return_of(row, lines.get(row.id, ())) for row in rows]


async def _lines(db: AsyncConnection, return_ids: Collection[UUID]) -> dict[UUID, Sequence[Any]]:
    if not return_ids:
        return {}
    row = ReturnLineRow
    statement = (
        select(*row.__table__.c)
        .where(row.return_id.in_(return_ids))
        .order_by(row.return_id, row.line_id)
    )
    found: dict[UUID, list[Any]] = {}
    for each in await db.execute(statement):
        found.setdefault(each.return_id, []).append(each)
    return dict(found)


def _return_of(row: Any, lines: Sequence[Any]) -> Return:
    return Return(
        id=row.id,
        order_id=row.order_id,
        number=f"R{row.serial}-{row.place}",
        status=ReturnStatus(row.status),
        reason=ReturnReason(row.reason),
        note=row.note,
        decision=row.decision,
        goods=_money(row.goods, row.currency),
        shipping=_money(row.shipping, row.currency),
        fee=_money(row.fee, row.currency),
        amount=_money(row.amount, row.currency),
        created_at=row.created_at,
        received_at=row.received_at,
        lines=tuple(
            ReturnLine(
                line_id=each.line_id,
                quantity=each.quantity,
                received=each.received,
                damaged=each.damaged,
                restocked=each.restocked,
                condition=Condition(each.condition) if each.condition else None,
                amount=_money(each.amount, row.currency),
            )
            for each in lines
        ),
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return Money(minor, currency) if minor is not None else None
