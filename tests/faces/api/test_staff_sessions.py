"""Who holds rights is signed out sooner, whatever kind of session he has."""

from typing import Any

import pytest
from httpx2 import AsyncClient

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import CUSTOMER, VENDOR
from tests.conftest import SteppingClock
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ME, REFRESH = "/api/v1/auth/me", "/api/v1/auth/refresh"


async def _refresh(client: AsyncClient, token: str) -> tuple[int, dict[str, Any]]:
    answer = await client.post(REFRESH, json={"refresh_token": token})
    return answer.status_code, answer.json()


async def test_a_refresh_token_of_staff_is_worth_nothing_after_half_an_hour_unused(
    client: AsyncClient, clock: SteppingClock, admin: Person, customer: Person
) -> None:
    clock.advance(minutes=30)

    staff, told = await _refresh(client, admin.refresh_token)
    others, _ = await _refresh(client, customer.refresh_token)

    assert (staff, told["code"]) == (401, "invalid_refresh_token")
    assert others == 200


async def test_an_access_token_of_staff_ends_with_its_session_after_twelve_hours(
    client: AsyncClient, clock: SteppingClock, services: Services, admin: Person
) -> None:
    token, bearer = admin.refresh_token, admin.headers
    answers = []
    for _ in range(30):
        clock.advance(minutes=25)
        status, told = await _refresh(client, token)
        answers.append(status)
        if status != 200:
            break
        token = told["refresh_token"]
        bearer = {"authorization": f"Bearer {told['access_token']}"}
        assert (await client.get(ME, headers=bearer)).status_code == 200

    clock.advance(minutes=10)
    late = await client.get(ME, headers=bearer)

    assert answers == [200] * 28 + [401]  # 28 times 25 minutes are below twelve hours
    assert late.status_code == 401


async def test_a_role_that_is_given_shortens_a_session_that_is_there(
    client: AsyncClient, clock: SteppingClock, services: Services, customer: Person
) -> None:
    clock.advance(hours=13)
    before, told = await _refresh(client, customer.refresh_token)
    async with services.works(system("test")) as work:
        roles = frozenset({CUSTOMER, VENDOR})
        await identity.assign_roles(work, user_id=customer.user_id, roles=roles)

    after, _ = await _refresh(client, told["refresh_token"])

    assert (before, after) == (200, 401)
