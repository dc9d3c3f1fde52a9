"""Lists of orders, by whatever staff and customers look for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.money import Money
from shopwright.kernel.paging import (
    CursorValue,
    Page,
    PageRequest,
    decode_cursor,
    encode_cursor,
)
from shopwright.modules.orders.contracts import Order, OrderFilter, OrderSort
from shopwright.modules.orders.errors import CurrencyNeeded
from shopwright.modules.orders.models import OrderLineRow, OrderRow
from shopwright.modules.orders.queries.orders import ORDER, lines_of, order_of
from shopwright.modules.promotions import queries as promotions

_DIGITS = 15
_ALIKE = (
    *("user_id", "status", "payment_status", "fulfilment_status", "return_status"),
    *("currency", "country"),
)


@dataclass(frozen=True, slots=True)
class _Order:
    """In which order a list is read: a cursor's name, by what, and which way."""

    name: str
    by_total: bool
    is_down: bool


_ORDERS = {
    OrderSort.NEWEST: _Order("orders-new", by_total=False, is_down=True),
    OrderSort.OLDEST: _Order("orders-old", by_total=False, is_down=False),
    OrderSort.DEAREST: _Order("orders-dear", by_total=True, is_down=True),
    OrderSort.CHEAPEST: _Order("orders-cheap", by_total=True, is_down=False),
}


async def page(db: AsyncConnection, wanted: OrderFilter, request: PageRequest) -> Page[Order]:
    """A page of orders with their lines, in two statements; newest first unless asked otherwise.

    Raises:
        CurrencyNeeded: totals shall be compared, and nobody said in which currency.
    """
    order = _ORDERS[wanted.sort]
    conditions = _conditions(db, wanted)
    statement = _sorted(select(*ORDER).where(*conditions), order).limit(request.limit + 1)
    if request.offset is not None:
        statement = statement.offset(request.offset)
    elif request.cursor:
        statement = statement.where(_after(request.cursor, order))
    found = [order_of(db, row) for row in await db.execute(statement)]
    items = found[: request.limit]
    total = await count(db, wanted) if request.with_total or request.offset is not None else None
    more = encode_cursor(order.name, *_keys(items[-1], order)) if len(found) > len(items) else None
    lines = await lines_of(db, [each.id for each in items])
    filled = [replace(each, lines=lines.get(each.id, ())) for each in items]
    return Page(filled, request.limit, next_cursor=more, total=total, offset=request.offset)


async def count(db: AsyncConnection, wanted: OrderFilter) -> int:
    """How many orders a filter finds.

    Raises:
        CurrencyNeeded: as :func:`page`.
    """
    counting = select(func.count()).select_from(OrderRow).where(*_conditions(db, wanted))
    return int((await db.execute(counting)).scalar_one())


def _sorted(statement: Select[Any], order: _Order) -> Select[Any]:
    columns = (OrderRow.total, OrderRow.id) if order.by_total else (OrderRow.id,)
    return statement.order_by(*(each.desc() if order.is_down else each.asc() for each in columns))


def _keys(last: Order, order: _Order) -> list[CursorValue]:
    return [*([last.total.minor] if order.by_total else []), str(last.id)]


def _after(cursor: str, order: _Order) -> ColumnElement[bool]:
    """What comes after the place that a cursor names.

    Raises:
        InvalidCursor: garbled, or of another list.
    """
    *totals, named = decode_cursor(cursor, order.name, 1 + order.by_total)
    edge = ids.parse(named) if isinstance(named, str) else None
    if edge is None or any(type(each) is not int for each in totals):
        raise InvalidCursor
    row = OrderRow
    beyond = _beyond(row.id, edge, is_down=order.is_down)
    if not order.by_total:
        return beyond
    total = totals[0]
    return or_(_beyond(row.total, total, is_down=order.is_down), and_(row.total == total, beyond))


def _beyond(column: Any, edge: object, *, is_down: bool) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column < edge if is_down else column > edge
    return found


def _conditions(db: AsyncConnection, wanted: OrderFilter) -> Sequence[ColumnElement[bool]]:
    row = OrderRow
    conditions: list[ColumnElement[bool]] = [
        getattr(row, name) == value
        for name in _ALIKE
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.email is not None:
        conditions.append(row.email_key == wanted.email.lower())
    if wanted.number is not None:
        conditions.append(row.serial == (int(wanted.number) if wanted.number.isdecimal() else -1))
    if wanted.begins is not None:
        conditions.append(_begins(db, wanted.begins.strip().lower()))
    if wanted.sku is not None:
        conditions.append(row.id.in_(_with_sku(wanted.sku)))
    if wanted.code is not None:
        conditions.append(row.id.in_(promotions.orders_with_code(wanted.code)))
    if not wanted.with_archived:
        conditions.append(row.archived_at.is_(None))
    return [*conditions, *_placed(wanted), *_totals(wanted)]


def _placed(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions = []
    if wanted.placed_from is not None:
        conditions.append(OrderRow.placed_at >= wanted.placed_from)
    if wanted.placed_to is not None:
        conditions.append(OrderRow.placed_at < wanted.placed_to)
    return conditions


def _totals(wanted: OrderFilter) -> list[ColumnElement[bool]]:
    is_compared = wanted.total_from is not None or wanted.total_to is not None
    if wanted.currency is None:
        if is_compared or _ORDERS[wanted.sort].by_total:
            raise CurrencyNeeded
        return []
    conditions = []
    if wanted.total_from is not None:
        conditions.append(OrderRow.total >= Money.parse(wanted.total_from, wanted.currency).minor)
    if wanted.total_to is not None:
        conditions.append(OrderRow.total <= Money.parse(wanted.total_to, wanted.currency).minor)
    return conditions


def _begins(db: AsyncConnection, beginning: str) -> ColumnElement[bool]:
    """Numbers or addresses that begin so; numbers of each length are a range of their own."""
    found = [dialect.begins_with(db, OrderRow.email_key, beginning)]
    if beginning.isascii() and beginning.isdecimal() and len(beginning) <= _DIGITS:
        first = int(beginning)
        spans = (10**more for more in range(_DIGITS - len(beginning) + 1))
        found += [OrderRow.serial.between(first * each, first * each + each - 1) for each in spans]
    return or_(*found)


def _with_sku(sku: str) -> Select[UUID]:
    return select(OrderLineRow.order_id).where(OrderLineRow.sku == sku)
