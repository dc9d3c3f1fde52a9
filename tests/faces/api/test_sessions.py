"""Sessions over HTTP: seen and ended by their owner, and by staff."""

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel.actors import system
from shopwright.modules.audit.models import AuditEntryRow
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.models import SessionRow
from tests.conftest import SteppingClock
from tests.support.people import PASSWORD, Person, make_customer
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
SESSIONS = "/api/v1/auth/sessions"
ME = "/api/v1/auth/me"


async def log_in(client: AsyncClient, person: Person, device: str) -> dict[str, str]:
    body = {"email": person.email, "password": PASSWORD}
    answer = await client.post("/api/v1/auth/login", json=body, headers={"user-agent": device})
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


async def status(client: AsyncClient, headers: dict[str, str]) -> int:
    return (await client.get(ME, headers=headers)).status_code


async def test_an_owner_sees_where_he_is_signed_in(
    client: AsyncClient, clock: SteppingClock, customer: Person, vendor: Person
) -> None:
    clock.advance(minutes=1)
    phone = await log_in(client, customer, "Phone")

    items = (await client.get(SESSIONS, headers=phone)).json()["items"]

    assert [(each["device"], each["is_current"], each["kind"]) for each in items] == [
        ("Phone", True, "token"),
        ("tests", False, "token"),
    ]
    assert items[1]["address"] == "192.0.2.1"
    assert items[1]["created_at"] == items[1]["last_used_at"] == "2026-11-02T09:00:00.000Z"


async def test_an_owner_ends_a_session_which_counts_at_once(
    client: AsyncClient, customer: Person
) -> None:
    phone = await log_in(client, customer, "Phone")
    assert await status(client, customer.headers) == 200

    ended = await client.delete(f"{SESSIONS}/{customer.session_id}", headers=phone)
    again = await client.delete(f"{SESSIONS}/{customer.session_id}", headers=phone)

    assert (ended.status_code, again.status_code) == (204, 404)
    assert await status(client, customer.headers) == 401
    assert await status(client, phone) == 200


async def test_nobody_ends_anothers_session(
    client: AsyncClient, customer: Person, vendor: Person
) -> None:
    refused = await client.delete(f"{SESSIONS}/{customer.session_id}", headers=vendor.headers)

    assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
    assert await status(client, customer.headers) == 200


async def test_signing_out_everywhere_ends_all_of_ones_own(
    client: AsyncClient, customer: Person, vendor: Person
) -> None:
    phone = await log_in(client, customer, "Phone")

    answer = await client.post("/api/v1/auth/logout-everywhere", headers=phone)
    renewed = await client.post(
        "/api/v1/auth/refresh", json={"refresh_token": customer.refresh_token}
    )

    assert answer.json() == {"ended": 2}
    assert [await status(client, each) for each in (phone, customer.headers)] == [401, 401]
    assert renewed.status_code == 401
    assert await status(client, vendor.headers) == 200


async def test_staff_see_and_end_somebodys_sessions_and_the_trail_tells(
    client: AsyncClient, db: AsyncConnection, customer: Person, admin: Person
) -> None:
    path = f"/api/v1/admin/users/{customer.user_id}/sessions"

    seen = await client.get(path, headers=admin.headers)
    refused = await client.delete(path, headers=customer.headers)
    ended = await client.delete(path, headers=admin.headers)

    rows = await db.execute(select(AuditEntryRow.actor, AuditEntryRow.action, AuditEntryRow.after))
    assert len(seen.json()["items"]) == 1
    assert (refused.status_code, ended.json()) == (403, {"ended": 1})
    assert await status(client, customer.headers) == 401
    assert [tuple(row) for row in rows] == [
        (f"user:{admin.user_id}", "user.sessions_ended", {"ended": 1})
    ]


async def test_a_refresh_token_shown_again_is_noted_and_told(
    client: AsyncClient, db: AsyncConnection, customer: Person
) -> None:
    body = {"refresh_token": customer.refresh_token}
    for _ in range(3):
        await client.post("/api/v1/auth/refresh", json=body)

    noted = await db.execute(
        select(AuditEntryRow.subject_id).where(AuditEntryRow.action == "session.refresh_reused")
    )
    told = await db.execute(
        select(OutboxEvent.id).where(OutboxEvent.name == "session.refresh_reused")
    )
    assert noted.scalars().all() == [str(customer.user_id)]
    assert len(told.all()) == 1
    assert await status(client, customer.headers) == 401


async def test_a_last_use_is_written_down_beside_the_requests_and_not_each_time(
    client: AsyncClient, services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    person = await make_customer(services)
    footprints = services.security.recogniser.footprints
    await status(client, person.headers)
    early = await footprints.write(services.works)
    clock.advance(minutes=6)

    with counted(services.works.engine) as sent:
        for _ in range(5):
            assert await status(client, person.headers) == 200
    late = await footprints.write(services.works)
    again = await footprints.write(services.works)

    used = await db.execute(
        select(SessionRow.last_used_at).where(SessionRow.id == person.session_id)
    )
    assert (early, late, again) == (0, 1, 0)
    assert used.scalar_one() == clock.time
    assert not [each for each in sent if each.lstrip().upper().startswith("UPDATE")]


async def test_the_oldest_of_too_many_sessions_makes_room(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    for _ in range(20):
        async with services.works(system("test")) as work:
            await identity.open_session(
                work, services.security, user_id=customer.user_id, seen=Seen()
            )

    rows = await db.execute(
        select(SessionRow.id, SessionRow.end_reason).where(SessionRow.ended_at.is_not(None))
    )
    assert [tuple(row) for row in rows] == [(customer.session_id, "made_room")]
