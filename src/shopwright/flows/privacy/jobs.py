"""Entrances of the queue and the clock: archives to make and to drop, persons to erase."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from shopwright.flows.privacy import run
from shopwright.flows.privacy.contracts import ERASURE_JOB, EXPORT_JOB, Bureau
from shopwright.infra.work import JobKind, Payload, Works
from shopwright.kernel import ids
from shopwright.modules.customers.errors import DataRequestNotFound


def jobs(bureau_of: Callable[[Works], Bureau]) -> tuple[JobKind, ...]:
    """The background work of this journey, in a bureau that wiring sets up."""

    async def export(works: Works, payload: Payload) -> None:
        await run.export(bureau_of(works), request_id=_request(payload))

    async def erase(works: Works, payload: Payload) -> None:
        await run.erase(bureau_of(works), request_id=_request(payload))

    async def tidy(works: Works, _: Payload) -> None:
        await run.finish_exports(bureau_of(works))
        await run.erase_due(bureau_of(works))

    return (
        JobKind(EXPORT_JOB, export, transactional=False),
        JobKind(ERASURE_JOB, erase, transactional=False),
        JobKind(
            "privacy.tidy",
            tidy,
            transactional=False,
            every=timedelta(hours=1),
        ),
    )


def _request(payload: Payload) -> UUID:
    request_id = ids.parse(str(payload["request_id"]))
    if request_id is None:
        raise DataRequestNotFound
    return request_id
