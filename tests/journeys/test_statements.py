"""What a purchase asks of the database: few statements, and as many for twenty lines as for one.

The figures are what was counted. One that grows is a step back; one that falls is written down here.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.kernel.actors import GUEST
from tests.support.buying import assert_sound, buy, filled_cart, stocked, wish
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
# What is only written is written by the commit: in one statement on PostgreSQL, in one a table on SQLite, where a
# statement is a call within the process.
MOST_FOR_CHECKOUT = {"postgresql": 15, "sqlite": 22}
MOST_FOR_CART, MOST_FOR_ADDING, MOST_FOR_ORDERS = 4, 12, 2
_GATEWAY = re.compile(r"test_gateway_")


async def statements(services: Services, deed: Callable[[], Awaitable[object]]) -> list[str]:
    """What a deed sends; what the test provider writes into its own books is not the shop's."""
    with counted(services.works.engine) as sent:
        await deed()
    return [each for each in sent if not _GATEWAY.search(each)]


async def cart_of(services: Services, lines: int) -> Callable[[], Awaitable[object]]:
    """A deed: to complete a cart with so many lines, paid at once."""
    goods = [await stocked(services.works) for _ in range(lines)]
    cart_id = await filled_cart(services, *((each, 2) for each in goods))
    wanted = replace(wish(), cart_id=cart_id)

    async def complete() -> None:
        placed = await checkout.place(services.till, GUEST, wanted)
        assert isinstance(placed, Placed)
        assert placed.order.paid.minor == 2000 * lines

    return complete


async def test_a_checkout_costs_as_much_for_twenty_lines_as_for_one(services: Services) -> None:
    await statements(services, await cart_of(services, 1))

    sent = [await statements(services, await cart_of(services, lines)) for lines in (1, 3, 20)]

    assert {len(each) for each in sent} == {MOST_FOR_CHECKOUT[services.works.engine.dialect.name]}
    await assert_sound(services.works)


async def test_a_look_into_the_cart_costs_as_much_for_twenty_lines_as_for_one(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    async def look() -> None:
        answer = await client.get("/api/v1/cart", headers=customer.headers)
        assert answer.status_code == 200

    sent = []
    for lines in (1, 20):
        for _ in range(lines):
            await put_in(client, services, customer)
        await look()
        sent.append(await statements(services, look))

    assert (await client.get("/api/v1/cart", headers=customer.headers)).json()["item_count"] == 21
    assert {len(each) for each in sent} == {MOST_FOR_CART}


async def test_putting_into_a_cart_costs_the_same_however_full_it_is(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    await put_in(client, services, customer)

    async def put() -> list[str]:
        tea = await stocked(services.works)
        return await statements(services, lambda: put_in(client, services, customer, tea))

    early = await put()
    for _ in range(10):
        await put_in(client, services, customer)
    late = await put()

    assert {len(early), len(late)} == {MOST_FOR_ADDING}


async def put_in(
    client: httpx2.AsyncClient, services: Services, customer: Person, tea: UUID | None = None
) -> None:
    variant = tea or await stocked(services.works)
    answer = await client.post(
        "/api/v1/cart/items",
        json={"variant_id": str(variant), "quantity": 1},
        headers=customer.headers,
    )
    assert answer.status_code == 201


async def test_a_page_of_orders_costs_the_same_whatever_is_on_it(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    goods = [await stocked(services.works, stock=50) for _ in range(4)]

    async def turn_page() -> None:
        answer = await client.get("/api/v1/orders?limit=20", headers=customer.headers)
        assert answer.status_code == 200

    sent = []
    for orders in (1, 9):
        for _ in range(orders):
            await buy(services, *((each, 1) for each in goods), user_id=customer.user_id)
        await turn_page()
        sent.append(await statements(services, turn_page))

    page = (await client.get("/api/v1/orders?limit=20", headers=customer.headers)).json()
    assert len(page["items"]) == 10
    assert {len(each) for each in sent} == {MOST_FOR_ORDERS}
