"""How requests about personal data look in answers."""

from uuid import UUID

from shopwright.faces.api import tokens
from shopwright.faces.api.context import Context
from shopwright.faces.api.shapes import Answer, Time
from shopwright.modules.customers.contracts import DataRequest, RequestKind, RequestState

ARCHIVE_PATH = "/api/v1/privacy/requests/{request_id}/archive"


class ArchiveAnswer(Answer):
    """Where a finished archive is; the token goes into the header X-Archive-Token."""

    path: str
    token: str
    expires_at: Time


class DataRequestAnswer(Answer):
    """``due_at``: when an erasure begins; it can be taken back until then."""

    id: UUID
    user_id: UUID
    kind: str
    status: str
    requested_at: Time
    due_at: Time
    finished_at: Time | None
    archive: ArchiveAnswer | None


class DataRequestsAnswer(Answer):
    items: list[DataRequestAnswer]


def request_answer(ctx: Context, request: DataRequest) -> DataRequestAnswer:
    return DataRequestAnswer(
        id=request.id,
        user_id=request.user_id,
        kind=request.kind,
        status=request.state,
        requested_at=request.requested_at,
        due_at=request.due_at,
        finished_at=request.finished_at,
        archive=_archive(ctx, request),
    )


def _archive(ctx: Context, request: DataRequest) -> ArchiveAnswer | None:
    is_there = request.kind is RequestKind.EXPORT and request.state is RequestState.DONE
    if not is_there or request.expires_at is None:
        return None
    return ArchiveAnswer(
        path=ARCHIVE_PATH.replace("{request_id}", str(request.id)),
        token=tokens.sign(ctx.services, tokens.ARCHIVE, request.id),
        expires_at=request.expires_at,
    )
