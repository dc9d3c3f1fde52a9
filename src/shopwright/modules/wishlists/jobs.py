"""Alerts are looked at by the clock: what came back unheard, and what is over."""

from datetime import timedelta
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.modules.wishlists import service
from shopwright.modules.wishlists.contracts import TELL


async def _tell(work: Work, payload: Payload) -> None:
    after = payload.get("after")
    following = await service.tell_batch(work, after=UUID(after) if after else None)
    if following is not None:
        work.enqueue(TELL, {"after": str(following)})


async def _sweep(work: Work, _: Payload) -> None:
    await service.sweep_alerts(work)


JOBS: tuple[JobKind, ...] = (
    JobKind(TELL, _tell, every=timedelta(minutes=10)),
    JobKind("wishlists.sweep_alerts", _sweep, every=timedelta(hours=6)),
)
