"""Requests about personal data."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.customers.contracts import DataRequest, RequestKind, RequestState
from shopwright.modules.customers.errors import DataRequestNotFound
from shopwright.modules.customers.models import DataRequestRow

_REQUEST = (
    DataRequestRow.id,
    DataRequestRow.user_id,
    DataRequestRow.kind,
    DataRequestRow.state,
    DataRequestRow.requested_by,
    DataRequestRow.requested_at,
    DataRequestRow.due_at,
    DataRequestRow.finished_at,
    DataRequestRow.expires_at,
    DataRequestRow.downloads,
)
_MOST = 100
OPEN = (RequestState.REQUESTED, RequestState.RUNNING)


async def data_request(db: AsyncConnection, request_id: UUID) -> DataRequest:
    """A request by its id.

    Raises:
        DataRequestNotFound: there is none.
    """
    row = (await db.execute(_requests().where(DataRequestRow.id == request_id))).first()
    if row is None:
        raise DataRequestNotFound
    return _request(row)


async def own_data_request(db: AsyncConnection, user_id: UUID, request_id: UUID) -> DataRequest:
    """A user's own request; another's is none.

    Raises:
        DataRequestNotFound: not his.
    """
    found = await data_request(db, request_id)
    if found.user_id != user_id:
        raise DataRequestNotFound
    return found


async def data_requests(db: AsyncConnection, user_id: UUID) -> Sequence[DataRequest]:
    """What a user asked for, the latest first; the last hundred."""
    statement = (
        _requests()
        .where(DataRequestRow.user_id == user_id)
        .order_by(DataRequestRow.id.desc())
        .limit(_MOST)
    )
    return [_request(row) for row in await db.execute(statement)]


async def due_data_requests(
    db: AsyncConnection, kind: RequestKind, now: datetime, *, limit: int = 100
) -> Sequence[DataRequest]:
    """Open requests whose time has come."""
    statement = (
        _requests()
        .where(
            DataRequestRow.kind == kind,
            DataRequestRow.state.in_(OPEN),
            DataRequestRow.due_at <= now,
        )
        .order_by(DataRequestRow.due_at)
        .limit(limit)
    )
    return [_request(row) for row in await db.execute(statement)]


def _requests() -> Select[*tuple[Any, ...]]:
    return select(*_REQUEST)


def _request(row: Row[*tuple[Any, ...]]) -> DataRequest:
    return DataRequest(
        id=row.id,
        user_id=row.user_id,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        due_at=row.due_at,
        finished_at=row.finished_at,
        expires_at=row.expires_at,
        downloads=row.downloads,
    )
