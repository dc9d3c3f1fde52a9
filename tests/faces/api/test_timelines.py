"""What happened to an order: all of it for staff, for customers what is meant for them."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.parcels import sent
from tests.support.people import Person
from tests.support.returning import came_back

pytestmark = pytest.mark.anyio


async def test_a_customer_sees_what_is_meant_for_him_and_staff_see_all(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1), user_id=customer.user_id)
    await came_back(services, order, 1)
    desk = f"/api/v1/admin/orders/{order.id}/notes"
    for body in ({"text": "Be careful."}, {"text": "Thank you.", "to_customer": True}):
        assert (await client.post(desk, json=body, headers=admin.headers)).status_code == 201

    path = f"/api/v1/orders/{order.id}/timeline"
    own = (await client.get(path, headers=customer.headers)).json()["items"]
    full = (await client.get(path, headers=admin.headers)).json()["items"]
    notes = (await client.get(desk, headers=admin.headers)).json()

    assert [each["detail"] for each in own if each["kind"] == "note"] == ["Thank you."]
    assert [each["detail"] for each in full if each["kind"] == "note"] == [
        *("Be careful.", "Thank you.")
    ]
    assert {each["actor"] for each in own} == {None}
    assert [each["title"] for each in own if each["kind"] == "parcel"] == ["shipped", "delivered"]
    assert [each["title"] for each in own if each["kind"] == "returned_goods"] == [
        *("asked", "received")
    ]
    assert [each["title"] for each in own if each["kind"] == "order"] == [
        *("pending", "confirmed", "shipped", "delivered")
    ]
    assert [(each["text"], each["to_customer"]) for each in notes] == [
        *(("Be careful.", False), ("Thank you.", True))
    ]


async def test_a_stranger_sees_no_timeline_and_writes_no_note(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))

    seen = await client.get(f"/api/v1/orders/{order.id}/timeline", headers=customer.headers)
    written = await client.post(
        f"/api/v1/admin/orders/{order.id}/notes", json={"text": "Hm."}, headers=customer.headers
    )

    assert (seen.status_code, written.status_code) == (404, 403)
