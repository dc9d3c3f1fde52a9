"""A browser's session by other addresses: nothing by its cookie that was not meant."""

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import stocked
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
HERE = {"sec-fetch-site": "same-origin"}
ELSEWHERE = {"sec-fetch-site": "cross-site"}


async def signed_in(client: httpx2.AsyncClient, person: Person) -> str:
    """Open a session that the client's cookie stands for; the token that goes with what changes something."""
    answer = await client.post(
        "/api/v1/auth/browser-session",
        json={"email": person.email, "password": PASSWORD},
        headers=HERE,
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["csrf_token"])


async def test_an_alias_wants_the_token_that_the_operation_wants(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = {"items": [{"variant_id": str(tea), "quantity": 1}]}
    token = await signed_in(client, customer)

    answers = [
        await client.post("/orders", json=order, headers=headers)
        for headers in (HERE, ELSEWHERE, HERE | {"x-csrf-token": token})
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 201]


async def test_a_link_elsewhere_signs_nobody_out(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    token = await signed_in(client, customer)

    answers = [
        await client.get("/logout", headers=headers)
        for headers in ({}, ELSEWHERE, ELSEWHERE | {"x-csrf-token": token})
    ]
    me = await client.get("/me", headers=HERE)

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert me.json()["email"] == customer.email
