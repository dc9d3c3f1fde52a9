"""A file that was asked for is made in the background, once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from shopwright.infra.faults import reach
from shopwright.infra.files import tasks
from shopwright.infra.files.sheets import CONTENT_TYPES, FileFormat
from shopwright.infra.files.store import FileStore, new_stem
from shopwright.infra.files.tasks import FileTask, TaskState
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import Actor

Watch = Callable[[int], Awaitable[None]]
Write = Callable[[FileTask, Path, Watch], Awaitable[int]]
Then = Callable[[Work, FileTask], Awaitable[None]]
_TOLD_EVERY = 2000


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files are made: kept for ``keep``, where only their token opens them."""

    works: Works
    store: FileStore
    actor: Actor
    keep: timedelta


async def make(
    desk: Desk,
    *,
    task_id: UUID,
    write: Write,
    report: Callable[[int], Mapping[str, Any]],
    then: Then | None = None,
) -> FileTask | None:
    """Make the file that was asked for; after a crash it is made anew. None where that is over.

    ``write`` puts it down at a path, tells how far it is, and answers how many things it is about. ``then`` is done
    in the Work in which the file counts as made, so once.
    """
    async with desk.works(desk.actor) as work:
        task = await tasks.begin(work, task_id=task_id)
    if task is None:
        return None
    form = FileFormat(task.format)
    with TemporaryDirectory(prefix="shopwright-") as folder:
        path = Path(folder) / f"export.{form}"
        count = await write(task, path, _watch(desk, task_id))
        key = f"{new_stem()}.{form}"
        await desk.store.put(key, path, content_type=CONTENT_TYPES[form])
    reach("files.stored")
    async with desk.works(desk.actor) as work:
        is_first = await tasks.finish(
            work,
            task_id=task_id,
            state=TaskState.DONE,
            progress=count,
            report=report(count),
            file_key=key,
            keep=desk.keep,
        )
        if is_first and then is not None:
            await then(work, task)
    reach("files.made")
    if not is_first:
        await desk.store.delete([key])
    return task if is_first else None


def _watch(desk: Desk, task_id: UUID) -> Watch:
    told = 0

    async def watch(count: int) -> None:
        nonlocal told
        if count - told >= _TOLD_EVERY:
            told = count
            async with desk.works(desk.actor) as work:
                await tasks.advance(work, task_id=task_id, progress=count)

    return watch
