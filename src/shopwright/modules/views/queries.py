"""Every question about views."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.modules.views.contracts import View
from shopwright.modules.views.errors import ViewNotFound
from shopwright.modules.views.models import ViewRow

_MOST_SHOWN = 500
_COLUMNS = tuple(getattr(ViewRow, name) for name in View.__dataclass_fields__)


async def seen_by(db: AsyncConnection, user_id: UUID, kinds: Collection[str]) -> list[View]:
    """One's own views of lists and those that are shared, by list and name."""
    row = ViewRow
    chosen = (
        select(*_COLUMNS)
        .where(row.kind.in_(kinds), _is_seen_by(user_id))
        .order_by(row.kind, row.name, row.id)
        .limit(_MOST_SHOWN)
    )
    return [_view(each) for each in await db.execute(chosen)]


async def view(
    db: AsyncConnection, user_id: UUID, view_id: UUID, *, for_change: bool = False
) -> View:
    """A view that somebody may see.

    Raises:
        ViewNotFound: there is none, or it is another's and not shared.
    """
    chosen = select(*_COLUMNS).where(ViewRow.id == view_id, _is_seen_by(user_id))
    chosen = dialect.lock_rows(db, chosen) if for_change else chosen
    row = (await db.execute(chosen)).one_or_none()
    if row is None:
        raise ViewNotFound
    return _view(row)


async def is_taken(
    db: AsyncConnection, owner_id: UUID, kind: str, name: str, *, but: UUID | None = None
) -> bool:
    row = ViewRow
    chosen = select(row.id).where(row.owner_id == owner_id, row.kind == kind, row.name == name)
    found = (await db.execute(chosen)).scalar_one_or_none()
    return found not in (None, but)


async def count(db: AsyncConnection, owner_id: UUID) -> int:
    counting = select(func.count(ViewRow.id)).where(ViewRow.owner_id == owner_id)
    return int((await db.execute(counting)).scalar_one())


def _is_seen_by(user_id: UUID) -> ColumnElement[bool]:
    return or_(ViewRow.owner_id == user_id, ViewRow.is_shared)


def _view(row: Any) -> View:
    return View(*row)
