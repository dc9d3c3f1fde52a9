"""What staff begin their day with."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.wiring import CATALOGUE
from tests.support.buying import buy, stocked
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio


async def test_staff_learn_who_they_are_and_what_they_may_do(
    client: httpx2.AsyncClient, admin: Person, vendor: Person
) -> None:
    answer = await client.get("/api/v1/admin/me", headers=admin.headers)
    refused = await client.get("/api/v1/admin/me", headers=vendor.headers)

    assert (answer.json()["id"], answer.json()["role"]) == (str(admin.user_id), "admin")
    assert answer.json()["rights"] == sorted(CATALOGUE)
    assert refused.status_code == 403


async def test_pending_orders_are_those_that_wait_for_their_payment(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    robin = await make_customer(services)
    tea = await stocked(services.works, stock=50)
    waiting = await buy(services, (tea, 1), user_id=robin.user_id, token="test_challenge")
    await buy(services, (tea, 1), user_id=robin.user_id)

    answer = await client.get("/api/v1/admin/orders/pending", headers=admin.headers)

    assert [order["id"] for order in answer.json()["items"]] == [str(waiting.order.id)]
    assert answer.headers["cache-control"] == "private, no-store"
