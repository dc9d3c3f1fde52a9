"""Parcels by HTTP: packed by staff, followed by the customer and by nobody else."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.parcels import bought
from tests.support.people import Person

pytestmark = pytest.mark.anyio
FOLLOWED = {
    "carrier": "Parcel Post",
    "tracking_number": "PP 1/2",
    "tracking_url": "https://parcels.example/track/{number}",
}


async def test_an_order_is_sent_in_two_parcels_and_followed(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3), user_id=customer.user_id)
    line = {"line_id": str(order.lines[0].id), "quantity": 2}
    path = f"/api/v1/admin/orders/{order.id}/parcels"

    first = await client.post(path, json={"lines": [line], **FOLLOWED}, headers=admin.headers)
    sent = await client.patch(
        f"/api/v1/admin/parcels/{first.json()['id']}",
        json={"status": "shipped"},
        headers=admin.headers,
    )
    half = await client.get(f"/api/v1/orders/{order.id}", headers=customer.headers)
    rest = await client.post(path, json={"ship": True}, headers=admin.headers)
    seen = await client.get(f"/api/v1/orders/{order.id}/parcels", headers=customer.headers)

    assert (first.status_code, first.json()["status"]) == (201, "packed")
    assert first.json()["tracking_url"] == "https://parcels.example/track/PP%201%2F2"
    assert (sent.status_code, sent.json()["status"]) == (200, "shipped")
    assert half.json()["fulfilment_status"] == "partially_shipped"
    assert (half.json()["items"][0]["shipped"], rest.json()["lines"][0]["quantity"]) == (2, 1)
    assert [each["number"] for each in seen.json()["items"]] == [
        *(f"{order.number}-1", f"{order.number}-2")
    ]
    assert await stock_of(services.works, tea) == (2, 0)
    await assert_sound(services.works)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"lines": []}, 422),
        ({"lines": [{"line_id": "{line}", "quantity": 0}]}, 422),
        ({"lines": [{"line_id": "{line}", "quantity": 3}]}, 409),
        ({"tracking_url": "javascript:alert(1)"}, 422),
        ({"tracking_url": "http://parcels.example"}, 422),
    ],
)
async def test_what_can_not_be_packed_changes_nothing(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    body: dict[str, object],
    status: int,
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    lines = body.get("lines")
    if isinstance(lines, list):
        body = body | {"lines": [each | {"line_id": str(order.lines[0].id)} for each in lines]}

    path = f"/api/v1/admin/orders/{order.id}/parcels"
    answer = await client.post(path, json=body, headers=admin.headers)
    seen = await client.get(f"/api/v1/orders/{order.id}/parcels", headers=admin.headers)

    assert answer.status_code == status, answer.text
    assert seen.json()["items"] == []
    assert await stock_of(services.works, tea) == (5, 2)


async def test_a_customer_neither_packs_nor_sees_the_parcels_of_others(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 1))

    packed = await client.post(f"/api/v1/admin/orders/{order.id}/parcels", headers=customer.headers)
    seen = await client.get(f"/api/v1/orders/{order.id}/parcels", headers=customer.headers)

    assert (packed.status_code, seen.status_code) == (403, 404)
    assert await stock_of(services.works, tea) == (5, 1)


async def test_cancelling_pieces_needs_a_key_and_happens_once_by_it(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 3))
    body = {"lines": [{"line_id": str(order.lines[0].id), "quantity": 1}], "reason": "broke"}
    path = f"/api/v1/admin/orders/{order.id}/cancel-lines"
    keyed = admin.headers | {"idempotency-key": "the-key-of-staff"}

    without = await client.post(path, json=body, headers=admin.headers)
    first = await client.post(path, json=body, headers=keyed)
    again = await client.post(path, json=body, headers=keyed)

    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_required")
    assert (first.status_code, first.json()["refunded"]) == (200, "10.00")
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert await stock_of(services.works, tea) == (5, 2)
    await assert_sound(services.works)
