"""What could be chosen further, and how many products there are then."""

import json

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.satellites.search.contracts import CardFilter, Facet, Found, Range, Sort
from shopwright.satellites.search.queries import DatabaseEngine, Finder, Wish
from tests.support.goods import make_category, make_product, variant

pytestmark = pytest.mark.anyio


@pytest.fixture
async def goods(works: Works) -> None:
    kitchen = await make_category(works, "Kitchen")
    mugs = await make_category(works, "Mugs", parent=kitchen)
    for at, (colour, brand, price) in enumerate(
        [
            ("Red", "Fjell", "5.00"),
            ("Red", "Skog", "15.00"),
            ("Blue", "Fjell", "25.00"),
            ("Blue", "Fjell", "35.00"),
        ]
    ):
        await make_product(
            works,
            f"mug-{at}",
            title=f"Mug {at}",
            brand=brand,
            category=mugs,
            attributes=(("Colour", colour), ("Volume", f"{at + 1}00 ml")),
            variants=(variant(f"MUG-{at}", price=price, stock=0 if at == 3 else 5),),
        )
    await make_product(
        works, "pan", title="Pan", brand="Skog", category=kitchen, attributes=(("Colour", "Grey"),)
    )


async def _find(db: AsyncConnection, **wanted: object) -> Found:
    asked = CardFilter(**{"currency": "EUR"} | wanted)  # type: ignore[arg-type]
    finder = Finder(DatabaseEngine())
    return await finder.find(db, asked, Sort.TITLE, PageRequest(20), Wish(facets=True))


def _facet(found: Found, name: str) -> Facet:
    return next(facet for facet in found.facets if facet.name == name)


def _counts(found: Found, name: str) -> dict[str, int]:
    return {each.value: each.count for each in _facet(found, name).values}


def _slugs(found: Found) -> list[str]:
    return [json.loads(card)["slug"] for card in found.page.items]


@pytest.mark.usefixtures("goods")
async def test_every_choice_tells_how_many_products_it_leaves(db: AsyncConnection) -> None:
    found = await _find(db)

    assert _counts(found, "category") == {"kitchen": 5, "mugs": 4}
    assert _counts(found, "brand") == {"Fjell": 3, "Skog": 2}
    assert _counts(found, "attribute:Colour") == {"Red": 2, "Blue": 2, "Grey": 1}
    assert found.page.total == 5


@pytest.mark.usefixtures("goods")
async def test_a_facet_counts_as_if_nothing_were_chosen_in_it(db: AsyncConnection) -> None:
    found = await _find(db, attributes={"Colour": frozenset({"Red"})}, brands=("Fjell",))

    assert _slugs(found) == ["mug-0"]
    assert _counts(found, "attribute:Colour") == {"Red": 1, "Blue": 2}
    assert _counts(found, "brand") == {"Fjell": 1, "Skog": 1}
    chosen = [each.value for each in _facet(found, "brand").values if each.is_selected]
    assert chosen == ["Fjell"]


@pytest.mark.usefixtures("goods")
async def test_several_values_of_one_attribute_are_any_of_them(db: AsyncConnection) -> None:
    found = await _find(db, attributes={"colour": frozenset({"red", "GREY"})})

    assert _slugs(found) == ["mug-0", "mug-1", "pan"]


@pytest.mark.usefixtures("goods")
async def test_what_a_price_range_promises_is_what_its_filter_finds(db: AsyncConnection) -> None:
    ranges = _counts(await _find(db, text="mug"), "price")

    assert sum(ranges.values()) == 4
    for span, count in ranges.items():
        least, most = (int(end) if end else None for end in span.split(".."))
        assert (await _find(db, text="mug", min_price=least, max_price=most)).page.total == count


@pytest.mark.usefixtures("goods")
async def test_an_attribute_that_is_a_number_is_filtered_by_a_range(db: AsyncConnection) -> None:
    found = await _find(db, ranges={"Volume": Range(200, 400)})

    assert _slugs(found) == ["mug-1", "mug-2"]


@pytest.mark.usefixtures("goods")
async def test_stock_is_a_facet_of_its_own(db: AsyncConnection) -> None:
    found = await _find(db, text="mug", in_stock=True)

    assert _counts(found, "in_stock") == {"true": 3, "false": 1}
    assert _slugs(found) == ["mug-0", "mug-1", "mug-2"]


@pytest.mark.usefixtures("goods")
async def test_counts_are_those_of_what_was_searched_for(db: AsyncConnection) -> None:
    found = await _find(db, text="pan")

    assert _counts(found, "brand") == {"Skog": 1}
    assert found.page.total == 1
