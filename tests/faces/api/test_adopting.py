"""Orders of a guest become his account's, when he says so, and nobody else's."""

import httpx2
import pytest
from sqlalchemy import update

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity.models import UserRow
from shopwright.modules.orders import queries as orders
from tests.support.buying import buy, stocked
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
ADOPT = "/api/v1/orders/adopt"


async def test_a_customer_takes_over_what_he_ordered_as_a_guest(
    client: httpx2.AsyncClient, services: Services
) -> None:
    robin = await make_customer(services, "robin@example.com")
    variant_id = await stocked(services.works)
    own = await buy(services, (variant_id, 1), email="Robin@Example.com")
    others = await buy(services, (variant_id, 1), email="kim@example.com")

    first = await client.post(ADOPT, headers=robin.headers)
    again = await client.post(ADOPT, headers=robin.headers)

    assert first.json() == {"order_ids": [str(own.order.id)]}
    assert again.json() == {"order_ids": []}
    listed = await client.get("/api/v1/orders/history", headers=robin.headers)
    assert [each["id"] for each in listed.json()["items"]] == [str(own.order.id)]
    async with services.works.reading() as db:
        left = await orders.by_id(db, others.order.id)
    assert left is not None
    assert left.user_id is None


async def test_an_address_that_is_not_confirmed_gets_nothing(
    client: httpx2.AsyncClient, services: Services
) -> None:
    thief = await make_customer(services, "robin@example.com")
    async with services.works(system("test")) as work:
        await work.db.execute(update(UserRow).values(email_verified_at=None))
    placed = await buy(services, (await stocked(services.works), 1), email="robin@example.com")

    refused = await client.post(ADOPT, headers=thief.headers)

    assert (refused.status_code, refused.json()["code"]) == (403, "email_not_verified")
    async with services.works.reading() as db:
        order = await orders.by_id(db, placed.order.id)
    assert order is not None
    assert order.user_id is None


async def test_what_belongs_to_another_account_stays_there(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    robin = await make_customer(services, "robin@example.com")
    variant_id = await stocked(services.works)
    placed = await buy(
        services, (variant_id, 1), email="robin@example.com", user_id=customer.user_id
    )

    answer = await client.post(ADOPT, headers=robin.headers)

    assert answer.json() == {"order_ids": []}
    async with services.works.reading() as db:
        order = await orders.by_id(db, placed.order.id)
    assert order is not None
    assert order.user_id == customer.user_id
