"""Putting things on a list, and taking, moving and arranging them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Integer, delete, func, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.db.types import Id
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import SellableVariant
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists.contracts import (
    Limits,
    ListKind,
    NewWish,
    Wish,
    WishChange,
)
from shopwright.modules.wishlists.errors import (
    AlreadyWished,
    GoodsUnknown,
    OrderOutOfDate,
    WishlistFull,
    WishlistNotFound,
    WishNotFound,
    WrongVariant,
)
from shopwright.modules.wishlists.models import WishRow
from shopwright.modules.wishlists.service.lists import locked


async def add(
    work: Work,
    *,
    user_id: UUID,
    wishlist_id: UUID | None,
    wanted: NewWish,
    currency: str,
    limits: Limits,
) -> tuple[Wish, bool]:
    """Put goods on a list, or on the customer's own one; answers them, and whether they are new there.

    What is on the list already stays as it is: twice the same is once.

    Raises:
        GoodsUnknown: nothing that is for sale to everybody.
        WishlistNotFound: not his list.
        WishlistFull: it holds as much as a list may.
    """
    goods = await _goods(work, wanted)
    into = await locked(work, user_id=user_id, wishlist_id=wishlist_id)
    if into.kind is ListKind.SAVED:
        raise WishlistNotFound
    here = await queries.wishes_of(
        work.db,
        into.id,
        WishRow.product_id == goods.product_id,
        WishRow.variant_id == wanted.variant_id,
    )
    if here:
        return here[0], False
    position = await place(work, into.id, limits)
    wish = Wish(
        id=ids.new(),
        wishlist_id=into.id,
        product_id=goods.product_id,
        variant_id=wanted.variant_id,
        title=goods.product_title if wanted.variant_id is None else name_of(goods),
        quantity=wanted.quantity,
        note=wanted.note,
        position=position,
        price=await _price(work, goods.id, currency),
        created_at=work.now,
    )
    await write(work, wish)
    return wish, True


async def change(
    work: Work, *, user_id: UUID, wishlist_id: UUID, wish_id: UUID, wanted: WishChange
) -> Wish:
    """Choose a variant, another quantity, another note.

    Raises:
        WishlistNotFound, WishNotFound: not his.
        GoodsUnknown, WrongVariant: no variant of that product which is for sale.
        AlreadyWished: the variant is on the list.
    """
    await locked(work, user_id=user_id, wishlist_id=wishlist_id)
    [before] = await _some(work, wishlist_id, [wish_id])
    changes: dict[str, object] = {}
    if wanted.variant_id is not None and wanted.variant_id != before.variant_id:
        changes |= await _chosen(work, before, wanted.variant_id)
    if wanted.quantity is not None:
        changes["quantity"] = wanted.quantity
    if wanted.note is not None:
        changes["note"] = wanted.note
    if changes:
        await work.db.execute(update(WishRow).where(WishRow.id == wish_id).values(**changes))
    [after] = await _some(work, wishlist_id, [wish_id])
    return after


async def move(
    work: Work, *, user_id: UUID, wish_id: UUID, from_id: UUID, into_id: UUID, limits: Limits
) -> Wish:
    """Take something from one list to another; where that has it already, the two become one.

    Raises:
        WishlistNotFound, WishNotFound: not his.
        WishlistFull: the other holds as much as a list may.
    """
    for each in sorted({from_id, into_id}):  # in one order, so that nobody waits in a ring
        found = await locked(work, user_id=user_id, wishlist_id=each)
        if found.kind is ListKind.SAVED:
            raise WishlistNotFound
    [wish] = await _some(work, from_id, [wish_id])
    if from_id == into_id:
        return wish
    same = (WishRow.product_id == wish.product_id, WishRow.variant_id == wish.variant_id)
    there = await queries.wishes_of(work.db, into_id, *same)
    if there:
        await work.db.execute(delete(WishRow).where(WishRow.id == wish_id))
        return there[0]
    position = await place(work, into_id, limits)
    await work.db.execute(
        update(WishRow).where(WishRow.id == wish_id).values(wishlist_id=into_id, position=position)
    )
    [moved] = await _some(work, into_id, [wish_id])
    return moved


async def reorder(
    work: Work, *, user_id: UUID, wishlist_id: UUID, wish_ids: Sequence[UUID]
) -> None:
    """Put what is on a list into an order, in one statement; each thing is named, once.

    Raises:
        WishlistNotFound: not his.
        OrderOutOfDate: the list holds something else by now.
    """
    await locked(work, user_id=user_id, wishlist_id=wishlist_id)
    held = {each.id for each in await queries.wishes_of(work.db, wishlist_id)}
    if held != set(wish_ids) or len(held) != len(wish_ids):
        raise OrderOutOfDate
    if not wish_ids:
        return
    places = dialect.rows_of(
        "places",
        {"id": Id, "position": Integer},
        [(wish_id, place) for place, wish_id in enumerate(wish_ids, 1)],
    )
    await work.db.execute(
        update(WishRow)
        .where(WishRow.id == places.c.id, WishRow.wishlist_id == wishlist_id)
        .values(position=places.c.position)
    )


async def take(
    work: Work,
    *,
    user_id: UUID,
    wishlist_id: UUID | None,
    wish_ids: Collection[UUID] | None = None,
) -> list[Wish]:
    """Some of what is on a list (or all of it), the list locked, to be carried elsewhere and then removed.

    ``wishlist_id`` None means what he saved for later.

    Raises:
        WishlistNotFound, WishNotFound: not his.
    """
    kind = ListKind.SAVED
    found = await locked(work, user_id=user_id, wishlist_id=wishlist_id, kind=kind)
    if wish_ids is None:
        return await queries.wishes_of(work.db, found.id)
    return await _some(work, found.id, wish_ids)


async def remove(
    work: Work, *, user_id: UUID, wishlist_id: UUID | None, wish_ids: Collection[UUID]
) -> None:
    """Take things off a list; ``wishlist_id`` None means what he saved for later.

    Raises:
        WishlistNotFound, WishNotFound: not his.
    """
    taken = await take(work, user_id=user_id, wishlist_id=wishlist_id, wish_ids=wish_ids)
    if taken:
        await work.db.execute(delete(WishRow).where(WishRow.id.in_([each.id for each in taken])))


async def place(work: Work, wishlist_id: UUID, limits: Limits) -> int:
    """Where the next thing goes; the list's row is locked by the caller.

    Raises:
        WishlistFull: nowhere.
    """
    row = WishRow
    statement = select(func.count(), func.coalesce(func.max(row.position), 0))
    held, last = (await work.db.execute(statement.where(row.wishlist_id == wishlist_id))).one()
    if held >= limits.items:
        raise WishlistFull(limit=limits.items)
    return int(last) + 1


async def write(work: Work, wish: Wish) -> None:
    values = {name: getattr(wish, name) for name in Wish.__dataclass_fields__}
    price = wish.price
    kept = {"price": price.minor if price else None, "currency": price.currency if price else None}
    await work.db.execute(insert(WishRow).values(**values | kept))


def name_of(goods: SellableVariant) -> str:
    """What customers call a variant."""
    return " ".join(f"{goods.product_title} {goods.title}".split())


async def _goods(work: Work, wanted: NewWish) -> SellableVariant:
    """The variant that is meant, or the first one of a product."""
    variant_id = wanted.variant_id
    if variant_id is None and wanted.product_id is not None:
        first = await catalog.first_variants(work.db, [wanted.product_id])
        variant_id = first.get(wanted.product_id)
    found = await catalog.sellable_variants(work.db, [variant_id]) if variant_id else {}
    goods = found.get(variant_id) if variant_id else None
    if goods is None or not goods.is_sellable:
        raise GoodsUnknown
    return goods


async def _price(work: Work, variant_id: UUID, currency: str) -> Money | None:
    found = await pricing.offers(work.db, [variant_id], currency, now=work.now)
    return found[variant_id].amount if variant_id in found else None


async def _chosen(work: Work, wish: Wish, variant_id: UUID) -> dict[str, object]:
    goods = await _goods(work, NewWish(variant_id=variant_id))
    if goods.product_id != wish.product_id:
        raise WrongVariant
    if await queries.wishes_of(work.db, wish.wishlist_id, WishRow.variant_id == variant_id):
        raise AlreadyWished
    changes: dict[str, object] = {"variant_id": variant_id, "title": name_of(goods)}
    if wish.price is not None:
        price = await _price(work, variant_id, wish.price.currency)
        changes |= {
            "price": price.minor if price else None,
            "currency": price.currency if price else None,
        }
    return changes


async def _some(work: Work, wishlist_id: UUID, wish_ids: Collection[UUID]) -> list[Wish]:
    wanted = set(wish_ids)
    found = await queries.wishes_of(work.db, wishlist_id, WishRow.id.in_(wanted))
    if len(found) != len(wanted):
        raise WishNotFound
    return found
