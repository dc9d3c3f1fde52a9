"""What analytics hold, to be compared."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.satellites.analytics.contracts import GOODS, SALES
from shopwright.satellites.analytics.models import (
    AnalyticsGoodsRollupRow,
    AnalyticsSalesRollupRow,
)
from shopwright.satellites.analytics.queries.agreement import disagreements

Rows = dict[tuple[Any, ...], tuple[int, ...]]


async def settle_all(services: Services) -> None:
    """Run what waits, but not what the clock starts."""
    registry = services.works.registry
    kinds = {name: replace(kind, every=None) for name, kind in registry.jobs.items()}
    services.works.registry = replace(registry, jobs=kinds)
    await Worker(services.works, services.bell).run_until_idle()


async def sums(services: Services) -> tuple[Rows, Rows]:
    """Sums that are not nought, of sales and of goods, by their keys."""
    found = []
    async with services.works.reading() as db:
        for cube, row in ((SALES, AnalyticsSalesRollupRow), (GOODS, AnalyticsGoodsRollupRow)):
            keys = ("period", *cube.dimensions[1:])
            columns = [getattr(row, name) for name in (*keys, *cube.measures)]
            rows = (await db.execute(select(*columns))).all()
            told = {tuple(each[: len(keys)]): tuple(map(int, each[len(keys) :])) for each in rows}
            found.append({key: values for key, values in told.items() if any(values)})
    return found[0], found[1]


async def sales(services: Services, period: str, **where: str) -> dict[str, int]:
    """The sums of a period, of all that is told apart within it unless told which."""
    rows, _ = await sums(services)
    keys = ("period", *SALES.dimensions[1:])
    wanted = {"period": period} | where
    chosen = [
        values
        for key, values in rows.items()
        if all(dict(zip(keys, key, strict=True))[name] == value for name, value in wanted.items())
    ]
    added = [sum(column) for column in zip(*chosen, strict=True)] or [0] * len(SALES.measures)
    told = dict(zip(SALES.measures, added, strict=True))
    return {name: value for name, value in told.items() if value}


async def assert_agreeing(services: Services) -> None:
    """Analytics are what the ledger says."""
    async with services.works.reading() as db:
        assert await disagreements(db) == []
