"""What is done by the clock and in the background: counting, forgetting, files, reports."""

from collections.abc import Callable
from datetime import timedelta, tzinfo
from functools import partial

from shopwright.infra.files.tasks import TaskNotFound
from shopwright.infra.work import JobKind, Payload, Retry, Work, Works
from shopwright.kernel import ids
from shopwright.satellites.analytics import service
from shopwright.satellites.analytics.contracts import EXPORT
from shopwright.satellites.analytics.queries.ledger import counts_nothing_yet
from shopwright.satellites.analytics.service import Exporter

FOLLOWED_EVERY = timedelta(minutes=5)
BEGIN = "analytics.begin"
_LONGEST = 1800.0


def jobs(zone: tzinfo, exporter_of: Callable[[Works], Exporter]) -> tuple[JobKind, ...]:
    """Files are made by what wiring sets up."""

    async def export(works: Works, payload: Payload) -> None:
        task_id = ids.parse(str(payload["task_id"]))
        if task_id is None:
            raise TaskNotFound
        await service.make_export(exporter_of(works), task_id=task_id, then=service.tell)

    async def report(works: Works, _: Payload) -> None:
        await service.ask_for_due(exporter_of(works))

    async def begin(works: Works, _: Payload) -> None:
        await service.rebuild(works, zone=zone)

    every, again = timedelta(minutes=5), Retry(attempts=4)
    return (
        JobKind("analytics.follow", partial(_follow, zone), every=FOLLOWED_EVERY, timeout=300.0),
        JobKind(BEGIN, begin, transactional=False, retry=again, timeout=_LONGEST),
        JobKind("analytics.forget", _forget, every=timedelta(days=1)),
        JobKind(EXPORT, export, transactional=False, retry=again, timeout=_LONGEST),
        JobKind("analytics.report", report, transactional=False, every=every),
    )


async def _follow(zone: tzinfo, work: Work, _: Payload) -> None:
    """A shop that was there before its figures were kept has all of them counted once."""
    await service.follow(work, zone=zone)
    if await counts_nothing_yet(work.db, before=work.now - timedelta(hours=1)):
        work.enqueue(BEGIN, {}, unique_key="all")


async def _forget(work: Work, _: Payload) -> None:
    await service.forget_old(work)
