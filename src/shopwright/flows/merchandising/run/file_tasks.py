"""Exports and imports in the background: asked for, worked on, handed out, forgotten."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    FileSubject,
    ImportOptions,
    ImportReport,
)
from shopwright.flows.merchandising.run.export_file import export_file
from shopwright.flows.merchandising.run.read_file import read_file
from shopwright.infra.files import tasks
from shopwright.infra.files.making import Desk, Watch, make
from shopwright.infra.files.sheets import FileFormat
from shopwright.infra.files.store import FileStore, new_stem
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import Actor, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog.permissions import READ, WRITE
from shopwright.modules.inventory.permissions import STOCK_READ, STOCK_WRITE
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE

EXPORT, IMPORT = "merchandising.export", "merchandising.import"
_READS: Mapping[FileSubject, str] = {
    FileSubject.STOCK: STOCK_READ,
    FileSubject.REVIEWS: REVIEWS_MODERATE,
}
_WRITES: Mapping[FileSubject, str] = {
    FileSubject.STOCK: STOCK_WRITE,
    FileSubject.REVIEWS: REVIEWS_MODERATE,
}
_ACTOR = system("files")
_MOST_TOLD = 200  # problems that a report holds
_GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Clerk:
    """What files are made and read with; they are kept for ``keep``, where only their token opens them."""

    works: Works
    store: FileStore
    currency: str
    keep: timedelta = timedelta(hours=24)


def right_to_read(subject: FileSubject) -> str:
    return _READS.get(subject, READ)


def demand_reading(actor: Actor, subject: FileSubject) -> None:
    """Raises Unauthorized or Forbidden where the actor may not see what would be exported."""
    actor.demand(right_to_read(subject))


async def ask_for_export(
    clerk: Clerk, work: Work, *, subject: FileSubject, form: FileFormat
) -> tasks.FileTask:
    """Have a file made.

    Raises:
        Unauthorized, Forbidden: the actor may not see what would be in it.
    """
    demand_reading(work.actor, subject)
    asked = await tasks.ask(
        work, kind=tasks.TaskKind.EXPORT, subject=subject, format=form, options={}, keep=clerk.keep
    )
    work.enqueue(EXPORT, {"task_id": str(asked.id)})
    await _note(work, "export.asked", asked)
    return asked


async def ask_for_import(
    clerk: Clerk, *, actor: Actor, subject: FileSubject, content: bytes, options: Mapping[str, Any]
) -> tasks.FileTask:
    """Have a file read; ``options`` are those of :class:`ImportOptions` that are not as usual.

    Raises:
        Unauthorized, Forbidden: the actor may not write what is in it.
        StoreUnavailable, StoreFull: it can't be kept until then.
    """
    actor.demand(_WRITES.get(subject, WRITE))
    key = f"{new_stem()}.upload"
    await clerk.store.put(key, content, content_type="application/octet-stream")
    async with clerk.works(actor) as work:
        asked = await tasks.ask(
            work,
            kind=tasks.TaskKind.IMPORT,
            subject=subject,
            format="upload",
            options=options,
            keep=clerk.keep,
            file_key=key,
        )
        work.enqueue(IMPORT, {"task_id": str(asked.id)})
        await _note(work, "import.asked", asked)
    return asked


async def make_export(clerk: Clerk, *, task_id: UUID) -> bool:
    """Make the file that was asked for; after a crash it is made anew. False where that is over."""

    async def write(task: tasks.FileTask, path: Path, watch: Watch) -> int:
        subject, form = FileSubject(task.subject), FileFormat(task.format)
        return await export_file(clerk.works, path, subject=subject, form=form, watch=watch)

    desk = Desk(clerk.works, clerk.store, _ACTOR, clerk.keep)
    made = await make(desk, task_id=task_id, write=write, report=lambda count: {"products": count})
    return made is not None


async def run_import(clerk: Clerk, *, task_id: UUID) -> bool:
    """Read the file that was sent; after a crash again, which changes nothing twice. False where that is over."""
    task = await _begin(clerk, task_id)
    if task is None or task.file_key is None:
        return False
    state, report = tasks.TaskState.DONE, dict[str, Any]()
    progress = 0
    try:
        done = await _read(clerk, task, task.file_key)
        report, progress = _told(done), done.stored + done.failed
    except ShopError as error:
        state, report = tasks.TaskState.FAILED, {"code": error.code, "detail": error.detail}
        if error.status >= 500:  # not the file's fault: it is tried again
            raise
    is_first = await _finish(clerk, task, state, progress, report, None)
    await clerk.store.delete([task.file_key])
    return is_first


async def hand_out(clerk: Clerk, *, task_id: UUID) -> tuple[tasks.FileTask, AsyncIterator[bytes]]:
    """A finished export, piece by piece.

    Raises:
        tasks.TaskNotFound: there is none, or it is not finished.
        tasks.FileGone: its time is over.
    """
    async with clerk.works.reading() as db:
        task = await tasks.task(db, task_id)
    if (
        task.kind is not tasks.TaskKind.EXPORT
        or task.state is not tasks.TaskState.DONE
        or not task.file_key
    ):
        raise tasks.TaskNotFound
    if task.expires_at <= clerk.works.now():
        raise tasks.FileGone
    await clerk.store.size(task.file_key)
    return task, clerk.store.read(task.file_key)


async def tidy(clerk: Clerk) -> int:
    """Forget tasks whose time is over, with their files, and files that no task knows; answers how many tasks."""
    now = clerk.works.now()
    async with clerk.works.reading() as db:
        gone = await tasks.expired(db, before=now, limit=500)
    await clerk.store.delete([each.file_key for each in gone if each.file_key])
    async with clerk.works(_ACTOR) as work:
        await tasks.forget(work, task_ids=[each.id for each in gone])
    await _drop_strays(
        clerk,
        [entry.key async for entry in clerk.store.entries() if entry.stored_at < now - _GRACE],
    )
    return len(gone)


async def _drop_strays(clerk: Clerk, keys: Collection[str]) -> None:
    async with clerk.works.reading() as db:
        known = await tasks.known_keys(db)
    await clerk.store.delete([key for key in keys if key not in known])


async def _begin(clerk: Clerk, task_id: UUID) -> tasks.FileTask | None:
    async with clerk.works(_ACTOR) as work:
        return await tasks.begin(work, task_id=task_id)


async def _finish(
    clerk: Clerk,
    task: tasks.FileTask,
    state: tasks.TaskState,
    progress: int,
    report: Mapping[str, Any],
    key: str | None,
) -> bool:
    async with clerk.works(_ACTOR) as work:
        return await tasks.finish(
            work,
            task_id=task.id,
            state=state,
            progress=progress,
            report=report,
            file_key=key,
            keep=clerk.keep,
        )


async def _read(clerk: Clerk, task: tasks.FileTask, key: str) -> ImportReport:
    options = ImportOptions(**{"currency": clerk.currency, **task.options})
    with TemporaryDirectory(prefix="shopwright-") as folder:
        path = Path(folder) / "upload"
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in clerk.store.read(key):
                await asyncio.to_thread(file.write, chunk)
        return await read_file(
            clerk.works, path, actor=_ACTOR, subject=FileSubject(task.subject), options=options
        )


def _told(report: ImportReport) -> dict[str, Any]:
    return {
        "is_dry_run": report.is_dry_run,
        "created": report.created,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "failed": report.failed,
        "problems": [asdict(each) for each in report.problems[:_MOST_TOLD]],
        "notices": [asdict(each) for each in report.notices[:_MOST_TOLD]],
        "changes": [asdict(each) for each in report.changes],
    }


async def _note(work: Work, action: str, task: tasks.FileTask) -> None:
    asked = {"subject": task.subject, "format": task.format, **task.options}
    _ = await audit.note(work, action=action, subject=Subject("file", str(task.id)), after=asked)
