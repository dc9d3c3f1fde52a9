"""What is done for accounts by the clock."""

from datetime import timedelta

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.modules.identity import service


async def _sweep(work: Work, _: Payload) -> None:
    await service.sweep(work)


SWEEP = JobKind("identity.sweep", _sweep, every=timedelta(hours=1))
JOBS = (SWEEP,)
