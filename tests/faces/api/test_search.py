"""Searching over HTTP: what can be asked, what is answered beside the cards, and what nobody is told."""

from typing import Any

import httpx2
import pytest

from shopwright.flows.merchandising.contracts import RecordStatus
from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import queries as audit
from tests.support.goods import make_category, make_product, variant
from tests.support.people import Person

pytestmark = pytest.mark.anyio
PRODUCTS = "/api/v1/products"
SYNONYMS = "/api/v1/admin/search/synonyms"


@pytest.fixture
async def goods(works: Works) -> None:
    kitchen = await make_category(works, "Kitchen")
    for slug, colour, size, price in (
        ("red-mug", "Red", "300 ml", "9.99"),
        ("blue-mug", "Blue", "350 ml", "12.00"),
        ("grey-mug", "Grey: dark", "400 ml", "20.00"),
    ):
        await make_product(
            works,
            slug,
            category=kitchen,
            brand="Hearth" if colour == "Red" else "Skog",
            attributes=(("Colour", colour), ("Volume", size)),
            variants=(variant(slug, price=price),),
        )
    await make_product(works, "zeppelin", title="Zeppelin mug", status=RecordStatus.DRAFT)


async def _get(client: httpx2.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def _slugs(content: dict[str, Any]) -> list[str]:
    return [item["slug"] for item in content["items"]]


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"attribute": "colour:red"}, ["red-mug"]),
        ({"attribute": ["Colour:Red", "Colour:Blue"]}, ["blue-mug", "red-mug"]),
        ({"attribute": "Colour:Grey: dark"}, ["grey-mug"]),
        ({"attribute": "Volume:300..400"}, ["blue-mug", "red-mug"]),
        ({"attribute": "Volume:350.."}, ["blue-mug", "grey-mug"]),
        ({"attribute": ["Colour:Red", "Volume:350.."]}, []),
        ({"brand": ["hearth", "SKOG"]}, ["blue-mug", "grey-mug", "red-mug"]),
        ({"q": "mug", "max_price": "12"}, ["blue-mug", "red-mug"]),
        ({"min_rating": 3}, []),
    ],
)
async def test_choices_narrow_the_list(
    client: httpx2.AsyncClient, query: dict[str, Any], expected: list[str]
) -> None:
    assert _slugs(await _get(client, PRODUCTS, sort="title", **query)) == expected


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    "query",
    [
        "attribute=colour",
        "attribute=:red",
        "attribute=colour:",
        "min_rating=0",
        "min_rating=6",
        "q=a&q=b",
        "facets=perhaps",
        "attribute=" + "&attribute=".join(f"a:{n}" for n in range(21)),
        "brand=%00",
    ],
)
async def test_what_can_t_be_asked_is_refused(client: httpx2.AsyncClient, query: str) -> None:
    answer = await client.get(f"{PRODUCTS}?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("goods")
async def test_facets_come_with_the_page_and_prices_as_amounts(client: httpx2.AsyncClient) -> None:
    content = await _get(client, PRODUCTS, q="mug", facets=True)

    facets = {facet["name"]: facet for facet in content["facets"]}
    assert {"category", "brand", "price", "in_stock", "attribute:Colour"} <= facets.keys()
    assert facets["brand"]["values"] == [
        {"value": "Skog", "label": "Skog", "count": 2, "selected": False, "parent": None},
        {"value": "Hearth", "label": "Hearth", "count": 1, "selected": False, "parent": None},
    ]
    for span in facets["price"]["values"]:
        ends = dict(zip(("min_price", "max_price"), span["value"].split(".."), strict=True))
        asked = {name: end for name, end in ends.items() if end}
        found = await _get(client, PRODUCTS, q="mug", total=True, **asked)
        assert found["page"]["total"] == span["count"]


@pytest.mark.usefixtures("goods")
async def test_words_are_marked_and_corrected(client: httpx2.AsyncClient, works: Works) -> None:
    await make_product(works, "kettle", title="Copper <i>kettle</i>")

    content = await _get(client, PRODUCTS, q="cooper kettle", highlights=True)

    assert content["did_you_mean"] == "copper kettle"
    (highlight,) = content["highlights"].values()
    assert highlight["title"] == ("<mark>Copper</mark> &lt;i&gt;<mark>kettle</mark>&lt;/i&gt;")


@pytest.mark.usefixtures("goods")
async def test_suggestions_name_queries_categories_brands_and_products(
    client: httpx2.AsyncClient,
) -> None:
    content = await _get(client, f"{PRODUCTS}/suggestions", q="ki")

    assert content["queries"] == ["kitchen"]
    assert content["categories"] == [{"value": "kitchen", "label": "Kitchen"}]
    assert len(content["products"]) == 3


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("words", ["zeppelin", "zep", "zepelin"])
async def test_a_draft_is_not_told_of_by_any_word(client: httpx2.AsyncClient, words: str) -> None:
    suggested = await client.get(f"{PRODUCTS}/suggestions", params={"q": words})
    found = await client.get(PRODUCTS, params={"q": words, "facets": True, "highlights": True})

    assert "Zeppelin" not in suggested.text + found.text
    assert "did_you_mean" not in found.json()
    assert suggested.json()["queries"] == []


@pytest.mark.usefixtures("goods")
async def test_the_pages_of_a_search_hold_everything_once(client: httpx2.AsyncClient) -> None:
    first = await _get(client, PRODUCTS, q="mug", limit=2)
    cursor = first["page"]["next_cursor"]
    second = await _get(client, PRODUCTS, q="mug", limit=2, cursor=cursor)
    wrong = await client.get(PRODUCTS, params={"q": "mug", "sort": "price", "cursor": cursor})
    foreign = await client.get(PRODUCTS, params={"cursor": cursor})

    assert sorted(_slugs(first) + _slugs(second)) == ["blue-mug", "grey-mug", "red-mug"]
    assert second["page"]["next_cursor"] is None
    codes = [answer.json()["code"] for answer in (wrong, foreign)]
    assert codes == ["invalid_cursor", "invalid_cursor"]


@pytest.mark.usefixtures("goods")
async def test_staff_keep_synonyms_and_the_trail_tells_of_it(
    client: httpx2.AsyncClient, admin: Person, works: Works
) -> None:
    body = {"words": ["cup", "mug"]}
    made = await client.post(SYNONYMS, json=body, headers=admin.headers)
    found = await _get(client, PRODUCTS, q="cup")
    listed = (await client.get(SYNONYMS, headers=admin.headers)).json()
    path = f"{SYNONYMS}/{made.json()['id']}"
    gone = await client.delete(path, headers=admin.headers)
    again = await client.delete(path, headers=admin.headers)

    assert (made.status_code, gone.status_code, again.status_code) == (201, 204, 404)
    assert len(found["items"]) == 3
    assert listed == [made.json()]
    assert (await _get(client, PRODUCTS, q="cup"))["items"] == []
    async with works.reading() as db:
        entries = await audit.entries(db, audit.EntryFilter(), PageRequest(5))
    assert {"synonyms.added", "synonyms.removed"} <= {entry.action for entry in entries.items}


@pytest.mark.parametrize("body", [{"words": ["one"]}, {"words": ["one", "two words"]}, {}])
async def test_synonyms_that_are_none_are_refused(
    client: httpx2.AsyncClient, admin: Person, body: dict[str, Any]
) -> None:
    answer = await client.post(SYNONYMS, json=body, headers=admin.headers)

    assert answer.status_code == 422
    assert (await client.get(SYNONYMS, headers=admin.headers)).json() == []


async def test_the_index_is_made_again_in_the_background_once(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    path = "/api/v1/admin/search/rebuild"
    refused = await client.post(path, headers=customer.headers)
    ordered = [await client.post(path, headers=admin.headers) for _ in range(2)]

    assert refused.status_code == 403
    assert [answer.status_code for answer in ordered] == [202, 202]
