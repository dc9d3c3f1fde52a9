"""The rest of a large category or brand is refreshed in the background."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work, Works
from shopwright.satellites.search import queries, service
from shopwright.satellites.search.contracts import (
    COMPLETE,
    REBUILD,
    REFRESH_BRAND,
    REFRESH_CATEGORY,
    SHIP,
)


def jobs(
    home_currency: Callable[[], str], refresh: Callable[[Works], Awaitable[None]]
) -> tuple[JobKind, ...]:
    """``refresh`` looks at the shop's own currency before everything is made anew in it."""

    async def rebuild(works: Works, _: Payload) -> None:
        await refresh(works)
        await service.rebuild(works, home_currency=home_currency())

    return (
        JobKind(REFRESH_CATEGORY, partial(_refresh_category, home_currency)),
        JobKind(REFRESH_BRAND, partial(_refresh_brand, home_currency)),
        JobKind(REBUILD, rebuild, transactional=False, timeout=3600),
        JobKind(COMPLETE, _complete, every=timedelta(hours=1)),
    )


def shipping(ship: Callable[[Works], Awaitable[int]]) -> JobKind:
    """Brings an engine outside the database up to the catalog: after each change, and each minute for what was missed."""

    async def bring(works: Works, _: Payload) -> None:
        await ship(works)

    return JobKind(SHIP, bring, transactional=False, timeout=600, every=timedelta(minutes=1))


async def _complete(work: Work, _: Payload) -> None:
    """After an upgrade the index may lack what the shop shows."""
    if await queries.lacks_entries(work.db):
        service.order_rebuild(work)


async def _refresh_category(home_currency: Callable[[], str], work: Work, payload: Payload) -> None:
    category_id = UUID(payload["category_id"])
    rest = await service.refresh_category(
        work,
        category_id=category_id,
        after=UUID(payload["after"]),
        home_currency=home_currency(),
    )
    if rest is not None:
        work.enqueue(REFRESH_CATEGORY, {"category_id": str(category_id), "after": str(rest)})


async def _refresh_brand(home_currency: Callable[[], str], work: Work, payload: Payload) -> None:
    brand_id = UUID(payload["brand_id"])
    rest = await service.refresh_brand(
        work, brand_id=brand_id, after=UUID(payload["after"]), home_currency=home_currency()
    )
    if rest is not None:
        work.enqueue(REFRESH_BRAND, {"brand_id": str(brand_id), "after": str(rest)})
