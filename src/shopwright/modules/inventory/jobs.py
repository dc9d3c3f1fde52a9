"""Stock is looked at by the clock."""

from datetime import timedelta

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.modules.inventory import service
from shopwright.modules.inventory.contracts import Thresholds

WATCH = "inventory.watch"


def jobs(usual: Thresholds, tell: str) -> tuple[JobKind, ...]:
    """``tell``: the address that gets a mail when stock gets low."""

    async def look(work: Work, _: Payload) -> None:
        if await service.watch(work, usual, tell=tell):
            work.enqueue(WATCH, {})

    return (JobKind(WATCH, look, every=timedelta(minutes=1)),)
