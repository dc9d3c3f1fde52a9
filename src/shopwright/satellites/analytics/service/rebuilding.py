"""Facts and sums are made again from the ledger; what comes out is what was there, where nothing was wrong."""

from datetime import tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from shopwright.infra.db import dialect
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.satellites.analytics.contracts import GOODS, SALES, TURN, Cube, Rebuilt
from shopwright.satellites.analytics.models import (
    AnalyticsGoodsRollupRow,
    AnalyticsGoodsRow,
    AnalyticsSaleRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.queries.ledger import ids_after
from shopwright.satellites.analytics.service.presence import follow
from shopwright.satellites.analytics.service.settling import settle

BATCH = 200
_ACTOR = system("analytics")


async def rebuild(works: Works, *, zone: tzinfo) -> Rebuilt:
    """Settle every order, a batch at a time, then sum up anew; the shop may go on meanwhile.

    After a crash it is begun again. Done twice, the second time changes nothing.
    """
    last: UUID | None = None
    orders = corrected = 0
    while True:
        async with works(_ACTOR) as work:
            found = await ids_after(work.db, last, limit=BATCH)
            corrected += await settle(work, order_ids=found, zone=zone)
        orders += len(found)
        if len(found) < BATCH:
            break
        last = found[-1]
    async with works(_ACTOR) as work:
        await follow(work, zone=zone)
    async with works(_ACTOR) as work:
        await dialect.take_turns(work.db, TURN)
        await _sum_up(work, SALES, AnalyticsSaleRow, AnalyticsSalesRollupRow)
        await _sum_up(work, GOODS, AnalyticsGoodsRow, AnalyticsGoodsRollupRow)
    return Rebuilt(orders, corrected)


async def _sum_up(work: Work, cube: Cube, facts: Any, rollup: Any) -> None:
    """The sums of all facts, by the database alone; in the order of days, so that those that are read together lie together."""
    await work.db.execute(delete(rollup))
    rest = [getattr(facts, name) for name in cube.dimensions[1:]]
    sums = [func.sum(getattr(facts, name)) for name in cube.measures]
    for period in (facts.day, func.substr(facts.day, 1, 7)):
        chosen = select(period, *rest, *sums).group_by(period, *rest).order_by(period, *rest)
        names = ("period", *cube.dimensions[1:], *cube.measures)
        await work.db.execute(insert(rollup).from_select(names, chosen))
