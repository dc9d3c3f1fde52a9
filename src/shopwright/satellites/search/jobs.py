"""The rest of a large category is refreshed in the background."""

from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.satellites.search import service
from shopwright.satellites.search.contracts import REFRESH_CATEGORY


def jobs(home_currency: str) -> tuple[JobKind, ...]:
    return (JobKind(REFRESH_CATEGORY, partial(_refresh_category, home_currency)),)


async def _refresh_category(home_currency: str, work: Work, payload: Payload) -> None:
    category_id = UUID(payload["category_id"])
    rest = await service.refresh_category(
        work,
        category_id=category_id,
        after=UUID(payload["after"]),
        home_currency=home_currency,
    )
    if rest is not None:
        work.enqueue(REFRESH_CATEGORY, {"category_id": str(category_id), "after": str(rest)})
