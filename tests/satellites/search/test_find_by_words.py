import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.satellites.search import queries
from shopwright.satellites.search.contracts import CardFilter, Sort
from tests.satellites.search.shelves import slugs
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
async def test_pages_of_a_search_go_on_with_the_words_they_began_with(
    db: AsyncConnection,
) -> None:
    wanted = CardFilter(currency="EUR", text="hiking torch sock")
    first = await queries.list_cards(db, wanted, Sort.RELEVANCE, PageRequest(2))
    second = await queries.list_cards(db, wanted, Sort.RELEVANCE, PageRequest(2, first.next_cursor))

    found = [json.loads(item)["slug"] for item in (*first.items, *second.items)]
    assert sorted(found) == ["boot", "creme", "sock"]
    assert second.next_cursor is None


@pytest.mark.usefixtures("goods")
async def test_a_search_can_be_sorted_and_filtered(db: AsyncConnection) -> None:
    assert await slugs(db, Sort.PRICE, text="sock boots lamp", max_price=999) == ["sock"]
    assert await slugs(db, Sort.TITLE, text="boots") == ["boot", "lamp"]


@pytest.mark.usefixtures("goods")
async def test_a_search_costs_one_statement_and_a_second_where_nothing_has_all_words(
    works: Works, db: AsyncConnection
) -> None:
    with counted(works.engine) as one:
        await _found(db, "boots")
    with counted(works.engine) as two:
        await _found(db, "hiking torch")

    assert (len(one), len(two)) == (1, 2)


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


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sort", Sort)
async def test_a_search_looks_up_the_card_of_each_hit_and_never_reads_the_shop_for_it(
    db: AsyncConnection, sort: Sort
) -> None:
    with counted(db.engine) as sent:
        await slugs(db, sort, text="boots")

    (statement,) = sent
    nothing = (None,) * statement.count("?")
    plan = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", nothing)
    steps = [step for step in plan.scalars("detail") if "product_listings " in step]
    assert steps == [
        "SEARCH product_listings USING INDEX ix_product_listings_number (number=? AND currency=?)"
    ]
