"""Requests about personal data: asked for, taken back, worked on, over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.customers import queries
from shopwright.modules.customers.contracts import DataRequest, RequestKind, RequestState
from shopwright.modules.customers.errors import DataRequestClosed, DataRequestOpen, ExportGone
from shopwright.modules.customers.models import DataRequestRow

ARCHIVE = "data_requests.archive"
MOST_DOWNLOADS = 3
_OPEN = (RequestState.REQUESTED, RequestState.RUNNING)


async def ask(work: Work, *, user_id: UUID, kind: RequestKind, due_at: datetime) -> DataRequest:
    """Put down what somebody asks for; one of a kind at a time.

    Raises:
        DataRequestOpen: one is being worked on.
    """
    request_id = ids.new()
    made = await work.db.execute(
        dialect.insert_or_ignore(work.db, DataRequestRow).values(
            id=request_id,
            user_id=user_id,
            kind=kind,
            state=RequestState.REQUESTED,
            requested_by=work.actor.name,
            archive="",
            downloads=0,
            requested_at=work.now,
            due_at=due_at,
        )
    )
    if made.rowcount != 1:
        raise DataRequestOpen
    return await queries.data_request(work.db, request_id)


async def take_back(work: Work, *, request: DataRequest) -> DataRequest:
    """Cancel a request that nobody has begun to work on.

    Raises:
        DataRequestClosed: begun, or over.
    """
    row = DataRequestRow
    taken = await work.db.execute(
        update(row)
        .where(row.id == request.id, row.state == RequestState.REQUESTED)
        .values(state=RequestState.CANCELLED, finished_at=work.now)
    )
    if taken.rowcount != 1:
        raise DataRequestClosed
    return await queries.data_request(work.db, request.id)


async def begin(work: Work, *, request_id: UUID) -> DataRequest | None:
    """Take a due request on, or on again after a crash; None where it was taken back or is over."""
    row = DataRequestRow
    begun = await work.db.execute(
        update(row)
        .where(row.id == request_id, row.state.in_(_OPEN), row.due_at <= work.now)
        .values(state=RequestState.RUNNING)
    )
    return await queries.data_request(work.db, request_id) if begun.rowcount == 1 else None


async def finish(
    work: Work, *, request_id: UUID, archive: str = "", expires_at: datetime | None = None
) -> bool:
    """A request is done; an ``archive`` is kept sealed until it expires. False where it was over already."""
    row = DataRequestRow
    sealed = keyring_of(work.db).seal(archive, place=ARCHIVE, row=request_id)
    finished = await work.db.execute(
        update(row)
        .where(row.id == request_id, row.state == RequestState.RUNNING)
        .values(
            state=RequestState.DONE, archive=sealed, finished_at=work.now, expires_at=expires_at
        )
    )
    return finished.rowcount == 1


async def hand_out(work: Work, *, request_id: UUID) -> str:
    """The archive of a finished export, a few times at most.

    Raises:
        ExportGone: its time is over, it was handed out often enough, or there is none.
    """
    row = DataRequestRow
    found = await work.db.execute(
        update(row)
        .where(
            row.id == request_id,
            row.kind == RequestKind.EXPORT,
            row.state == RequestState.DONE,
            row.expires_at > work.now,
            row.downloads < MOST_DOWNLOADS,
            row.archive != "",
        )
        .values(downloads=row.downloads + 1)
        .returning(row.archive)
    )
    archive = found.scalar_one_or_none()
    if archive is None:
        raise ExportGone
    return keyring_of(work.db).unseal(archive, place=ARCHIVE, row=request_id)


async def drop_archives(work: Work, *, limit: int = 100) -> int:
    """Remove archives whose time is over; answers how many."""
    row = DataRequestRow
    late = (
        select(row.id)
        .where(row.state == RequestState.DONE, row.expires_at <= work.now)
        .order_by(row.expires_at)
        .limit(limit)
    )
    dropped = await work.db.execute(
        update(row)
        .where(row.id.in_(late.scalar_subquery()))
        .values(state=RequestState.EXPIRED, archive="")
    )
    return dropped.rowcount
