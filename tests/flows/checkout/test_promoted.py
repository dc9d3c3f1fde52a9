"""Promotions from cart to order and back: what is shown is what is ordered, and each use is counted once."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import CartView, Placed, ProblemCode
from shopwright.flows.checkout.steps import promoting
from shopwright.kernel.actors import GUEST
from shopwright.kernel.money import Money
from shopwright.modules.customers import service as customers
from shopwright.modules.inventory.errors import OutOfStock
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders import service as order_service
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.payments.errors import PaymentDeclined
from shopwright.modules.promotions import queries
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    FirstOrder,
    InGroup,
    Promotion,
    PromotionClass,
    Reason,
    Spend,
    Target,
)
from shopwright.modules.promotions.models import PromotionCodeRow, PromotionRow, RedemptionRow
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import DeliveryMethodDraft, RateKind, Tariff
from shopwright.satellites.bookkeeping.queries import violations
from tests.modules.promotions.making import TENTH, code_of, running
from tests.support.buying import assert_sound, buy, filled_cart, stocked, wish
from tests.support.goods import MERCHANT, make_category, make_product, variant
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ITEM = PromotionClass.ITEM


def euros(amount: str) -> Money:
    return Money.parse(amount, "EUR")


async def seen(services: Services, cart_id: UUID, user_id: UUID | None = None) -> CartView:
    async with services.works.reading() as db:
        cart = await checkout.find_cart(db, user_id=user_id, cart_id=cart_id)
        assert cart is not None
        return await checkout.view(services.till, db, cart)


async def used(db: AsyncConnection, promotion: Promotion) -> int:
    found = await queries.promotion(db, promotion.id)
    assert found is not None
    return found.used


async def put_code(services: Services, cart_id: UUID, code: str) -> None:
    async with services.works(GUEST) as work:
        await checkout.add_code(services.till, work, user_id=None, cart_id=cart_id, code=code)


async def test_what_the_cart_shows_is_what_is_ordered(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, price="19.99")
    promotion = await running(services.works, usage_limit=1, needs_code=True)
    await code_of(services.works, promotion.id)
    cart_id = await filled_cart(services, (tea, 3))
    await put_code(services, cart_id, "spring")

    view = await seen(services, cart_id)
    wanted = replace(wish(), cart_id=cart_id, expected_total=view.total.amount)
    placed = await checkout.place(services.till, GUEST, wanted)

    assert isinstance(placed, Placed)
    assert view.total == placed.order.total == euros("53.97")  # 59.97 less 6.00
    assert placed.order.discount == euros("6.00")
    [adjustment] = await orders.adjustments(db, placed.order.id)
    assert (adjustment.label, adjustment.source) == ("Spring", f"promotion:{promotion.id}")
    assert await used(db, promotion) == 1
    await assert_sound(services.works)


async def test_the_cart_tells_what_is_missing(services: Services) -> None:
    tea = await stocked(services.works, price="37.50")
    await running(services.works, condition=Spend({"EUR": 5000}))
    cart_id = await filled_cart(services, (tea, 1))

    [outcome] = (await seen(services, cart_id)).promotions

    assert (outcome.reason, outcome.missing_amount) == (Reason.SPEND_MORE, euros("12.50"))


async def test_a_code_that_gives_nothing_is_a_problem_that_stops_nobody(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    await put_code(services, cart_id, "NOPE")

    [problem] = [
        each
        for each in (await seen(services, cart_id)).problems
        if each.code is ProblemCode.CODE_INVALID
    ]
    placed = await checkout.place(services.till, GUEST, replace(wish(), cart_id=cart_id))

    assert dict(problem.details) == {"code": "NOPE", "reason": "unknown_code"}
    assert not problem.is_blocking
    assert isinstance(placed, Placed)
    assert placed.order.discount == euros("0")


async def test_a_change_of_rules_counts_at_once(services: Services) -> None:
    tea = await stocked(services.works)
    cart_id = await filled_cart(services, (tea, 1))
    before = await seen(services, cart_id)

    await running(services.works)

    assert before.total == euros("10.00")
    assert (await seen(services, cart_id)).total == euros("9.00")


async def test_categories_brands_and_tags_are_those_of_the_catalog(services: Services) -> None:
    parent = await make_category(services.works, "Drinks")
    child = await make_category(services.works, "Tea", parent)
    tea = await make_product(
        services.works, "tea", category=child, variants=(variant("tea-1", price="10.00"),)
    )
    mug = await make_product(
        services.works, "mug", tags=("Sale",), variants=(variant("mug-1", price="20.00"),)
    )
    target = Target(category_ids=frozenset({parent.id}))
    await running(services.works, replace(TENTH, target=target), kind=ITEM)
    half = Benefit(BenefitKind.PERCENT, Target(tags=frozenset({"sale"})), hundredths=5000)
    await running(services.works, half, kind=ITEM)

    placed = await buy(services, (tea.variants[0].id, 1), (mug.variants[0].id, 1))

    assert [line.discount for line in placed.order.lines] == [euros("1.00"), euros("10.00")]


async def test_groups_and_first_orders_are_asked_of_those_who_know(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=50)
    async with services.works(MERCHANT) as work:
        group = await customers.add_group(work, name="Friends")
        await customers.join_group(work, group_id=group.id, user_id=customer.user_id)
    friends = InGroup(frozenset({group.id}))
    await running(services.works, kind=ITEM, condition=friends)
    await running(services.works, condition=FirstOrder())

    friend = await buy(services, (tea, 1), user_id=customer.user_id)
    friend_again = await buy(services, (tea, 1), user_id=customer.user_id)

    totals = [each.order.total.amount for each in (friend, friend_again)]
    assert totals == ["8.10", "9.00"]


async def test_a_limit_by_customer_knows_guests_by_their_address(services: Services) -> None:
    tea = await stocked(services.works, stock=50)
    await running(services.works, customer_limit=1)

    totals = [
        (await buy(services, (tea, 1), email=email)).order.total.amount
        for email in ("a@example.com", "A@Example.com", "b@example.com")
    ]

    assert totals == ["9.00", "10.00", "9.00"]


async def test_of_many_checkouts_the_last_use_goes_to_one(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=100)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id, "ONCE", usage_limit=1)

    found = await asyncio.gather(
        *(
            buy(
                services, (tea, 1), codes=("once",), email=f"{i}@example.com", expected_total="9.00"
            )
            for i in range(16)
        ),
        return_exceptions=True,
    )

    assert sum(isinstance(each, Placed) for each in found) == 1
    refused = [each for each in found if isinstance(each, BaseException)]
    assert {getattr(each, "code", repr(each)) for each in refused} <= {
        "promotion_used_up",
        "total_changed",
    }
    assert await used(db, promotion) == 1
    await assert_sound(services.works)


async def test_no_count_is_lost_when_many_check_out_at_once(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=100)
    promotion, other = await running(services.works), await running(services.works)

    placed = await asyncio.gather(
        *(buy(services, (tea, 1), email=f"{i}@example.com") for i in range(64))
    )

    assert {each.order.total for each in placed} == {euros("8.10")}
    assert (await used(db, promotion), await used(db, other)) == (64, 64)
    await assert_sound(services.works)


async def test_what_is_used_up_is_not_given_again(services: Services, db: AsyncConnection) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, usage_limit=1)

    totals = [(await buy(services, (tea, 1))).order.total.amount for _ in range(2)]

    assert totals == ["9.00", "10.00"]
    assert await used(db, promotion) == 1


@pytest.mark.parametrize("how", ["declined", "cancelled", "refunded", "expired"])
async def test_an_order_that_comes_to_nothing_gives_back_what_it_was_given(
    services: Services, db: AsyncConnection, clock: Any, how: str
) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, usage_limit=1)

    if how == "declined":
        with pytest.raises(PaymentDeclined):
            await buy(services, (tea, 1), token="test_declined")
    elif how == "expired":
        await buy(services, (tea, 1), token=None)
        clock.advance(days=30)
        await checkout.expire_orders(services.till)
    else:
        token = None if how == "cancelled" else "test_ok"
        placed = await buy(services, (tea, 1), token=token)
        async with services.works(MERCHANT) as work:
            to = OrderStatus.CANCELLED if how == "cancelled" else OrderStatus.REFUNDED
            await order_service.move(work, order_id=placed.order.id, to=to)

    assert await used(db, promotion) == 0
    states = await db.scalars(select(RedemptionRow.state))
    assert list(states) == ["released"]
    assert (await buy(services, (tea, 1))).order.total == euros("9.00")
    assert await used(db, promotion) == 1


async def test_what_stock_refuses_uses_no_promotion(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=1)
    promotion = await running(services.works)

    with pytest.raises(OutOfStock):
        await buy(services, (tea, 2))

    assert await used(db, promotion) == 0


async def test_the_guests_codes_come_along_at_sign_in(services: Services, customer: Person) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)
    guest = await filled_cart(services, (tea, 1))
    await put_code(services, guest, "SPRING")

    async with services.works(GUEST) as work:
        merged = await checkout.merge_at_sign_in(
            services.till, work, user_id=customer.user_id, guest_cart_id=guest
        )

    assert merged is not None
    view = await seen(services, merged, customer.user_id)
    assert (view.cart.codes, view.total) == (("SPRING",), euros("9.00"))


async def test_promotions_cost_two_statements_however_many_and_however_many_lines(
    services: Services, customer: Person
) -> None:
    goods = [await stocked(services.works) for _ in range(20)]
    category = await make_category(services.works, "Tea")
    target = Target(category_ids=frozenset({category.id}))
    small = await filled_cart(services, (goods[0], 1), user_id=customer.user_id)
    base = await looked(services, small, customer.user_id)

    await running(services.works)
    plain = await looked(services, small, customer.user_id)
    for _ in range(10):
        both = Spend({"EUR": 1}, target)
        await running(services.works, condition=both, usage_limit=5, customer_limit=1)
    await running(services.works, condition=FirstOrder())
    await running(services.works, condition=InGroup(frozenset({category.id})))
    asking = await looked(services, small, customer.user_id)
    large = await filled_cart(
        services, *((each, 1) for each in goods[1:]), user_id=customer.user_id
    )
    full = await looked(services, large, customer.user_id)

    assert (plain, asking, full) == (base, base + 2, base + 2)


async def looked(services: Services, cart_id: UUID, user_id: UUID) -> int:
    """How many statements a look into a cart sends, the rules being known."""
    await seen(services, cart_id, user_id)
    with counted(services.works.engine) as sent:
        await seen(services, cart_id, user_id)
    return len(sent)


async def test_what_came_about_keeps_its_promotions_for_good(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works)
    await running(services.works)
    paid, waiting = await buy(services, (tea, 1)), await buy(services, (tea, 1), token=None)

    async with services.works(MERCHANT) as work:
        count = await promoting.keep(work)

    row = RedemptionRow
    states = {
        each.order_id: each.state for each in await db.execute(select(row.order_id, row.state))
    }
    assert count == 1
    assert states == {paid.order.id: "committed", waiting.order.id: "reserved"}
    assert "checkout.keep_promotions" in services.works.registry.jobs


async def test_books_in_which_a_count_is_wrong_are_not_sound(services: Services) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    code = await code_of(services.works, promotion.id)
    await buy(services, (tea, 1), codes=("SPRING",))
    await assert_sound(services.works)

    for row in (PromotionRow, PromotionCodeRow):
        async with services.works(MERCHANT) as work:
            await work.db.execute(update(row).values(used=2))
    async with services.works(MERCHANT) as work:
        await work.db.execute(update(RedemptionRow).values(amount=1))

    async with services.works.reading() as db:
        found = await violations(db)
    assert sorted(each.rule for each in found) == [
        "a code's uses are its redemptions that were not given back",
        "a promotion's uses are its redemptions that were not given back",
        "what a promotion took off an order is in its adjustments",
    ]
    assert str(code.id).replace("-", "") in {each.subject.replace("-", "") for each in found}


async def test_free_shipping_is_off_what_the_method_costs_after_discounts(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, price="50.00")
    async with services.works(MERCHANT) as work:
        tariff = Tariff(490, free_from=5000)
        draft = DeliveryMethodDraft("Parcel", RateKind.FLAT, tariffs={"EUR": tariff})
        await shipping.add_method(work, draft)
    coupon = await running(services.works, needs_code=True)
    await code_of(services.works, coupon.id)
    free = Benefit(BenefitKind.FREE_SHIPPING, most={"EUR": 300})
    delivery = await running(services.works, free, kind=PromotionClass.SHIPPING)

    full = await buy(services, (tea, 1))
    lowered = await buy(services, (tea, 1), codes=("SPRING",))

    assert (full.order.shipping, full.order.total) == (euros("0.00"), euros("50.00"))
    assert (lowered.order.shipping, lowered.order.total) == (euros("1.90"), euros("46.90"))
    kinds = [
        (each.kind.value, each.amount) for each in await orders.adjustments(db, lowered.order.id)
    ]
    assert sorted(kinds, key=str) == [
        ("discount", euros("-5.00")),
        ("shipping", euros("4.90")),
        ("shipping_discount", euros("-3.00")),
    ]
    assert (await used(db, coupon), await used(db, delivery)) == (1, 1)
    await assert_sound(services.works)
