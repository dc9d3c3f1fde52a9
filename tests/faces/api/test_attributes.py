from typing import Any

import httpx2
import pytest

from shopwright.infra.work import Works
from shopwright.kernel import ids
from tests.support.goods import make_category, make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ATTRIBUTES, PRODUCTS = "/api/v1/admin/attributes", "/api/v1/products"
WEIGHT = {"code": "weight", "name": "Weight", "kind": "number", "unit": "g"}


async def define(client: httpx2.AsyncClient, admin: Person, **fields: Any) -> dict[str, Any]:
    made = await client.post(ATTRIBUTES, json=WEIGHT | fields, headers=admin.headers)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def make(
    client: httpx2.AsyncClient, admin: Person, attributes: dict[str, str], **more: Any
) -> httpx2.Response:
    body = {"title": "Mug", "price": "9.00", "attributes": attributes, **more}
    return await client.post(PRODUCTS, json=body, headers=admin.headers)


@pytest.mark.parametrize(
    ("fields", "given", "kept"),
    [
        ({}, "1.5 kg", "1500 g"),
        ({}, "1,5 KG", "1500 g"),
        ({}, "250", "250 g"),
        ({}, "250g", "250 g"),
        ({"unit": "kg"}, "250 g", "0.25 kg"),
        ({"unit": "cm"}, "1.2 m", "120 cm"),
        ({"unit": "cups"}, "3 cups", "3 cups"),
        ({"unit": ""}, "-4.50", "-4.5"),
        ({"kind": "boolean", "unit": ""}, "TRUE", "Yes"),
        ({"kind": "boolean", "unit": ""}, "nein", "No"),
        ({"kind": "choice", "unit": "", "choices": ["Sea green", "Red"]}, "sea GREEN", "Sea green"),
        ({"kind": "text", "unit": ""}, "as you like", "as you like"),
    ],
)
async def test_values_are_written_as_their_attribute_is_defined(
    client: httpx2.AsyncClient, admin: Person, fields: dict[str, Any], given: str, kept: str
) -> None:
    await define(client, admin, **fields)

    made = await make(client, admin, {"weight": given, "Glaze": "matt"})

    assert made.status_code == 201, made.text
    assert made.json()["attributes"] == {"Weight": kept, "Glaze": "matt"}


@pytest.mark.parametrize(
    ("fields", "given"),
    [
        ({}, "heavy"),
        ({}, "3 cm"),
        ({}, "1 2 g"),
        ({"unit": ""}, "3 g"),
        ({"kind": "boolean", "unit": ""}, "perhaps"),
        ({"kind": "choice", "unit": "", "choices": ["Red"]}, "Blue"),
    ],
)
async def test_a_value_that_is_none_is_refused(
    client: httpx2.AsyncClient, admin: Person, fields: dict[str, Any], given: str
) -> None:
    await define(client, admin, **fields)

    made = await make(client, admin, {"Weight": given})

    assert (made.status_code, made.json()["code"]) == (422, "invalid_product")
    assert (await client.get(PRODUCTS)).json()["items"] == []


async def test_what_a_category_asks_for_is_there_when_a_product_is_published_in_it(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    kitchen = await make_category(works, "Kitchen")
    mugs = await make_category(works, "Mugs", kitchen)
    await define(client, admin, required_in=[str(kitchen.id)])
    filed = {"category_ids": [str(mugs.id)]}

    lacking = await make(client, admin, {}, **filed)
    draft = await make(client, admin, {}, status="draft", slug="draft", **filed)
    elsewhere = await make(client, admin, {}, slug="elsewhere")
    complete = await make(client, admin, {"weight": "300 g"}, slug="complete", **filed)
    path = f"{PRODUCTS}/{draft.json()['id']}"
    published = await client.patch(path, json={"status": "published"}, headers=admin.headers)
    moved = await client.patch(
        f"{PRODUCTS}/{elsewhere.json()['id']}", json=filed, headers=admin.headers
    )

    answers = (lacking, draft, elsewhere, complete, published, moved)
    assert [each.status_code for each in answers] == [422, 201, 201, 201, 422, 422]
    assert "Weight" in lacking.json()["detail"]


async def test_what_was_written_before_stays_until_it_is_touched(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    mug = await make_product(works, "mug", attributes=(("Weight", "heavy"),))
    await define(client, admin)
    path = f"{PRODUCTS}/{mug.id}"

    other = await client.patch(path, json={"title": "Cup"}, headers=admin.headers)
    touched = await client.patch(
        path, json={"attributes": {"Weight": "very heavy"}}, headers=admin.headers
    )

    assert (other.status_code, other.json()["attributes"]) == (200, {"Weight": "heavy"})
    assert touched.status_code == 422


async def test_facets_come_in_the_order_of_their_attributes_and_some_not_at_all(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    for number in range(6):
        values = [("Glaze", str(number % 2)), ("Form", str(number % 3)), ("Lot", str(number % 2))]
        await make_product(works, f"mug-{number}", attributes=tuple(values))

    async def facets() -> list[str]:
        answer = await client.get(PRODUCTS, params={"facets": "true"})
        names = [each["name"] for each in answer.json()["facets"]]
        return [name for name in names if name.startswith("attribute:")]

    before = await facets()
    plain = {"kind": "text", "unit": ""}
    await define(client, admin, code="lot", name="Lot", is_filterable=False, **plain)
    await define(client, admin, code="glaze", name="Glaze", position=2, **plain)
    await define(client, admin, code="form", name="Form", position=1, **plain)

    assert set(before) == {"attribute:Form", "attribute:Glaze", "attribute:Lot"}
    assert await facets() == ["attribute:Form", "attribute:Glaze"]


async def test_definitions_are_read_changed_and_forgotten(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await define(client, admin)
    path = f"{ATTRIBUTES}/{made['id']}"
    etag = (await client.get(path, headers=admin.headers)).headers["etag"]
    headers = admin.headers | {"if-match": etag}

    changed = await client.put(path, json=WEIGHT | {"unit": "kg"}, headers=headers)
    stale = await client.put(path, json=WEIGHT, headers=headers)
    gone = await client.delete(path, headers=admin.headers)
    free = await make(client, admin, {"Weight": "heavy"})

    assert (changed.json()["unit"], changed.json()["version"]) == ("kg", 2)
    assert [each.status_code for each in (changed, stale, gone, free)] == [200, 412, 204, 201]
    assert (await client.get(ATTRIBUTES, headers=admin.headers)).json()["items"] == []


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ({"code": "Weight"}, 422),
        ({"kind": "choice", "unit": ""}, 422),
        ({"kind": "text"}, 422),
        ({"kind": "choice", "unit": "", "choices": ["a", "A"]}, 422),
        ({"required_in": [str(ids.new())]}, 422),
        ({"code": "mass", "name": "GLAZE"}, 409),
        ({"code": "glaze", "name": "Mass"}, 409),
    ],
)
async def test_a_definition_that_cannot_be_is_refused(
    client: httpx2.AsyncClient, admin: Person, fault: dict[str, Any], status: int
) -> None:
    await define(client, admin, code="glaze", name="Glaze", kind="text", unit="")

    answer = await client.post(ATTRIBUTES, json=WEIGHT | fault, headers=admin.headers)

    assert answer.status_code == status, answer.text
    listed = (await client.get(ATTRIBUTES, headers=admin.headers)).json()["items"]
    assert [each["code"] for each in listed] == ["glaze"]
