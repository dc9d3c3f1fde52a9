"""Uses of promotions: none lost, none too many, given back once."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.promotions import queries
from shopwright.modules.promotions import service as promotions
from shopwright.modules.promotions.contracts import Outcome, Promotion, PromotionState, Reason
from shopwright.modules.promotions.errors import LimitBelowUses, PromotionUsedUp
from tests.modules.promotions.making import code_of, described, running
from tests.support.goods import MERCHANT

pytestmark = pytest.mark.anyio
MANY = 64


def applied(promotion: Promotion, code_id: UUID | None = None) -> Outcome:
    return Outcome(
        Reason.APPLIED,
        promotion_id=promotion.id,
        code_id=code_id,
        amount=Money(100, "EUR"),
    )


async def use(works: Works, *outcomes: Outcome, customer: str = "robin") -> UUID:
    order_id = ids.new()
    async with works(MERCHANT) as work:
        await promotions.redeem(work, order_id=order_id, applied=outcomes, customer=customer)
    return order_id


async def give_back(works: Works, order_id: UUID) -> bool:
    async with works(MERCHANT) as work:
        return await promotions.give_back(work, order_id=order_id)


async def used(db: AsyncConnection, promotion: Promotion) -> tuple[int, int, int]:
    """The count, the orders that hold it, and those that gave it back."""
    found = await queries.promotion(db, promotion.id)
    usage = await queries.usage(db, promotion.id)
    assert found is not None
    return found.used, usage.orders, usage.released


async def at_once(*deeds: object) -> list[object]:
    return await asyncio.gather(*deeds, return_exceptions=True)  # type: ignore[call-overload,no-any-return]


async def test_no_use_is_lost_when_sixty_four_come_at_once(
    works: Works, db: AsyncConnection
) -> None:
    one, other = await running(works), await running(works)
    both = [applied(one), applied(other)]

    found = await at_once(
        *(use(works, *(both if i % 2 else reversed(both)), customer=str(i)) for i in range(MANY))
    )

    assert [each for each in found if isinstance(each, BaseException)] == []
    assert await used(db, one) == await used(db, other) == (MANY, MANY, 0)


async def test_a_code_with_one_use_is_used_once(works: Works, db: AsyncConnection) -> None:
    promotion = await running(works, needs_code=True)
    code = await code_of(works, promotion.id, usage_limit=1)

    found = await at_once(
        *(use(works, applied(promotion, code.id), customer=str(i)) for i in range(16))
    )

    assert sum(isinstance(each, UUID) for each in found) == 1
    assert sum(isinstance(each, PromotionUsedUp) for each in found) == 15
    assert await used(db, promotion) == (1, 1, 0)


async def test_a_limit_for_all_holds_when_many_come_at_once(
    works: Works, db: AsyncConnection
) -> None:
    promotion = await running(works, usage_limit=5)

    found = await at_once(*(use(works, applied(promotion), customer=str(i)) for i in range(16)))

    assert sum(isinstance(each, UUID) for each in found) == 5
    assert await used(db, promotion) == (5, 5, 0)


async def test_a_customer_has_no_more_than_his_limit_however_fast_he_is(
    works: Works, db: AsyncConnection
) -> None:
    promotion = await running(works, customer_limit=2)

    found = await at_once(*(use(works, applied(promotion)) for _ in range(8)))
    await use(works, applied(promotion), customer="kim")

    assert sum(isinstance(each, UUID) for each in found) == 2
    assert await used(db, promotion) == (3, 3, 0)


async def test_what_one_order_can_not_have_in_whole_it_has_not_in_part(
    works: Works, db: AsyncConnection
) -> None:
    free, gone = await running(works), await running(works, usage_limit=1)
    await use(works, applied(gone))

    with pytest.raises(PromotionUsedUp):
        await use(works, applied(free), applied(gone), customer="kim")

    assert await used(db, free) == (0, 0, 0)
    assert await used(db, gone) == (1, 1, 0)


async def test_one_that_was_stopped_in_the_meantime_is_not_given(
    works: Works, db: AsyncConnection
) -> None:
    promotion = await running(works)
    async with works(MERCHANT) as work:
        await promotions.set_state(work, promotion.id, PromotionState.INACTIVE)

    with pytest.raises(PromotionUsedUp):
        await use(works, applied(promotion))

    assert await used(db, promotion) == (0, 0, 0)


async def test_what_is_given_back_is_given_back_once(works: Works, db: AsyncConnection) -> None:
    promotion = await running(works, needs_code=True, customer_limit=1)
    code = await code_of(works, promotion.id, usage_limit=1)
    order_id = await use(works, applied(promotion, code.id))

    found = await at_once(*(give_back(works, order_id) for _ in range(8)))

    assert sorted(map(bool, found)) == [False] * 7 + [True]
    assert await used(db, promotion) == (0, 0, 1)
    await use(works, applied(promotion, code.id))
    assert await used(db, promotion) == (1, 1, 1)


async def test_a_number_that_was_given_back_is_the_next_one_used(
    works: Works, db: AsyncConnection
) -> None:
    promotion = await running(works, customer_limit=2)
    first = await use(works, applied(promotion))
    await use(works, applied(promotion))
    await give_back(works, first)

    await use(works, applied(promotion))

    with pytest.raises(PromotionUsedUp):
        await use(works, applied(promotion))
    assert await used(db, promotion) == (2, 2, 1)


async def test_uses_from_before_there_was_a_limit_count(works: Works, db: AsyncConnection) -> None:
    promotion = await running(works)
    for _ in range(2):
        await use(works, applied(promotion))
    async with works(MERCHANT) as work:
        await promotions.change(work, promotion.id, described(customer_limit=3))

    await use(works, applied(promotion))

    with pytest.raises(PromotionUsedUp):
        await use(works, applied(promotion))
    assert await used(db, promotion) == (3, 3, 0)


async def test_a_limit_below_what_was_used_is_refused(works: Works, db: AsyncConnection) -> None:
    promotion = await running(works)
    for _ in range(2):
        await use(works, applied(promotion))

    with pytest.raises(LimitBelowUses):
        async with works(MERCHANT) as work:
            await promotions.change(work, promotion.id, described(usage_limit=1))

    found = await queries.promotion(db, promotion.id)
    assert found is not None
    assert found.usage_limit is None


@pytest.mark.parametrize(
    "breaking",
    [
        "UPDATE promotions SET used = 2, usage_limit = 1",
        "UPDATE promotions SET used = -1",
        "UPDATE promotion_codes SET used = 2, usage_limit = 1",
        "UPDATE promotion_redemptions SET nth = 1",
        "INSERT INTO promotion_redemptions SELECT * FROM promotion_redemptions",
    ],
)
async def test_the_database_refuses_what_the_code_forgets(works: Works, breaking: str) -> None:
    promotion = await running(works, needs_code=True, customer_limit=5)
    code = await code_of(works, promotion.id)
    for _ in range(2):
        await use(works, applied(promotion, code.id))

    with pytest.raises(IntegrityError):
        async with works(MERCHANT) as work:
            await work.db.execute(text(breaking))
