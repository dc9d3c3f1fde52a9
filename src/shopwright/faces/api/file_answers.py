"""Exports and imports, as they are answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shopwright.faces.api import tokens
from shopwright.faces.api.context import Context
from shopwright.faces.api.shapes import Answer, Time
from shopwright.flows.merchandising.contracts import FileSubject
from shopwright.flows.merchandising.run import file_tasks
from shopwright.infra.files.sheets import CONTENT_TYPES, FileFormat
from shopwright.infra.files.tasks import FileTask, TaskKind, TaskState
from shopwright.satellites.analytics import service as analytics
from shopwright.satellites.analytics.contracts import ExportSubject

FILE = "/api/v1/exports/{task_id}/file"


class FileTaskAnswer(Answer):
    """An export or an import. A finished export tells where it is fetched, by anybody who has the address, until then."""

    id: UUID
    type: TaskKind
    kind: str
    format: str
    state: TaskState
    progress: Annotated[int, Field(description="Products, or rows, until now.")]
    report: dict[str, Any]
    url: str | None
    created_at: Time
    finished_at: Time | None
    expires_at: Time


class FileTasksAnswer(Answer):
    items: list[FileTaskAnswer]


def task_answer(ctx: Context, task: FileTask) -> FileTaskAnswer:
    is_fetchable = task.kind is TaskKind.EXPORT and task.state is TaskState.DONE
    token = tokens.sign(ctx.services, tokens.EXPORT, task.id)
    return FileTaskAnswer(
        id=task.id,
        type=task.kind,
        kind=task.subject,
        format=task.format,
        state=task.state,
        progress=task.progress,
        report=dict(task.report),
        url=f"{FILE.format(task_id=task.id)}?token={token}" if is_fetchable else None,
        created_at=task.created_at,
        finished_at=task.finished_at,
        expires_at=task.expires_at,
    )


def may_see(ctx: Context, task: FileTask) -> bool:
    """Whether the caller may see what is in a file."""
    if task.subject in set(FileSubject):
        right = file_tasks.right_to_read(FileSubject(task.subject))
    else:
        right = analytics.right_to_read(ExportSubject(task.subject))
    return ctx.actor.may(right)


def file_headers(subject: str, form: FileFormat, made_at: datetime) -> dict[str, str]:
    return {
        "content-type": CONTENT_TYPES[form],
        "content-disposition": f'attachment; filename="{subject}-{made_at:%Y-%m-%d}.{form}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
    }
