"""An order's facts are brought in line with the ledger, and the sums with the facts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.satellites.analytics.contracts import GOODS, SALES, TURN, BookedOrder, Bought, Cube
from shopwright.satellites.analytics.models import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsGoodsRollupRow,
    AnalyticsGoodsRow,
    AnalyticsSaleRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.queries.ledger import booked, bought
from shopwright.satellites.analytics.queries.standing import standing
from shopwright.satellites.analytics.rules import counting
from shopwright.satellites.analytics.service.presence import note_presence

Cells = dict[tuple[object, ...], tuple[int, ...]]


async def settle(work: Work, *, order_ids: Collection[UUID], zone: tzinfo) -> int:
    """Write what is missing of orders, and take back what is not so any more; answers how many facts that took.

    It goes by what the ledger says now and by the facts that are there: how often it is asked, and in which order
    things are heard of, makes no difference. Who counts waits for those who do already.
    """
    await dialect.take_turns(work.db, TURN)
    orders = {each.id: each for each in await booked(work.db, order_ids)}
    users = {each.user_id for each in orders.values() if each.user_id is not None}
    owned = await bought(work.db, users)
    others = counting.leading(owned) - orders.keys()
    orders |= {each.id: each for each in await booked(work.db, others)}
    written = await _write(work, list(orders.values()), counting.firsts(owned), zone)
    await _note_customers(work, users, owned, zone)
    seen = {
        (counting.day_of(each.placed_at, zone), each.user_id)
        for each in orders.values()
        if each.user_id is not None and not each.is_erased
    }
    await note_presence(work, sorted(seen))
    return written


async def _write(
    work: Work, orders: Sequence[BookedOrder], first: Mapping[UUID, counting.Turn], zone: tzinfo
) -> int:
    sales = {
        each.id: counting.sales_of(each, counting.buyer_of(each, first), zone) for each in orders
    }
    goods = {each.id: counting.goods_of(each, zone) for each in orders}
    written = await _correct(work, SALES, (AnalyticsSaleRow, AnalyticsSalesRollupRow), sales)
    return written + await _correct(
        work, GOODS, (AnalyticsGoodsRow, AnalyticsGoodsRollupRow), goods
    )


async def _correct(
    work: Work, cube: Cube, tables: tuple[Any, Any], wanted: dict[UUID, Cells]
) -> int:
    """Write the differences as facts, and add them to the sums, in the order of their keys."""
    facts, rollup = tables
    found = await standing(work.db, facts, cube, wanted.keys())
    changes = [
        (order_id, cell, values)
        for order_id, cells in wanted.items()
        for cell, values in counting.difference(cells, found.get(order_id, {})).items()
    ]
    if not changes:
        return 0
    names = (*cube.dimensions, *cube.measures)
    rows = [
        {"id": ids.new(), "order_id": order_id, "written_at": work.now}
        | dict(zip(names, (*cell, *values), strict=True))
        for order_id, cell, values in changes
    ]
    await work.db.execute(insert(facts), rows)
    await add_up(work, cube, rollup, counting.summed((cell, each) for _, cell, each in changes))
    return len(rows)


async def add_up(work: Work, cube: Cube, rollup: Any, cells: Cells) -> None:
    """Add cells of days to the sums of their days and months."""
    keys = ("period", *cube.dimensions[1:])
    names = (*keys, *cube.measures)
    sums = sorted(counting.by_period(cells).items(), key=lambda each: tuple(map(str, each[0])))
    rows = [dict(zip(names, (*cell, *values), strict=True)) for cell, values in sums]
    await work.db.execute(dialect.insert_or_add(work.db, rollup, keys, cube.measures), rows)


async def _note_customers(
    work: Work, users: Iterable[UUID], owned: Sequence[Bought], zone: tzinfo
) -> None:
    """Accounts' own sums are made anew: they are few rows, and gone with the person."""
    names = sorted(users)
    if not names:
        return
    for table in (AnalyticsCustomerRow, AnalyticsCustomerMonthRow):
        await work.db.execute(delete(table).where(table.user_id.in_(names)))
    customers, months = counting.customers_of(owned, zone)
    if customers:
        await work.db.execute(insert(AnalyticsCustomerRow), customers)
        await work.db.execute(insert(AnalyticsCustomerMonthRow), months)
