"""What becomes of the pieces of an order's lines, counted by guarded statements."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, update

from shopwright.infra.db import dialect
from shopwright.infra.db.types import Id
from shopwright.infra.work import Work
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import Order, OrderLine, Pieces
from shopwright.modules.orders.errors import OrderNotFound, PiecesGone
from shopwright.modules.orders.models import OrderLineRow


async def locked_whole(work: Work, order_id: UUID) -> Order:
    """An order with its lines, its row locked until the Work ends.

    Raises:
        OrderNotFound: no such order.
    """
    order = await queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    return await queries.with_lines(work.db, order)


async def change_counts(
    work: Work,
    order: Order,
    pieces: Sequence[Pieces],
    *,
    guard: ColumnElement[int] | None = None,
    **signs: int,
) -> None:
    """Add the pieces to counters of their lines (1), or take them off (-1), in one statement.

    ``guard`` is an amount that must be as large as the pieces are many. The database refuses counters that contradict
    each other.

    Raises:
        PiecesGone: a line is not the order's, or too little is left of it. The Work must not commit.
    """
    row = OrderLineRow
    wanted = dialect.rows_of(
        "wanted",
        {"line_id": Id, "quantity": Integer},
        [(each.line_id, each.quantity) for each in pieces],
    )
    conditions = [row.order_id == order.id, row.id == wanted.c.line_id]
    if guard is not None:
        conditions.append(guard >= wanted.c.quantity)
    values: dict[str, Any] = {
        name: getattr(row, name) + wanted.c.quantity * sign for name, sign in signs.items()
    }
    result = await work.db.execute(
        update(row).where(*conditions).values(**values).returning(row.id)
    )
    changed = set(result.scalars())
    if len(changed) < len(pieces):
        missing = [str(each.line_id) for each in pieces if each.line_id not in changed]
        raise PiecesGone(line_ids=missing)


def merged(pieces: Sequence[Pieces]) -> list[Pieces]:
    """One entry a line, in the order of ids."""
    totals: dict[UUID, int] = {}
    for each in pieces:
        totals[each.line_id] = totals.get(each.line_id, 0) + each.quantity
    return [Pieces(line_id, totals[line_id]) for line_id in sorted(totals)]


def by_id(order: Order) -> Mapping[UUID, OrderLine]:
    return {line.id: line for line in order.lines}


def as_stock(order: Order, pieces: Sequence[Pieces]) -> list[StockLine]:
    """Pieces of lines as pieces of variants."""
    lines = by_id(order)
    return [StockLine(lines[each.line_id].variant_id, each.quantity) for each in pieces]
