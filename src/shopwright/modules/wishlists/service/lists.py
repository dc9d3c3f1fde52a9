"""Making, naming and removing lists. Whoever changes what is on a list passes its row first, and so they take turns."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.wishlists.contracts import DEFAULT_NAME, Limits, ListKind, Wishlist
from shopwright.modules.wishlists.errors import TooManyWishlists, WishlistNotFound
from shopwright.modules.wishlists.models import WishlistRow
from shopwright.modules.wishlists.queries.lists import LIST, list_of

_KEPT = WishlistRow.kind != ListKind.SAVED


async def make_list(work: Work, *, user_id: UUID, name: str, limits: Limits) -> Wishlist:
    """A new list.

    Raises:
        TooManyWishlists: he has as many as one may have.
    """
    row = WishlistRow
    await dialect.take_turns(work.db, f"wishlists:{user_id}")
    counted = select(func.count()).select_from(row).where(row.user_id == user_id, _KEPT)
    if (await work.db.execute(counted)).scalar_one() >= limits.lists:
        raise TooManyWishlists(limit=limits.lists)
    made = _new(work, user_id, ListKind.PLAIN, name)
    await work.db.execute(insert(row).values(**_values(made)))
    return made


async def rename_list(work: Work, *, user_id: UUID, wishlist_id: UUID, name: str) -> Wishlist:
    """Call a list otherwise.

    Raises:
        WishlistNotFound: not his.
    """
    return await _touch(work, user_id, WishlistRow.id == wishlist_id, _KEPT, name=name)


async def remove_list(work: Work, *, user_id: UUID, wishlist_id: UUID) -> None:
    """Remove a list with all that is on it; whoever has its link sees nothing any more.

    Raises:
        WishlistNotFound: not his.
    """
    row = WishlistRow
    gone = await work.db.execute(
        delete(row).where(row.id == wishlist_id, row.user_id == user_id, _KEPT)
    )
    if gone.rowcount == 0:
        raise WishlistNotFound


async def locked(
    work: Work, *, user_id: UUID, wishlist_id: UUID | None, kind: ListKind = ListKind.DEFAULT
) -> Wishlist:
    """A customer's list, its row locked until the Work ends; without an id the one of a kind, made at need.

    Raises:
        WishlistNotFound: not his.
    """
    if wishlist_id is not None:
        return await _touch(work, user_id, WishlistRow.id == wishlist_id)
    made = _new(work, user_id, kind, DEFAULT_NAME)
    await work.db.execute(dialect.insert_or_ignore(work.db, WishlistRow).values(**_values(made)))
    return await _touch(work, user_id, WishlistRow.kind == kind)


async def _touch(
    work: Work, user_id: UUID, *conditions: ColumnElement[bool], **changes: str
) -> Wishlist:
    row = WishlistRow
    found = await work.db.execute(
        update(row)
        .where(row.user_id == user_id, *conditions)
        .values(updated_at=work.now, **changes)
        .returning(*LIST)
    )
    touched = found.one_or_none()
    if touched is None:
        raise WishlistNotFound
    return list_of(touched)


def _new(work: Work, user_id: UUID, kind: ListKind, name: str) -> Wishlist:
    return Wishlist(ids.new(), user_id, kind, name, "", None, work.now, work.now)


def _values(made: Wishlist) -> dict[str, object]:
    return {name: getattr(made, name) for name in Wishlist.__dataclass_fields__}
