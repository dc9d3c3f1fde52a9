"""How long the dashboard and its neighbours take over a million orders, by sums that the shop itself made of their facts.

Run: .venv/bin/python -m benchmarks.dashboard [--orders 1000000] [--database postgres]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, text

from benchmarks.__main__ import address_of
from benchmarks.replay import Clock
from shopwright.faces.services import Services
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.identity.models import UserRow
from shopwright.satellites.analytics import queries, service
from shopwright.satellites.analytics.contracts import (
    GOODS,
    SALES,
    Group,
    Interval,
    ProductOrder,
    Span,
)
from shopwright.satellites.analytics.models import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsGoodsRow,
    AnalyticsPresenceRow,
    AnalyticsSaleRow,
)
from shopwright.wiring import close_services, open_services
from tests.support.schema import build_schema

TODAY, DAYS, PRODUCTS, BATCH = date(2026, 11, 21), 1096, 5000, 5000
COUNTRIES = ("DE", "FR", "GB", "AT", "NL", "IT", "ES", "SE", "DK", "PL", "US", "CH")
ROUNDS = 15
_ACTOR = system("benchmark")


async def fill(services: Services, orders: int) -> None:
    """Facts of so many orders over three years, by a fifth as many accounts."""
    chance = Random(1)  # noqa: S311 - made-up orders
    users = [ids.new() for _ in range(max(orders // 5, 1))]
    goods = [ids.new() for _ in range(PRODUCTS)]
    now = datetime(2026, 11, 21, tzinfo=UTC)
    person = {"full_name": "", "is_active": True, "created_at": now, "updated_at": now}
    rows = ({"id": each, "email": each.hex, "email_normalised": each.hex} for each in users)
    await _put(services, UserRow, ({**each, **person} for each in rows))
    bought = [
        (ids.new(), chance.choice(users), (TODAY - timedelta(chance.randrange(DAYS))).isoformat())
        for _ in range(orders)
    ]
    zero = dict.fromkeys((*SALES.measures, *GOODS.measures), 0)
    places = {"currency": "EUR", "channel": "shop", "written_at": now}

    def sales() -> Iterator[dict[str, Any]]:
        for order_id, _, day in bought:
            buyer = chance.choice(("new", "returning", "guest"))
            told = {"orders": 1, "placed": 1, "units": 2, "total": 4000, "paid": 4000, "tax": 639}
            where = {"day": day, "country": chance.choice(COUNTRIES), "buyer": buyer}
            counted = {name: {**zero, **told}[name] for name in SALES.measures}
            yield {"id": ids.new(), "order_id": order_id, **places, **where, **counted}

    def lines() -> Iterator[dict[str, Any]]:
        for order_id, _, day in bought:
            told = {"orders": 1, "units": 2, "goods": 4000, "total": 4000}
            where = {"day": day, "product_id": chance.choice(goods), "currency": "EUR"}
            counted = {name: {**zero, **told}[name] for name in GOODS.measures}
            yield {"id": ids.new(), "order_id": order_id, "written_at": now, **where, **counted}

    await _put(services, AnalyticsSaleRow, sales())
    await _put(services, AnalyticsGoodsRow, lines())
    await _people(services, [(user, day) for _, user, day in bought])
    await service.rebuild(services.works, zone=services.insight.zone)
    async with services.works(_ACTOR) as work:
        await work.db.execute(text("ANALYZE"))


async def _people(services: Services, bought: list[tuple[Any, str]]) -> None:
    kept = (TODAY - timedelta(days=400)).isoformat()
    seen = {(p, user) for user, day in bought if day >= kept for p in (day, day[:7])}
    presence = ({"period": period, "user_id": user} for period, user in sorted(seen))
    await _put(services, AnalyticsPresenceRow, presence)
    days: dict[Any, list[str]] = {}
    months: dict[tuple[Any, str], int] = {}
    for user, day in bought:
        days.setdefault(user, []).append(day)
        months[user, day[:7]] = months.get((user, day[:7]), 0) + 1
    customers = (
        {"user_id": user, "currency": "EUR", "orders": len(of), "total": 4000 * len(of)}
        | {"first_day": min(of), "last_day": max(of)}
        for user, of in days.items()
    )
    await _put(services, AnalyticsCustomerRow, customers)
    by_month = (
        {"user_id": user, "period": month, "currency": "EUR", "orders": count}
        | {"cohort": min(days[user])[:7], "total": 4000 * count}
        for (user, month), count in months.items()
    )
    await _put(services, AnalyticsCustomerMonthRow, by_month)


async def _put(services: Services, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            await _insert(services, table, batch)
            batch = []
    if batch:
        await _insert(services, table, batch)


async def _insert(services: Services, table: Any, batch: list[dict[str, Any]]) -> None:
    async with services.works(_ACTOR) as work:
        await work.db.execute(insert(table), batch)


async def measure(services: Services) -> list[tuple[str, float]]:
    """Milliseconds of each question, the median of some."""
    month, year = Span("2026-10-23", "2026-11-21"), Span("2025-11-22", "2026-11-21")
    usual = services.restocking.usual

    async def dashboard(db: Any) -> object:
        return await queries.dashboard(db, month, currency="EUR", usual=usual)

    async def by_day(db: Any) -> object:
        return await queries.sales(db, month, Interval.DAY)

    async def by_region(db: Any) -> object:
        return await queries.sales(db, year, Interval.MONTH, group=Group.REGION)

    async def products(db: Any) -> object:
        return await queries.top(db, year, by=ProductOrder.TOTAL, currency="EUR", limit=10)

    async def segments(db: Any) -> object:
        return await queries.segments(db, "2026-11-21", "EUR")

    async def cohorts(db: Any) -> object:
        return await queries.cohorts(db, "2025-12", "2026-11", "EUR")

    asked = {
        "dashboard of thirty days": dashboard,
        "sales of thirty days by day": by_day,
        "sales of a year by month and region": by_region,
        "top products of a year": products,
        "segments of all customers": segments,
        "cohorts of a year": cohorts,
    }
    return [(name, await _time(services, each)) for name, each in asked.items()]


async def _time(services: Services, ask: Callable[[Any], Awaitable[object]]) -> float:
    taken = []
    for _ in range(ROUNDS):
        async with services.works.reading() as db:
            begun = time.perf_counter()
            await ask(db)
            taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


async def _run(url: str, orders: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        await build_schema(url)
        settings = Settings(
            _env_file=None,
            environment=Environment.TEST,
            database_url=url,
            jobs_embedded=False,
            statement_timeout_seconds=600,
            private_store=folder,
        )
        services = open_services(settings, now=Clock(datetime(2026, 11, 21, 12, tzinfo=UTC)))
        begun = time.perf_counter()
        await fill(services, orders)
        print(f"{orders:,} orders counted in {time.perf_counter() - begun:.0f} s")
        for name, milliseconds in await measure(services):
            print(f"{milliseconds:8.1f} ms  {name}")
        await close_services(services)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, address_of(arguments.database, Path(place)) as at:
        asyncio.run(_run(at, arguments.orders))
