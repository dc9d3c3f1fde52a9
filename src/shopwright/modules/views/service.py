"""Keeping, changing and deleting views of lists."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.errors import Unauthorized
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.views import queries
from shopwright.modules.views.contracts import MOST_VIEWS, View, ViewDraft
from shopwright.modules.views.errors import StaleView, TooManyViews, ViewNameTaken
from shopwright.modules.views.models import ViewRow
from shopwright.modules.views.permissions import VIEWS_SHARE


async def keep_view(work: Work, *, draft: ViewDraft) -> View:
    """Keep a view for the actor.

    Raises:
        Forbidden: he shares it and may not.
        ViewNameTaken, TooManyViews: he has one of the name, or as many as he may have.
    """
    owner_id = _user_id(work)
    if draft.is_shared:
        work.actor.demand(VIEWS_SHARE)
    await _take_name(work, owner_id, draft)
    if await queries.count(work.db, owner_id) >= MOST_VIEWS:
        raise TooManyViews
    times = {"created_at": work.now, "updated_at": work.now}
    view_id = ids.new()
    row = {**asdict(draft), **times, "id": view_id, "owner_id": owner_id, "version": 1}
    await work.db.execute(insert(ViewRow).values(row))
    await _note(work, "view.kept", view_id, after=_told(draft))
    return await queries.view(work.db, owner_id, view_id)


async def change_view(
    work: Work, *, view_id: UUID, draft: ViewDraft, expected_version: int | None = None
) -> View:
    """Make a view be as drafted; it stays its owner's, and a view of the list that it is of.

    Raises:
        ViewNotFound: there is none that the actor may see.
        Forbidden: it is shared, or shall be, and he may not share views.
        StaleView: it has another version than expected.
        ViewNameTaken: its owner has another one of the name.
    """
    before = await _own_or_shared(work, view_id, shares=draft.is_shared)
    if expected_version not in (None, before.version):
        raise StaleView
    await _take_name(work, before.owner_id, draft, but=view_id)
    values = {**asdict(draft), "version": before.version + 1, "updated_at": work.now}
    await work.db.execute(update(ViewRow).where(ViewRow.id == view_id).values(values))
    await _note(work, "view.changed", view_id, before=_told(before), after=_told(draft))
    seen_by = _user_id(work) if draft.is_shared else before.owner_id
    return await queries.view(work.db, seen_by, view_id)


async def forget_view(work: Work, *, view_id: UUID) -> None:
    """Delete a view.

    Raises:
        ViewNotFound, Forbidden: as for a change.
    """
    before = await _own_or_shared(work, view_id)
    await work.db.execute(delete(ViewRow).where(ViewRow.id == view_id))
    await _note(work, "view.forgotten", view_id, before=_told(before))


async def _own_or_shared(work: Work, view_id: UUID, *, shares: bool = False) -> View:
    """The view, where the actor may change it: one that he keeps for himself; a shared one with the right to share."""
    user_id = _user_id(work)
    found = await queries.view(work.db, user_id, view_id, for_change=True)
    is_for_others = found.owner_id != user_id or (shares and not found.is_shared)
    if is_for_others:
        work.actor.demand(VIEWS_SHARE)
    return found


async def _take_name(work: Work, owner_id: UUID, draft: ViewDraft, but: UUID | None = None) -> None:
    """Whoever keeps a view for the same owner waits from here to the commit."""
    await dialect.take_turns(work.db, f"views:{owner_id}")
    if await queries.is_taken(work.db, owner_id, draft.kind, draft.name, but=but):
        raise ViewNameTaken


def _user_id(work: Work) -> UUID:
    if work.actor.user_id is None:
        raise Unauthorized
    return work.actor.user_id


def _told(draft: ViewDraft) -> dict[str, object]:
    """What the trail tells: not what is filtered by, which may be somebody's address."""
    return {
        "kind": draft.kind,
        "name": draft.name,
        "is_shared": draft.is_shared,
        "filters": sorted(draft.filters),
        "columns": list(draft.columns),
        "sort": draft.sort,
    }


async def _note(
    work: Work,
    action: str,
    view_id: UUID,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    subject = Subject("view", str(view_id))
    await audit.note(work, action=action, subject=subject, before=before, after=after)
