from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import DEEPEST_CATEGORY
from tests.support.goods import make_category, make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
CATEGORIES = "/api/v1/categories"


async def _tree(client: httpx2.AsyncClient) -> Any:
    def bare(branches: list[dict[str, Any]]) -> Any:
        return {each["slug"]: bare(each["children"]) for each in branches}

    return bare((await client.get(CATEGORIES)).json()["items"])


async def test_the_tree_holds_everything_in_its_order(
    client: httpx2.AsyncClient, works: Works
) -> None:
    home = await make_category(works, "Home", position=2)
    await make_category(works, "Garden", position=1)
    await make_category(works, "Pots", home)
    await make_category(works, "Lamps", home)

    tree = await _tree(client)

    assert list(tree) == ["garden", "home"]
    assert tree == {"garden": {}, "home": {"lamps": {}, "pots": {}}}
    assert list(tree["home"]) == ["lamps", "pots"]


async def test_a_category_knows_its_way_and_its_children(
    client: httpx2.AsyncClient, works: Works
) -> None:
    home = await make_category(works, "Home")
    kitchen = await make_category(works, "Kitchen", home)
    await make_category(works, "Pots", kitchen)

    by_slug = await client.get(f"{CATEGORIES}/kitchen")
    by_id = await client.get(f"{CATEGORIES}/{kitchen.id}")

    assert by_slug.status_code == 200
    assert by_slug.content == by_id.content
    assert [each["slug"] for each in by_slug.json()["ancestors"]] == ["home"]
    assert [each["slug"] for each in by_slug.json()["children"]] == ["pots"]


async def test_its_products_are_those_of_all_below_it(
    client: httpx2.AsyncClient, works: Works
) -> None:
    kitchen = await make_category(works, "Kitchen")
    pots = await make_category(works, "Pots", kitchen)
    await make_product(works, "pot", category=pots)
    await make_product(works, "sock")

    answer = await client.get(f"{CATEGORIES}/kitchen/products")

    assert [item["slug"] for item in answer.json()["items"]] == ["pot"]
    assert (await client.get(f"{CATEGORIES}/nowhere/products")).status_code == 404


async def test_staff_make_change_move_and_remove_categories(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    home = await make_category(works, "Home")
    made = await client.post(
        CATEGORIES, json={"name": "Pots", "parent_id": str(home.id)}, headers=admin.headers
    )
    pots = f"{CATEGORIES}/{made.json()['id']}"

    moved = await client.put(pots, json={"name": "Planters"}, headers=admin.headers)

    assert (made.status_code, made.headers["location"]) == (201, pots)
    assert moved.json()["parent_id"] is None
    assert await _tree(client) == {"home": {}, "planters": {}}
    former = await client.get(f"{CATEGORIES}/pots")
    assert (former.status_code, former.headers["location"]) == (301, f"{CATEGORIES}/planters")
    assert (await client.delete(pots, headers=admin.headers)).status_code == 204
    assert (await client.get(pots)).status_code == 404


async def test_a_moved_category_takes_all_below_it_along(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    home, garden = await make_category(works, "Home"), await make_category(works, "Garden")
    pots = await make_category(works, "Pots", home)
    await make_category(works, "Clay", pots)

    wanted = {"name": "Pots", "parent_id": str(garden.id)}
    await client.put(f"{CATEGORIES}/{pots.id}", json=wanted, headers=admin.headers)

    assert await _tree(client) == {"garden": {"pots": {"clay": {}}}, "home": {}}
    clay = (await client.get(f"{CATEGORIES}/clay")).json()
    assert [each["slug"] for each in clay["ancestors"]] == ["garden", "pots"]


async def test_a_category_cannot_stand_below_itself(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    home = await make_category(works, "Home")
    pots = await make_category(works, "Pots", home)

    for parent in (home, pots):
        wanted = {"name": "Home", "parent_id": str(parent.id)}
        answer = await client.put(f"{CATEGORIES}/{home.id}", json=wanted, headers=admin.headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "category_ring")

    assert await _tree(client) == {"home": {"pots": {}}}


async def test_the_tree_has_a_depth_that_no_move_exceeds(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    branch = None
    for level in range(DEEPEST_CATEGORY - 1):
        branch = await make_category(works, f"Level {level}", branch)
    other = await make_category(works, "Other")
    await make_category(works, "Below", other)
    assert branch is not None

    wanted = {"name": "Other", "parent_id": str(branch.id)}
    moved = await client.put(f"{CATEGORIES}/{other.id}", json=wanted, headers=admin.headers)

    assert (moved.status_code, moved.json()["code"]) == (409, "category_too_deep")


async def test_a_category_with_subcategories_stays(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    home = await make_category(works, "Home")
    await make_category(works, "Pots", home)

    answer = await client.delete(f"{CATEGORIES}/{home.id}", headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "category_in_use")
    assert await _tree(client) == {"home": {"pots": {}}}


async def test_slugs_of_categories_are_their_own(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    men, women = await make_category(works, "Men"), await make_category(works, "Women")
    slugs = [(await make_category(works, "Shoes", parent)).slug for parent in (men, women, women)]

    taken = await client.post(
        CATEGORIES, json={"name": "X", "slug": "shoes"}, headers=admin.headers
    )

    assert slugs == ["shoes", "women-shoes", "women-shoes-2"]
    assert (taken.status_code, taken.json()["code"]) == (409, "slug_taken")


@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "a\0"},
        {"name": "A", "slug": "Not a slug"},
        {"name": "A", "position": -1},
        {"name": "A", "parent_id": "0199a000-0000-7000-8000-000000000000"},
        {"name": "A", "parent_id": 5},
        {"name": "A", "children": []},
    ],
)
async def test_bad_categories_are_refused(
    client: httpx2.AsyncClient, admin: Person, db: AsyncConnection, bad: dict[str, Any]
) -> None:
    answer = await client.post(CATEGORIES, json=bad, headers=admin.headers)

    assert answer.status_code == 422, answer.text
    assert await catalog.categories(db) == []


async def test_others_than_staff_change_no_categories(
    client: httpx2.AsyncClient, vendor: Person, works: Works
) -> None:
    home = await make_category(works, "Home")

    answers = [
        await client.post(CATEGORIES, json={"name": "Mine"}, headers=vendor.headers),
        await client.put(f"{CATEGORIES}/{home.id}", json={"name": "Mine"}),
        await client.delete(f"{CATEGORIES}/{home.id}", headers=vendor.headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 401, 403]
    assert await _tree(client) == {"home": {}}


async def test_a_stale_edit_of_a_category_is_refused(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    kitchen = await make_category(works, "Kitchen")
    path = f"/api/v1/categories/{kitchen.id}"
    seen = (await client.get(path)).headers["etag"]
    headers = admin.headers | {"if-match": seen}

    first = await client.put(path, json={"name": "Cooking"}, headers=headers)
    second = await client.put(path, json={"name": "Baking"}, headers=headers)
    third = await client.delete(path, headers=headers)
    again = await client.put(
        path, json={"name": "Baking"}, headers=admin.headers | {"if-match": first.headers["etag"]}
    )

    assert [each.status_code for each in (first, second, third, again)] == [200, 412, 412, 200]
    assert second.json()["code"] == "category_changed_meanwhile"
    assert (await client.get(path)).json()["name"] == "Baking"
