"""Views of lists that staff keep."""

import asyncio
from typing import Any

import httpx2
import pytest

from shopwright.faces.api.view_shapes import ListKind, listed
from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.views import queries, service
from shopwright.modules.views.contracts import MOST_VIEWS, ViewDraft
from tests.support.buying import buy, stocked
from tests.support.people import Person, actor_of, make_admin, make_person

pytestmark = pytest.mark.anyio
VIEWS = "/api/v1/admin/views"
TO_PACK: dict[str, Any] = {
    "kind": "orders",
    "name": "To pack",
    "filters": {"status": "confirmed", "q": "zoe@"},
    "columns": ["number", "total"],
    "sort": "placed_at",
}


@pytest.fixture
async def packer(services: Services) -> Person:
    """Staff who see orders and may not share views."""
    async with services.works(system("test")) as work:
        await identity.create_role(
            work,
            name="packer",
            title="Packer",
            rights=frozenset({"orders:read"}),
            known=services.rights,
        )
    return await make_person(services, "packer")


async def kept(client: httpx2.AsyncClient, who: Person, **changed: Any) -> dict[str, Any]:
    answer = await client.post(VIEWS, json=TO_PACK | changed, headers=who.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def names(client: httpx2.AsyncClient, who: Person, query: str = "") -> list[str]:
    answer = await client.get(f"{VIEWS}{query}", headers=who.headers)
    return [each["name"] for each in answer.json()["items"]]


async def test_a_view_is_kept_read_changed_and_deleted(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    view = await kept(client, admin)
    place = f"{VIEWS}/{view['id']}"

    changed = await client.put(
        place, json=TO_PACK | {"name": "Packed", "columns": ["number"]}, headers=admin.headers
    )
    read = await client.get(place, headers=admin.headers)
    gone = await client.delete(place, headers=admin.headers)

    assert view["url"] == "/api/v1/admin/orders?q=zoe%40&status=confirmed&sort=placed_at"
    assert (view["version"], view["is_own"], view["columns"]) == (1, True, ["number", "total"])
    assert (changed.status_code, read.json()) == (200, changed.json())
    assert (read.json()["name"], read.json()["version"]) == ("Packed", 2)
    assert (gone.status_code, await names(client, admin)) == (204, [])


async def test_the_address_of_a_view_is_the_list_as_it_shows_it(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    wanted = await buy(services, (tea, 1), email="zoe@example.com")
    await buy(services, (tea, 1), email="other@example.com")

    view = await kept(client, admin)
    shown = await client.get(view["url"], headers=admin.headers)

    assert [order["id"] for order in shown.json()["items"]] == [str(wanted.order.id)]


async def test_ones_own_views_are_nobody_elses(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    other = await make_admin(services)
    view = await kept(client, admin)
    place = f"{VIEWS}/{view['id']}"

    answers = [
        await client.get(place, headers=other.headers),
        await client.put(place, json=TO_PACK, headers=other.headers),
        await client.delete(place, headers=other.headers),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert (await names(client, other), await names(client, admin)) == ([], ["To pack"])


async def test_a_shared_view_is_seen_by_who_sees_the_list_and_changed_by_who_may_share(
    client: httpx2.AsyncClient, services: Services, admin: Person, packer: Person
) -> None:
    other = await make_admin(services)
    view = await kept(client, admin, is_shared=True)
    await kept(client, admin, kind="users", is_shared=True, filters={}, columns=[], sort=None)
    place = f"{VIEWS}/{view['id']}"

    refused = [
        await client.put(place, json=TO_PACK | {"is_shared": True}, headers=packer.headers),
        await client.delete(place, headers=packer.headers),
    ]
    changed = await client.put(
        place, json=TO_PACK | {"is_shared": True, "name": "Ours"}, headers=other.headers
    )

    assert [answer.status_code for answer in refused] == [403, 403]
    assert (changed.status_code, changed.json()["is_own"]) == (200, False)
    assert await names(client, packer) == ["Ours"]
    assert await names(client, packer, "?kind=orders") == ["Ours"]
    assert sorted(await names(client, other)) == ["Ours", "To pack"]


async def test_a_view_that_another_stops_sharing_is_its_owners_again(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    other = await make_admin(services)
    view = await kept(client, admin, is_shared=True)

    answer = await client.put(f"{VIEWS}/{view['id']}", json=TO_PACK, headers=other.headers)

    assert answer.status_code == 200
    assert (await names(client, other), await names(client, admin)) == ([], ["To pack"])


async def test_nobody_keeps_or_sees_views_of_lists_that_are_not_for_him(
    client: httpx2.AsyncClient, admin: Person, packer: Person
) -> None:
    users = {"kind": "users", "name": "All", "is_shared": True}
    shared = await client.post(VIEWS, json=users, headers=admin.headers)

    answers = [
        await client.post(VIEWS, json=users | {"is_shared": False}, headers=packer.headers),
        await client.post(VIEWS, json=TO_PACK | {"is_shared": True}, headers=packer.headers),
        await client.get(f"{VIEWS}/{shared.json()['id']}", headers=packer.headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert await names(client, packer) == []


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"filters": {"colour": "red"}}, "/filters/colour"),
        ({"filters": {"status": "lost"}}, "/filters/status"),
        ({"filters": {"limit": "5"}}, "/filters/limit"),
        ({"filters": {"sort": "placed_at"}}, "/filters/sort"),
        ({"filters": {"archived": "perhaps"}}, "/filters/archived"),
        ({"filters": {"status": ["confirmed"]}}, "/filters/status"),
        ({"columns": ["number", "secret"]}, "/columns/1"),
        ({"columns": ["number", "number"]}, "/columns/1"),
        ({"sort": "colour"}, "/sort"),
        ({"kind": "users", "filters": {}, "columns": []}, "/sort"),
        ({"name": ""}, "/name"),
        ({"kind": "secrets"}, "/kind"),
    ],
)
async def test_what_the_list_does_not_take_is_refused_by_name(
    client: httpx2.AsyncClient, admin: Person, changed: dict[str, Any], pointer: str
) -> None:
    answer = await client.post(VIEWS, json=TO_PACK | changed, headers=admin.headers)

    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert await names(client, admin) == []


async def test_a_name_is_taken_once_a_list_also_by_two_at_once(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    answers = await asyncio.gather(
        *(client.post(VIEWS, json=TO_PACK, headers=admin.headers) for _ in range(4))
    )
    other = await client.post(
        VIEWS, json={"kind": "users", "name": "To pack"}, headers=admin.headers
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    codes = {each.json()["code"] for each in answers if each.status_code == 409}
    assert codes == {"view_name_taken"}
    assert other.status_code == 201


async def test_a_stale_change_is_refused_and_changes_nothing(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    view = await kept(client, admin)
    place, tag = f"{VIEWS}/{view['id']}", {"if-match": '"1"'}

    first = await client.put(place, json=TO_PACK | {"name": "First"}, headers=admin.headers | tag)
    second = await client.put(place, json=TO_PACK | {"name": "Second"}, headers=admin.headers | tag)
    moved = await client.put(place, json={"kind": "users", "name": "Other"}, headers=admin.headers)

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"]) == (412, "stale_view")
    assert (moved.status_code, moved.json()["code"]) == (422, "another_list")
    assert await names(client, admin) == ["First"]


async def test_there_is_an_end_to_what_one_keeps(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    async with services.works(await actor_of(services, admin)) as work:
        for number in range(MOST_VIEWS):
            draft = ViewDraft("orders", f"{number}", False, {}, (), None)
            await service.keep_view(work, draft=draft)

    answer = await client.post(VIEWS, json=TO_PACK, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_views")
    async with services.works.reading() as db:
        assert await queries.count(db, admin.user_id) == MOST_VIEWS


def test_each_list_is_known_with_its_right_and_its_columns() -> None:
    lists = {kind: listed(kind) for kind in ListKind}

    assert all(right.count(":") == 1 for each in lists.values() for right in each.rights)
    assert all(each.columns for each in lists.values())
    assert lists[ListKind.ORDERS].columns >= {"number", "total", "placed_at"}
