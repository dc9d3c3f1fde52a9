"""What is done for accounts by the clock."""

from datetime import timedelta
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.modules.identity import service
from shopwright.modules.identity.service import Links


async def _sweep(work: Work, _: Payload) -> None:
    await service.sweep(work)


SWEEP = JobKind("identity.sweep", _sweep, every=timedelta(hours=1))
JOBS = (SWEEP,)


def jobs(links: Links) -> tuple[JobKind, ...]:
    """What is done for accounts with the keys of the links in mails."""

    async def answer(work: Work, payload: Payload) -> None:
        await service.answer_request(work, links, request_id=UUID(payload["request_id"]))

    return (JobKind(service.ANSWER, answer),)
