import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.satellites.search.contracts import CardFilter, Sort
from shopwright.satellites.search.queries import DatabaseEngine, Finder, Wish
from tests.satellites.search.shelves import shown_in, slugs
from tests.support.goods import make_category, make_product, variant
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


@pytest.fixture
async def goods(works: Works) -> None:
    shoes = await make_category(works, "Footwear")
    await make_product(works, "boot", title="Hiking boots", category=shoes, brand="Fjell")
    await make_product(
        works, "creme", title="Crème brûlée torch", description="<p>For kitchens</p>"
    )
    await make_product(
        works, "lamp", title="Table lamp", description="Stands beside boots", tags=("reading",)
    )
    await make_product(works, "sock", title="Sock", variants=(variant("SOCK-42", price="3.00"),))


async def _found(db: AsyncConnection, words: str) -> list[str]:
    return await slugs(db, Sort.RELEVANCE, text=words)


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("boot", ["boot", "lamp"]),
        ("BOOTS hiking", ["boot"]),
        ("creme brulee", ["creme"]),
        ("footwear", ["boot"]),
        ("fjell", ["boot"]),
        ("reading", ["lamp"]),
        ("sock-42", ["sock"]),
        ("hik", ["boot"]),
        ("kitchen", ["creme"]),
        ("zeppelin", []),
        ("!!!", []),
    ],
)
async def test_products_are_found_by_title_labels_and_description_in_that_order(
    db: AsyncConnection, words: str, expected: list[str]
) -> None:
    assert await _found(db, words) == expected


@pytest.mark.usefixtures("goods")
async def test_any_word_will_do_where_no_product_has_them_all(db: AsyncConnection) -> None:
    assert set(await _found(db, "hiking torch")) == {"boot", "creme"}


@pytest.mark.usefixtures("goods")
async def test_any_word_will_do_where_a_filter_leaves_nothing_else(db: AsyncConnection) -> None:
    found = await slugs(db, Sort.RELEVANCE, text="hiking boots sock", max_price=999)

    assert found == ["sock"]


@pytest.mark.usefixtures("goods")
async def test_pages_of_a_search_follow_each_other(db: AsyncConnection) -> None:
    wanted = CardFilter(currency="EUR", text="hiking torch sock")
    first = await shown_in(db, wanted, Sort.RELEVANCE, PageRequest(2))
    second = await shown_in(db, wanted, Sort.RELEVANCE, PageRequest(2, first.next_cursor))

    found = [json.loads(item)["slug"] for item in (*first.items, *second.items)]
    assert sorted(found) == ["boot", "creme", "sock"]
    assert (first.total, second.next_cursor) == (3, None)


@pytest.mark.usefixtures("goods")
async def test_a_search_can_be_sorted_and_filtered(db: AsyncConnection) -> None:
    assert await slugs(db, Sort.PRICE, text="sock boots lamp", max_price=999) == ["sock"]
    assert await slugs(db, Sort.TITLE, text="boots") == ["boot", "lamp"]


@pytest.mark.usefixtures("goods")
async def test_a_search_costs_three_statements_with_facets_and_highlights_four(
    works: Works, db: AsyncConnection
) -> None:
    finder = Finder(DatabaseEngine())
    wanted = CardFilter(currency="EUR", text="boots")
    await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5))
    with counted(works.engine) as plain:
        await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5))
    with counted(works.engine) as rich:
        wish = Wish(facets=True, highlights=True)
        await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5), wish)

    assert (len(plain), len(rich)) == (3, 4)


@pytest.mark.usefixtures("goods")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.text(max_size=40)
    | st.text(alphabet="'\"*():&|!<->\\^~+ NEAR AND OR NOT{}col:\0\u00b2", max_size=40)
)
async def test_no_text_is_taken_for_syntax(db: AsyncConnection, words: str) -> None:
    assert isinstance(await _found(db, words), list)
