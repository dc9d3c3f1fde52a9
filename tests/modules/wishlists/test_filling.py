"""What is on a list is there once, in its order, and no more than may be, whoever adds at the same time."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import Limits, WishChange
from shopwright.modules.wishlists.errors import (
    AlreadyWished,
    GoodsUnknown,
    OrderOutOfDate,
    TooManyWishlists,
    WishlistFull,
    WishlistNotFound,
    WishNotFound,
    WrongVariant,
)
from shopwright.modules.wishlists.models import WishlistRow, WishRow
from tests.support.buying import stocked
from tests.support.goods import make_product, variant
from tests.support.people import Person, make_customer
from tests.support.wishing import ACTOR, make_list, on_list, wish_for

pytestmark = pytest.mark.anyio


async def _count(db: AsyncConnection, table: type) -> int:
    return int((await db.execute(select(func.count()).select_from(table))).scalar_one())


async def test_the_first_wish_makes_the_customers_own_list(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works, price="12.50")

    wish = await wish_for(services, customer.user_id, tea)

    [own] = await queries.lists_of(db, customer.user_id)
    assert (own.kind, own.name, own.is_shared) == ("default", "Wishlist", False)
    assert (wish.wishlist_id, wish.variant_id, wish.quantity) == (own.id, tea, 1)
    assert wish.price is not None
    assert str(wish.price) == "12.50 EUR"


async def test_thirty_two_who_wish_for_the_same_at_once_wish_for_it_once(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works)

    wishes = await asyncio.gather(*(wish_for(services, customer.user_id, tea) for _ in range(32)))

    assert len({each.id for each in wishes}) == 1
    assert (await _count(db, WishlistRow), await _count(db, WishRow)) == (1, 1)


async def test_the_database_refuses_the_same_twice_on_one_list(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    wish = await wish_for(services, customer.user_id, tea)
    undecided = await wish_for(services, customer.user_id, product_id=wish.product_id)

    for each in (wish, undecided):
        with pytest.raises(IntegrityError):  # noqa: PT012 - the Work is what raises
            async with services.works(ACTOR) as work:
                again = {"id": ids.new(), "wishlist_id": each.wishlist_id, "title": ""}
                goods = {"product_id": each.product_id, "variant_id": each.variant_id}
                rest = {"quantity": 1, "note": "", "position": 9, "created_at": work.now}
                await work.db.execute(insert(WishRow).values(**again, **goods, **rest))

    assert len(await on_list(services.works, wish.wishlist_id)) == 2


async def test_lists_and_what_is_on_them_end_at_their_limits_under_a_race(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    goods = [await stocked(services.works) for _ in range(6)]

    async def make(place: int) -> None:
        async with services.works(ACTOR) as work:
            await wishlists.make_list(
                work, user_id=customer.user_id, name=f"List {place}", limits=Limits(lists=3)
            )

    added = await asyncio.gather(
        *(wish_for(services, customer.user_id, each, limits=Limits(items=4)) for each in goods),
        return_exceptions=True,
    )
    made = await asyncio.gather(*map(make, range(8)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in added) == ["Wish"] * 4 + ["WishlistFull"] * 2
    assert sum(isinstance(each, TooManyWishlists) for each in made) == 6
    assert (await _count(db, WishlistRow), await _count(db, WishRow)) == (3, 4)


async def test_what_is_there_already_is_answered_by_a_full_list_too(
    services: Services, customer: Person
) -> None:
    tea, mug = await stocked(services.works), await stocked(services.works)
    first = await wish_for(services, customer.user_id, tea, limits=Limits(items=1))

    again = await wish_for(services, customer.user_id, tea, limits=Limits(items=1))
    with pytest.raises(WishlistFull):
        await wish_for(services, customer.user_id, mug, limits=Limits(items=1))

    assert again == first


async def test_drafts_and_what_is_unknown_can_not_be_wished_for(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    draft = await make_product(services.works, "secret", status="draft")

    for wanted in (
        {"variant_id": draft.variants[0].id},
        {"product_id": draft.id},
        {"variant_id": ids.new()},
        {"product_id": ids.new()},
    ):
        with pytest.raises(GoodsUnknown):
            await wish_for(services, customer.user_id, **wanted)

    assert await _count(db, WishRow) == 0


async def test_anothers_list_is_not_there(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works)
    wish = await wish_for(services, customer.user_id, tea)
    stranger = (await make_customer(services)).user_id
    own = await make_list(services, stranger)
    mine = wish.wishlist_id

    async def refused(error: type[Exception], deed: object, **named: object) -> None:
        with pytest.raises(error):
            async with services.works(ACTOR) as work:
                await deed(work, user_id=stranger, **named)  # type: ignore[operator]

    none = WishlistNotFound
    await refused(none, wishlists.rename_list, wishlist_id=mine, name="Mine")
    await refused(none, wishlists.remove_list, wishlist_id=mine)
    await refused(none, wishlists.share, wishlist_id=mine, shown_as="")
    await refused(none, wishlists.unshare, wishlist_id=mine)
    await refused(none, wishlists.reorder, wishlist_id=mine, wish_ids=[wish.id])
    await refused(none, wishlists.remove, wishlist_id=mine, wish_ids=[wish.id])
    await refused(none, wishlists.take, wishlist_id=mine)
    into = {"into_id": own.id, "limits": Limits(), "wish_id": wish.id}
    await refused(none, wishlists.move, from_id=mine, **into)
    await refused(WishNotFound, wishlists.move, from_id=own.id, **into)
    changed = {"wish_id": wish.id, "wanted": WishChange(quantity=9)}
    await refused(none, wishlists.change, wishlist_id=mine, **changed)
    await refused(WishNotFound, wishlists.change, wishlist_id=own.id, **changed)

    assert await on_list(services.works, mine) == [wish]
    assert await queries.wishlist(db, mine, user_id=stranger) is None


async def test_a_variant_is_chosen_later_and_only_one_of_that_product(
    services: Services, customer: Person
) -> None:
    shirt = await make_product(
        services.works,
        "shirt",
        options=("Size",),
        variants=(variant("S-1", "S", price="8.00"), variant("S-2", "M", price="9.00")),
    )
    small, medium = (each.id for each in shirt.variants)
    wish = await wish_for(services, customer.user_id, product_id=shirt.id)
    of_other = await stocked(services.works)

    async def choose(variant_id: UUID, wish_id: UUID = wish.id) -> str:
        async with services.works(ACTOR) as work:
            chosen = await wishlists.change(
                work,
                user_id=customer.user_id,
                wishlist_id=wish.wishlist_id,
                wish_id=wish_id,
                wanted=WishChange(variant_id=variant_id, note="For me."),
            )
        return f"{chosen.title} {chosen.price} {chosen.note}"

    with pytest.raises(WrongVariant):
        await choose(of_other)
    assert await choose(medium) == "Shirt M 9.00 EUR For me."
    other = await wish_for(services, customer.user_id, small)
    with pytest.raises(AlreadyWished):
        await choose(medium, other.id)
    assert wish.variant_id is None
    assert [each.variant_id for each in await on_list(services.works, wish.wishlist_id)] == [
        medium,
        small,
    ]


async def test_a_list_is_put_into_an_order_as_a_whole_or_not_at_all(
    services: Services, customer: Person
) -> None:
    wishes = [
        await wish_for(services, customer.user_id, await stocked(services.works)) for _ in range(4)
    ]
    wishlist_id, held = wishes[0].wishlist_id, [each.id for each in wishes]

    async def arrange(wish_ids: list[UUID]) -> None:
        async with services.works(ACTOR) as work:
            await wishlists.reorder(
                work, user_id=customer.user_id, wishlist_id=wishlist_id, wish_ids=wish_ids
            )

    await arrange(held[::-1])
    for wrong in (held[:3], [*held, ids.new()], [*held[:3], held[0]], [*held, held[0]]):
        with pytest.raises(OrderOutOfDate):
            await arrange(wrong)

    assert [each.id for each in await on_list(services.works, wishlist_id)] == held[::-1]


async def test_what_moves_to_a_list_that_has_it_becomes_one(
    services: Services, customer: Person
) -> None:
    tea, mug = await stocked(services.works), await stocked(services.works)
    own = customer.user_id
    other = await make_list(services, own)
    first, second = [await wish_for(services, own, each) for each in (tea, mug)]
    there = await wish_for(services, own, tea, wishlist_id=other.id)

    async def move(wish_id: UUID, limits: Limits) -> UUID:
        async with services.works(ACTOR) as work:
            moved = await wishlists.move(
                work,
                user_id=own,
                wish_id=wish_id,
                from_id=first.wishlist_id,
                into_id=other.id,
                limits=limits,
            )
        return moved.id

    with pytest.raises(WishlistFull):
        await move(second.id, Limits(items=1))
    assert await move(first.id, Limits(items=1)) == there.id
    assert await move(second.id, Limits()) == second.id
    assert await on_list(services.works, first.wishlist_id) == []
    assert [each.id for each in await on_list(services.works, other.id)] == [there.id, second.id]


async def test_who_moves_both_ways_at_once_waits_for_nobody_in_a_ring(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    own = customer.user_id
    lists = [(await make_list(services, own, name)).id for name in ("One", "Two")]
    goods = [await stocked(services.works) for _ in range(6)]
    wishes = [
        await wish_for(services, own, each, wishlist_id=lists[place % 2])
        for place, each in enumerate(goods)
    ]

    async def move(wish_id: UUID, from_id: UUID, into_id: UUID) -> None:
        async with services.works(ACTOR) as work:
            await wishlists.move(
                work,
                user_id=own,
                wish_id=wish_id,
                from_id=from_id,
                into_id=into_id,
                limits=Limits(),
            )

    await asyncio.gather(
        *(
            move(each.id, each.wishlist_id, lists[(place + 1) % 2])
            for place, each in enumerate(wishes)
        )
    )

    counts = await queries.counts(db, lists)
    assert counts == {lists[0]: 3, lists[1]: 3}
