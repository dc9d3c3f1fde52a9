"""What guests are told of promotions: nothing of others, and all of the codes that they name."""

import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import ProblemCode
from shopwright.kernel.actors import GUEST
from shopwright.modules.carts.contracts import CartDetails
from shopwright.modules.orders import queries as orders
from shopwright.modules.promotions.contracts import AnyOf, Condition, FirstOrder, Not, Reason
from tests.flows.checkout.test_promoted import seen
from tests.modules.promotions.making import code_of, running
from tests.support.buying import buy, filled_cart, stocked
from tests.support.people import Person

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "condition", [FirstOrder(), Not(FirstOrder()), Not(AnyOf((FirstOrder(),)))]
)
async def test_a_guest_is_told_nothing_of_what_an_address_ordered(
    services: Services, condition: Condition
) -> None:
    tea = await stocked(services.works, stock=50)
    await running(services.works, condition=condition)
    await buy(services, (tea, 1), email="known@example.com", token="test_ok")

    seen_by_both = []
    for email in ("known@example.com", "nobody@example.com"):
        cart_id = await filled_cart(services, (tea, 1))
        async with services.works(GUEST) as work:
            details = CartDetails(email=email)
            await checkout.describe_cart(
                services.till, work, user_id=None, cart_id=cart_id, details=details
            )
        [outcome] = (await seen(services, cart_id)).promotions
        placed = await buy(services, (tea, 1), email=email)
        seen_by_both.append((outcome.reason, placed.order.total.amount))

    assert seen_by_both == [(Reason.SIGN_IN, "10.00")] * 2


async def test_a_guest_who_names_the_address_of_an_account_is_told_nothing_of_its_limit(
    services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=50)
    await running(services.works, customer_limit=1)
    used = await buy(services, (tea, 1), user_id=customer.user_id, email=customer.email)
    refused = await buy(services, (tea, 1), user_id=customer.user_id, email=customer.email)

    cart_id = await filled_cart(services, (tea, 1))
    async with services.works(GUEST) as work:
        details = CartDetails(email=customer.email)
        await checkout.describe_cart(
            services.till, work, user_id=None, cart_id=cart_id, details=details
        )
    [outcome] = (await seen(services, cart_id)).promotions

    totals = [each.order.total.amount for each in (used, refused)]
    assert totals == ["9.00", "10.00"]
    assert outcome.reason is Reason.APPLIED


async def test_codes_that_give_nothing_are_told_with_the_order(services: Services) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)

    placed = await buy(services, (tea, 1), codes=("SPRING", "AUTUMN"))

    assert [(each.code, each.details) for each in placed.problems] == [
        (ProblemCode.CODE_INVALID, {"code": "AUTUMN", "reason": "unknown_code"})
    ]
    assert not placed.problems[0].is_blocking
    async with services.works.reading() as db:
        kept = await orders.adjustments(db, placed.order.id)
    assert [(each.kind, each.amount) for each in placed.adjustments] == [
        (each.kind, each.amount) for each in kept
    ]
