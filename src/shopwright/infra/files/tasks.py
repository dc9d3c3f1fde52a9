"""Files that are made or read in the background: what was asked for, how far it is, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json, UtcTime
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.errors import Gone, NotFound

OPEN_EXPORT = "export"
"""What a slip that opens a finished export is for."""


class TaskNotFound(NotFound):
    code = "file_task_not_found"
    title = "There is no such export or import."


class FileGone(Gone):
    code = "file_gone"
    title = "The file is not kept any more; ask for a new one."


class TaskKind(StrEnum):
    EXPORT = "export"
    IMPORT = "import"


class TaskState(StrEnum):
    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class FileTaskRow(Base):
    """``file_key`` is the file in the private store, as long as there is one."""

    __tablename__ = "file_tasks"
    __table_args__ = (
        CheckConstraint("kind IN ('export', 'import')", name="kind"),
        CheckConstraint("state IN ('waiting', 'working', 'done', 'failed')", name="state"),
        CheckConstraint("progress >= 0", name="progress"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(20))
    format: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[UUID | None] = mapped_column(Id)
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    progress: Mapped[int] = mapped_column(BigInteger)
    report: Mapped[dict[str, Any]] = mapped_column(Json)
    file_key: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


@dataclass(frozen=True, slots=True)
class FileTask:
    """``progress`` counts rows written or read; ``report`` is what there is to say at the end."""

    id: UUID
    kind: TaskKind
    subject: str
    format: str
    state: TaskState
    asked_by: UUID | None
    options: Mapping[str, Any]
    progress: int
    report: Mapping[str, Any]
    file_key: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime


async def ask(  # noqa: PLR0913 - each is a column
    work: Work,
    *,
    kind: TaskKind,
    subject: str,
    format: str,  # noqa: A002 - that is what it is
    options: Mapping[str, Any],
    keep: timedelta,
    file_key: str | None = None,
) -> FileTask:
    """Note what is to be done; the caller enqueues who does it."""
    task_id = ids.new()
    row = {
        "id": task_id,
        "kind": kind.value,
        "subject": subject,
        "format": format,
        "state": TaskState.WAITING.value,
        "asked_by": work.actor.user_id,
        "options": dict(options),
        "progress": 0,
        "report": {},
        "file_key": file_key,
        "created_at": work.now,
        "expires_at": work.now + keep,
    }
    await work.db.execute(insert(FileTaskRow).values(**row))
    return await task(work.db, task_id)


async def task(db: AsyncConnection, task_id: UUID) -> FileTask:
    """A task.

    Raises:
        TaskNotFound: there is none.
    """
    found = (await db.execute(_TASKS.where(FileTaskRow.id == task_id))).mappings().one_or_none()
    if found is None:
        raise TaskNotFound
    return _task(found)


async def latest(db: AsyncConnection, *, limit: int) -> Sequence[FileTask]:
    rows = await db.execute(_TASKS.order_by(FileTaskRow.id.desc()).limit(limit))
    return [_task(each) for each in rows.mappings()]


async def begin(work: Work, *, task_id: UUID) -> FileTask | None:
    """Set about a task, again where somebody broke off; None where it is over already."""
    row = FileTaskRow
    result = await work.db.execute(
        update(row)
        .where(row.id == task_id, row.state.in_([TaskState.WAITING, TaskState.WORKING]))
        .values(state=TaskState.WORKING.value, progress=0)
    )
    return await task(work.db, task_id) if result.rowcount else None


async def advance(work: Work, *, task_id: UUID, progress: int) -> None:
    """Tell how far it is."""
    row = FileTaskRow
    await work.db.execute(update(row).where(row.id == task_id).values(progress=progress))


async def finish(  # noqa: PLR0913 - each is a column
    work: Work,
    *,
    task_id: UUID,
    state: TaskState,
    progress: int,
    report: Mapping[str, Any],
    file_key: str | None,
    keep: timedelta,
) -> bool:
    """Put down what became of it; False where somebody else has already, so that his file stands."""
    row = FileTaskRow
    result = await work.db.execute(
        update(row)
        .where(row.id == task_id, row.state == TaskState.WORKING.value)
        .values(
            state=state.value,
            progress=progress,
            report=dict(report),
            file_key=file_key,
            finished_at=work.now,
            expires_at=work.now + keep,
        )
    )
    return result.rowcount == 1


async def expired(db: AsyncConnection, *, before: datetime, limit: int) -> Sequence[FileTask]:
    """Tasks whose time is over."""
    statement = _TASKS.where(FileTaskRow.expires_at <= before).limit(limit)
    return [_task(each) for each in (await db.execute(statement)).mappings()]


async def known_keys(db: AsyncConnection) -> set[str]:
    """The files that tasks still have."""
    statement = select(FileTaskRow.file_key).where(FileTaskRow.file_key.is_not(None))
    return {str(each) for each in await db.scalars(statement)}


async def forget(work: Work, *, task_ids: Sequence[UUID]) -> None:
    await work.db.execute(delete(FileTaskRow).where(FileTaskRow.id.in_(task_ids)))


_TASKS: Any = select(*FileTaskRow.__table__.c)


def _task(row: Any) -> FileTask:
    return FileTask(**{**row, "kind": TaskKind(row["kind"]), "state": TaskState(row["state"])})
