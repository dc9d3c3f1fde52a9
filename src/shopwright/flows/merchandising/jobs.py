"""Entrances of the queue and the clock: files that are made and read in the background."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from shopwright.flows.merchandising.run import file_tasks
from shopwright.flows.merchandising.run.file_tasks import Clerk
from shopwright.infra.files.tasks import TaskNotFound
from shopwright.infra.work import JobKind, Payload, Retry, Works
from shopwright.kernel import ids

_LONGEST = 1800.0


def jobs(clerk_of: Callable[[Works], Clerk]) -> tuple[JobKind, ...]:
    """The background work on files, by a clerk that wiring sets up."""

    async def export(works: Works, payload: Payload) -> None:
        await file_tasks.make_export(clerk_of(works), task_id=_task(payload))

    async def read(works: Works, payload: Payload) -> None:
        await file_tasks.run_import(clerk_of(works), task_id=_task(payload))

    async def tidy(works: Works, _: Payload) -> None:
        await file_tasks.tidy(clerk_of(works))

    again = Retry(attempts=4)
    return (
        JobKind(file_tasks.EXPORT, export, transactional=False, retry=again, timeout=_LONGEST),
        JobKind(file_tasks.IMPORT, read, transactional=False, retry=again, timeout=_LONGEST),
        JobKind("merchandising.tidy_files", tidy, transactional=False, every=timedelta(hours=1)),
    )


def _task(payload: Payload) -> UUID:
    task_id = ids.parse(str(payload["task_id"]))
    if task_id is None:
        raise TaskNotFound
    return task_id
