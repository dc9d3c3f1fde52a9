import json

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import PriceRecord, RecordStatus
from shopwright.infra.work import Works
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest, encode_cursor
from shopwright.satellites.search import queries
from shopwright.satellites.search.contracts import CardFilter, Sort
from tests.conftest import SteppingClock
from tests.satellites.search.shelves import card, slugs
from tests.support.goods import make_category, make_product, variant
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
EUROS = CardFilter(currency="EUR")


async def _walk(db: AsyncConnection, sort: Sort, limit: int = 2) -> list[str]:
    found: list[str] = []
    cursor = None
    while True:
        page = await queries.list_cards(db, EUROS, sort, PageRequest(limit, cursor))
        found += [json.loads(item)["slug"] for item in page.items]
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


async def _five(works: Works, clock: SteppingClock) -> None:
    for slug, price in (("e", "3.00"), ("a", "5.00"), ("d", "1.00"), ("c", "3.00"), ("b", "4.00")):
        await make_product(works, slug, title=slug, variants=(variant(slug, price=price),))
        clock.advance(seconds=1)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.NEWEST, "bcdae"),
        (Sort.TITLE, "abcde"),
        (Sort.PRICE, "decba"),
        (Sort.PRICE_DOWN, "abced"),
    ],
)
async def test_pages_of_each_order_hold_every_card_once(
    works: Works, db: AsyncConnection, clock: SteppingClock, sort: Sort, expected: str
) -> None:
    await _five(works, clock)

    assert "".join(await _walk(db, sort)) == expected


async def test_a_cursor_goes_on_where_it_was_while_goods_are_added(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _five(works, clock)
    first = await queries.list_cards(db, EUROS, Sort.NEWEST, PageRequest(2))

    await make_product(works, "f", title="f")
    second = await queries.list_cards(db, EUROS, Sort.NEWEST, PageRequest(2, first.next_cursor))

    assert [json.loads(item)["slug"] for item in second.items] == ["d", "a"]


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        encode_cursor("title", "a", "00" * 16),
        encode_cursor("newest", "a", "00" * 16),
        encode_cursor("newest", 1, "no id"),
        encode_cursor("newest", 2**70, "00" * 16),
        encode_cursor("newest", None, "00" * 16),
    ],
)
async def test_a_cursor_that_the_list_did_not_give_is_refused(
    db: AsyncConnection, cursor: str
) -> None:
    with pytest.raises(InvalidCursor):
        await queries.list_cards(db, EUROS, Sort.NEWEST, PageRequest(2, cursor))


async def test_numbered_pages_count_the_list(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _five(works, clock)

    page = await queries.list_cards(
        db, EUROS, Sort.TITLE, PageRequest(2, offset=2, with_total=True)
    )

    assert [json.loads(item)["slug"] for item in page.items] == ["c", "d"]
    assert (page.total, page.has_more) == (5, True)


async def test_filters_narrow_the_list(works: Works, db: AsyncConnection) -> None:
    kitchen = await make_category(works, "Kitchen")
    pots = await make_category(works, "Pots", kitchen)
    await make_product(works, "pot", category=pots, tags=("Iron",), brand="Hearth")
    await make_product(works, "mug", category=kitchen, variants=(variant("mug", price="4.00"),))
    await make_product(works, "lamp", variants=(variant("lamp", price="99.00", stock=0),))

    assert await slugs(db, category_id=kitchen.id) == ["mug", "pot"]
    assert await slugs(db, category_id=pots.id) == ["pot"]
    assert await slugs(db, tag="iron") == ["pot"]
    assert await slugs(db, brands=("HEARTH",)) == ["pot"]
    assert await slugs(db, min_price=1000) == ["lamp", "pot"]
    assert await slugs(db, min_price=400, max_price=1000) == ["mug", "pot"]
    assert await slugs(db, in_stock=True) == ["mug", "pot"]
    assert await slugs(db, in_stock=False) == ["lamp"]
    assert await slugs(db, tag="iron", in_stock=False) == []


async def test_drafts_are_listed_for_those_alone_who_ask_for_drafts(
    works: Works, db: AsyncConnection
) -> None:
    await make_product(works, "mug")
    await make_product(works, "plan", status=RecordStatus.DRAFT)

    assert await slugs(db) == ["mug"]
    assert await slugs(db, status="draft") == ["plan"]


async def test_a_card_shows_the_lowest_price_and_the_first_picture(
    works: Works, db: AsyncConnection
) -> None:
    product = await make_product(
        works,
        "sock",
        options=("Size",),
        variants=(variant("s-1", "S", price="7.00"), variant("s-2", "M", price="5.50", stock=0)),
        tags=("warm",),
    )

    shown = await card(db, "sock")

    assert (shown["price"], shown["currency"], shown["in_stock"]) == ("5.50", "EUR", True)
    assert (shown["variant_count"], shown["variant_id"]) == (2, str(product.variants[0].id))
    assert shown["image"] is None
    assert shown["tags"] == ["warm"]


async def test_goods_without_a_price_in_the_shops_currency_stand_last_with_another(
    works: Works, db: AsyncConnection
) -> None:
    dollars = (PriceRecord(Money.parse("1.00", "USD")),)
    await make_product(works, "hat", variants=(variant("hat", prices=dollars),))
    await make_product(works, "cap", variants=(variant("cap", prices=()),))
    await make_product(works, "mug")

    assert (await slugs(db, Sort.PRICE))[0] == "mug"
    assert (await slugs(db, Sort.PRICE_DOWN))[0] == "mug"
    assert await slugs(db, max_price=10**9) == ["mug"]
    assert await slugs(db, currency="USD") == ["hat"]
    assert [(await card(db, each))["price"] for each in ("hat", "cap")] == ["1.00", None]
    assert (await card(db, "hat"))["currency"] == "USD"


async def test_a_page_costs_one_statement_whatever_it_holds(
    works: Works, db: AsyncConnection
) -> None:
    for number in range(8):
        await make_product(works, f"mug-{number}", tags=("a", "b"))

    with counted(works.engine) as sent:
        page = await queries.list_cards(db, EUROS, Sort.NEWEST, PageRequest(5))

    assert len(page.items) == 5
    assert len(sent) == 1
