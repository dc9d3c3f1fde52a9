"""An order's page: what it tells, and what its customer does there."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.modules.orders.contracts import Order
from tests.support.buying import assert_sound, buy, stocked
from tests.support.mails import delivered
from tests.support.parcels import bought, sent
from tests.support.people import Person, make_customer
from tests.support.shoppers import Shopper, addresses
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
NASTY = "<script>alert(1)</script>'\"&"


async def arrived_order(services: Services, customer: Person) -> Order:
    """A customer's order of two pieces that has reached him."""
    tea = await stocked(services.works)
    return await sent(services, (tea, 2), user_id=customer.user_id)


async def test_what_happened_is_told_in_words_of_the_reader(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    order = await arrived_order(services, customer)

    english = await shopper.look(f"/store/orders/{order.id}")
    german = await shopper.look(f"/store/orders/{order.id}", language="de")

    for words in ("Order placed", "Payment received: €20.00", "has arrived"):
        assert words in english.text
    assert "Zahlung eingegangen: 20,00\xa0€" in german.text
    assert "captured" not in english.text


async def test_goods_that_arrived_are_sent_back_and_kept_after_all(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    order = await arrived_order(services, customer)
    page = f"/store/orders/{order.id}"
    quantity = {f"quantity-{order.lines[0].id}": "1"}

    nothing = await shopper.send(f"{page}/returns", reason="damaged")
    asked = await shopper.send(f"{page}/returns", **quantity, reason="damaged", note=NASTY)
    after = await shopper.look(asked.headers["location"])
    [keep] = addresses(after, f"{page}/returns/")
    kept = await shopper.send(keep)
    last = await shopper.look(kept.headers["location"])

    assert nothing.status_code == 422
    assert asked.headers["location"] == f"{page}?done=returned"
    assert "It arrived damaged" in after.text
    assert "<script>alert" not in after.text
    assert "The return is cancelled." in last.text
    assert addresses(last, f"{page}/returns/") == []


async def test_more_than_arrived_is_not_sent_back(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    order = await arrived_order(services, customer)
    page = f"/store/orders/{order.id}"

    refused = await shopper.send(
        f"{page}/returns", **{f"quantity-{order.lines[0].id}": "3"}, reason="damaged"
    )

    assert refused.status_code in (409, 422)
    assert 'role="alert"' in refused.text
    assert addresses(await shopper.look(page), f"{page}/returns/") == []


async def test_the_same_is_bought_again_at_todays_prices(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    order = await arrived_order(services, customer)

    done = await shopper.send(f"/store/orders/{order.id}/again")
    cart = await shopper.look("/store/cart")
    much = [await shopper.send(f"/store/orders/{order.id}/again") for _ in range(2)][-1]

    assert done.headers["location"] == "/store/cart?done=carried"
    assert "€20.00" in cart.text
    assert much.headers["location"] == "/store/cart?done=partly"
    await assert_sound(services.works)


async def test_buying_again_costs_the_same_however_much_it_was(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    costs = []
    for count in (1, 8):
        things = [(await stocked(services.works), 1) for _ in range(count)]
        order = await bought(services, *things, user_id=customer.user_id)
        with counted(services.works.engine) as sent:
            done = await shopper.send(f"/store/orders/{order.id}/again")
        assert done.headers["location"] == "/store/cart?done=carried"
        costs.append(len(sent))

    assert costs[1] <= costs[0]


async def test_how_a_payment_stands_is_told_whatever_the_address_says(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), user_id=customer.user_id, token="test_challenge")

    page = await shopper.look(f"/store/orders/{placed.order.id}?payment=captured")

    assert "The payment is on its way." in page.text
    assert "went through" not in page.text


async def test_papers_are_listed_and_opened(
    shopper: Shopper, services: Services, customer: Person
) -> None:
    order = await bought(services, (await stocked(services.works), 1), user_id=customer.user_id)
    await delivered(services)
    page = await shopper.look(f"/store/orders/{order.id}")
    [paper] = addresses(page, f"/store/orders/{order.id}/documents/")

    answer = await shopper.look(paper)

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "private, no-store"


async def test_nobody_else_sees_or_touches_an_order(
    services: Services, customer: Person, client: httpx2.AsyncClient
) -> None:
    order = await arrived_order(services, customer)
    page = f"/store/orders/{order.id}"
    other = await Shopper(client).sign_in(await make_customer(services))

    answers = [
        await other.look(page),
        *[await other.send(f"{page}/{deed}") for deed in ("cancel", "again")],
        await other.send(f"{page}/returns", reason="damaged"),
    ]

    assert {answer.status_code for answer in answers} <= {404, 422}
    assert "nothing in your cart" in (await other.look("/store/cart")).text
