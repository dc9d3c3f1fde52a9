"""The test provider's own page: a second step, and every card with what becomes of it."""

import re
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.payments.adapters.testing import TOKENS
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, stocked
from tests.support.mails import delivered
from tests.support.paying import order_of

pytestmark = pytest.mark.anyio


async def waiting(services: Services) -> tuple[str, UUID]:
    """The page's address, and the order that waits for its customer."""
    placed = await buy(services, (await stocked(services.works), 1), token="test_challenge")
    assert placed.payment is not None
    return f"/api/v1/payments/test/tst_{placed.payment.id.hex}", placed.order.id


async def test_the_page_names_each_card_and_runs_nothing(
    client: httpx2.AsyncClient, services: Services
) -> None:
    address, _ = await waiting(services)

    page = await client.get(address)

    cards = set(re.findall(r'name="decision" value="([^"]+)"', page.text))
    assert cards == {"approve", "decline", *TOKENS} - {"test_challenge"}
    assert "is declined by webhook some seconds later" in page.text
    assert "&#x27;processing&#x27;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("card", "status"),
    [
        ("test_ok", OrderStatus.CONFIRMED),
        ("test_twice", OrderStatus.CONFIRMED),
        ("test_lost", OrderStatus.CONFIRMED),
        ("test_late", OrderStatus.CONFIRMED),
        ("test_declined", OrderStatus.CANCELLED),
        ("test_no_funds", OrderStatus.CANCELLED),
        ("test_late_declined", OrderStatus.CANCELLED),
    ],
)
async def test_a_card_of_the_page_does_what_it_says(
    client: httpx2.AsyncClient,
    services: Services,
    clock: SteppingClock,
    card: str,
    status: OrderStatus,
) -> None:
    address, order_id = await waiting(services)

    paid = await client.post(address, data={"decision": card})
    [back] = re.findall(r'href="http://[^/]+(/api/v1/payments/return/[^"]+)"', paid.text)
    clock.advance(seconds=5)
    await client.get(back)
    await delivered(services)

    order = await order_of(services.works, order_id)
    assert order.status is status
    await assert_sound(services.works)


@pytest.mark.parametrize("decision", ["test_challenge", "test_unknown", "maybe"])
async def test_what_is_no_card_of_the_page_pays_nothing(
    client: httpx2.AsyncClient, services: Services, decision: str
) -> None:
    address, order_id = await waiting(services)

    refused = await client.post(address, data={"decision": decision})

    assert refused.status_code in (404, 422)
    assert (await client.get(address)).status_code == 200
    assert (await order_of(services.works, order_id)).status is OrderStatus.PENDING


async def test_of_two_answers_the_first_counts(
    client: httpx2.AsyncClient, services: Services
) -> None:
    address, order_id = await waiting(services)

    first = await client.post(address, data={"decision": "test_declined"})
    second = await client.post(address, data={"decision": "test_ok"})
    await delivered(services)

    assert (first.status_code, second.status_code) == (200, 404)
    assert (await order_of(services.works, order_id)).status is OrderStatus.CANCELLED
