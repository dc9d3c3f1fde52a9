"""Whatever staff change is in the trail: each route that asks for a right, called as it is meant to be."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shopwright.faces.api.context import ACCESS, ANONYMOUS, PUBLIC, SELF, SIGNED_IN
from shopwright.faces.api.routers import ROUTERS
from shopwright.faces.services import Services
from shopwright.kernel import ids as new_ids
from shopwright.modules.audit import queries
from tests.conftest import plain_settings
from tests.faces.api.deeds import CALLERS, CALLS, DEEDS_OF_READING, QUESTIONS, WITHOUT_VALUES, Sent
from tests.faces.api.furnished import copy_of_shop
from tests.faces.api.prepared import PREPARED, Ids
from tests.faces.api.small_shop import SmallShop
from tests.support.addresses import postgres_url
from tests.support.databases import drop_database

pytestmark = pytest.mark.anyio
Copy = tuple[str, SmallShop]


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("furnished")


@pytest.fixture(params=["sqlite", "postgres"])
async def copied(
    request: pytest.FixtureRequest, origin: Path, tmp_path: Path
) -> AsyncIterator[Copy]:
    on_postgres = request.param == "postgres"
    name = f"test_{new_ids.new().hex}" if on_postgres else str(tmp_path / "shop.db")
    yield await copy_of_shop(request.param, plain_settings("sqlite://", tmp_path), origin, name)
    if on_postgres:
        await drop_database(postgres_url(), name)


@pytest.fixture
def database_url(copied: Copy) -> str:
    return copied[0]


@pytest.fixture
def shop(copied: Copy) -> SmallShop:
    return copied[1]


def staff_operations() -> dict[str, tuple[str, str]]:
    """Each operation that asks for a right and changes something: its verb and path."""
    open_ones = {PUBLIC, ANONYMOUS, SIGNED_IN, SELF}
    return {
        route.operation_id: (verb, route.path)
        for router in ROUTERS
        for route in router.routes
        for verb in sorted(route.methods)  # type: ignore[attr-defined]  # ours are APIRoutes
        if route.openapi_extra[ACCESS] not in open_ones
        and (verb != "GET" or route.operation_id in DEEDS_OF_READING)
        and route.operation_id not in QUESTIONS
    }


def body_of(operation: str, ids: Ids) -> dict[str, Any]:
    """What the client sends: JSON with the ids that it names, or a form with a file."""
    body = CALLS[operation]
    if isinstance(body, Sent):
        return {"files": {"file": (body.name, body.content)}, "data": body.fields}
    if not isinstance(body, dict):
        return {"json": body}
    return {"json": filled(body, ids)}


def filled(value: Any, ids: Ids) -> Any:
    """A body with ids where it names them, however deep."""
    if isinstance(value, dict):
        return {name: filled(each, ids) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, ids) for each in value]
    return value.format_map(ids) if isinstance(value, str) else value


def test_each_operation_of_staff_that_changes_something_is_called_below() -> None:
    assert set(CALLS) == set(staff_operations())


@pytest.mark.parametrize("operation", sorted(CALLS))
async def test_what_staff_change_is_in_the_trail(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop, operation: str
) -> None:
    ids = await PREPARED.get(operation, as_is)(services, shop, shop.ids)
    admin = shop.people[CALLERS.get(operation, "admin")]
    verb, path = staff_operations()[operation]
    async with services.works.reading() as db:
        before = (await queries.head(db)).seq

    answer = await client.request(
        verb,
        path.format(**ids),
        params=DEEDS_OF_READING.get(operation),
        **body_of(operation, ids),
        headers=admin.headers | {"x-request-id": "req-1", "idempotency-key": "key-of-the-deed"},
    )

    assert answer.status_code < 300, answer.text
    async with services.works.reading() as db:
        wanted = queries.EntryFilter(actor=f"user:{admin.user_id}")
        noted = await queries.batch(db, wanted, after=before, until=before + 100)
    assert noted, f"{verb} {path} leaves nothing in the trail"
    for entry in noted:
        assert (entry.request_id, entry.address) == ("req-1", "127.0.0.1")
        assert entry.subject.id
        assert (entry.before or {}) != (entry.after or {}) or operation in WITHOUT_VALUES
        told = str([entry.before, entry.after]).lower()
        assert not any(word in told for word in ("password", "secret", "argon2", "token_hash"))


async def as_is(services: Services, shop: SmallShop, ids: Ids) -> Ids:
    return ids


async def test_what_was_refused_is_not_in_the_trail(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    ids = Named(shop.ids | {"role_name": "ghost"})
    async with services.works.reading() as db:
        before = await queries.head(db)

    answers = {
        operation: await client.request(
            staff_operations()[operation][0],
            staff_operations()[operation][1].format_map(ids),
            **body_of(operation, ids),
            headers=shop.people["stranger"].headers,
        )
        for operation in sorted(set(CALLS) - {"product_create", "audit_export"})
    }

    assert {name for name, answer in answers.items() if answer.status_code != 403} == set()
    async with services.works.reading() as db:
        assert await queries.head(db) == before


class Named(dict[str, str]):
    """Ids of a shop; what it has none of is named by that of something else."""

    def __missing__(self, name: str) -> str:
        return self["variant_id"]
