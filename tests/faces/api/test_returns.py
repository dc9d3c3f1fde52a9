"""Returns by HTTP: asked for by the customer in time, decided, received and refunded by staff."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.parcels import sent
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio


async def test_a_return_goes_its_whole_way(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 2), user_id=customer.user_id)
    body = {"lines": [{"line_id": str(order.lines[0].id), "quantity": 1}], "reason": "defective"}

    path = f"/api/v1/orders/{order.id}/returns"
    asked = await client.post(path, json=body, headers=customer.headers)
    desk = f"/api/v1/admin/returns/{asked.json()['id']}"
    answers = [
        await client.post(f"{desk}/{step}", headers=admin.headers)
        for step in ("approve", "receive", "refund", "refund")
    ]
    seen = await client.get(path, headers=customer.headers)
    listed = await client.get("/api/v1/admin/returns?status=refunded", headers=admin.headers)

    assert (asked.status_code, asked.json()["number"]) == (201, f"R{order.number}-1")
    assert [(each.status_code, each.json()["status"]) for each in answers] == [
        *((200, "approved"), (200, "received"), (200, "refunded"), (200, "refunded"))
    ]
    assert [each["amount"] for each in seen.json()["items"]] == ["10.00"]
    assert [each["id"] for each in listed.json()["items"]] == [asked.json()["id"]]
    shown = (await client.get(f"/api/v1/orders/{order.id}", headers=customer.headers)).json()
    assert (shown["return_status"], shown["refunded"]) == ("partially_returned", "10.00")
    assert shown["items"][0]["returned"] == 1
    assert await stock_of(services.works, tea) == (4, 0)
    await assert_sound(services.works)


async def test_customers_have_a_time_to_return_and_staff_have_not(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    customer: Person,
    clock: SteppingClock,
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1), user_id=customer.user_id)
    clock.advance(days=31)
    tokens = {}
    for who in (admin, customer):
        signed_in = {"email": who.email, "password": PASSWORD}
        answer = await client.post("/api/v1/auth/login", json=signed_in)
        tokens[who.email] = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    body = {"lines": [{"line_id": str(order.lines[0].id), "quantity": 1}], "reason": "other"}
    path = f"/api/v1/orders/{order.id}/returns"

    late = await client.post(path, json=body, headers=tokens[customer.email])
    kind = await client.post(path, json=body, headers=tokens[admin.email])

    assert (late.status_code, late.json()["code"]) == (409, "return_window_closed")
    assert kind.status_code == 201


async def test_a_customer_cancels_his_own_return_and_nobody_elses(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    own = await sent(services, (tea, 1), user_id=customer.user_id)
    strange = await sent(services, (tea, 1))
    body = {"lines": [{"line_id": str(own.lines[0].id), "quantity": 1}], "reason": "other"}
    asked = await client.post(
        f"/api/v1/orders/{own.id}/returns", json=body, headers=customer.headers
    )
    last = f"returns/{asked.json()['id']}/cancel"

    crossed = await client.post(f"/api/v1/orders/{strange.id}/{last}", headers=customer.headers)
    refused = await client.post(
        f"/api/v1/orders/{strange.id}/returns", json=body, headers=customer.headers
    )
    cancelled = await client.post(f"/api/v1/orders/{own.id}/{last}", headers=customer.headers)

    assert (crossed.status_code, refused.status_code) == (404, 404)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
