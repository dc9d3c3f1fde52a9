"""Lists, and what is on them."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.signing import fingerprint
from shopwright.kernel.money import Money
from shopwright.modules.identity import queries as accounts
from shopwright.modules.wishlists.contracts import ListKind, Wish, Wishlist
from shopwright.modules.wishlists.models import WishlistRow, WishRow

LIST = tuple(getattr(WishlistRow, name) for name in Wishlist.__dataclass_fields__)
WISH = (
    *(WishRow.id, WishRow.wishlist_id, WishRow.product_id, WishRow.variant_id, WishRow.title),
    *(WishRow.quantity, WishRow.note, WishRow.position, WishRow.price, WishRow.currency),
    WishRow.created_at,
)


async def wishlist(db: AsyncConnection, wishlist_id: UUID, *, user_id: UUID) -> Wishlist | None:
    """A list, if it is this customer's."""
    mine = (WishlistRow.id == wishlist_id, WishlistRow.user_id == user_id)
    row = (await db.execute(select(*LIST).where(*mine))).one_or_none()
    return list_of(row) if row else None


async def lists_of(db: AsyncConnection, user_id: UUID) -> list[Wishlist]:
    """A customer's lists but for what he saved for later, his own one first."""
    statement = (
        select(*LIST)
        .where(WishlistRow.user_id == user_id, WishlistRow.kind != ListKind.SAVED)
        .order_by(WishlistRow.kind, WishlistRow.id)  # "default" is before "plain"
    )
    return [list_of(row) for row in await db.execute(statement)]


async def saved_of(db: AsyncConnection, user_id: UUID) -> list[Wish]:
    """What a customer saved for later, the latest first."""
    statement = (
        select(*WISH)
        .join(WishlistRow, WishlistRow.id == WishRow.wishlist_id)
        .where(WishlistRow.user_id == user_id, WishlistRow.kind == ListKind.SAVED)
        .order_by(WishRow.position.desc(), WishRow.id.desc())
    )
    return [wish_of(row) for row in await db.execute(statement)]


async def shared(db: AsyncConnection, token: str) -> Wishlist | None:
    """The list that a link shows, as long as its owner's account is good."""
    statement = select(*LIST).where(WishlistRow.share_hash == fingerprint(token))
    row = (await db.execute(statement)).one_or_none()
    if row is None:
        return None
    owner = await accounts.by_id(db, row.user_id)
    return list_of(row) if owner is not None and owner.is_active else None


async def counts(db: AsyncConnection, wishlist_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many things are on lists; an empty one is missing."""
    statement = (
        select(WishRow.wishlist_id, func.count())
        .where(WishRow.wishlist_id.in_(wishlist_ids))
        .group_by(WishRow.wishlist_id)
    )
    return {row[0]: row[1] for row in await db.execute(statement)}


async def wishes_of(
    db: AsyncConnection, wishlist_id: UUID, *conditions: ColumnElement[bool]
) -> list[Wish]:
    """What is on a list, in its order."""
    statement = (
        select(*WISH)
        .where(WishRow.wishlist_id == wishlist_id, *conditions)
        .order_by(WishRow.position, WishRow.id)
    )
    return [wish_of(row) for row in await db.execute(statement)]


def list_of(row: Any) -> Wishlist:
    """A row of the table as a contract."""
    values = {name: getattr(row, name) for name in Wishlist.__dataclass_fields__}
    return Wishlist(**values | {"kind": ListKind(row.kind)})


def wish_of(row: Any) -> Wish:
    """A row of the table as a contract."""
    return Wish(
        id=row.id,
        wishlist_id=row.wishlist_id,
        product_id=row.product_id,
        variant_id=row.variant_id,
        title=row.title,
        quantity=row.quantity,
        note=row.note,
        position=row.position,
        price=None if row.price is None else Money(row.price, row.currency),
        created_at=row.created_at,
    )
