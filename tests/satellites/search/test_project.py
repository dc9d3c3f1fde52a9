from dataclasses import replace
from datetime import UTC, datetime

import orjson
from hypothesis import given
from hypothesis import strategies as st

from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.catalog.contracts import Category, Product, Variant
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.pricing.contracts import Price
from shopwright.satellites.search import rules
from shopwright.satellites.search.rules import Shelf

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
HOME_ID, POTS_ID = ids.new(), ids.new()
HOME = Category(HOME_ID, None, "Home", "home", 0, f"{HOME_ID.hex}/")
POTS = Category(POTS_ID, HOME_ID, "Pots", "pots", 0, f"{HOME_ID.hex}/{POTS_ID.hex}/")
SMALL, LARGE = Variant(ids.new(), "P-S", "S", ("S",)), Variant(ids.new(), "P-L", "L", ("L",))
POT = Product(
    id=ids.new(),
    slug="pot",
    title="Émaillé Pot",
    description="<p>Holds&nbsp;soup</p><b>hot</b>",
    brand="Hearth",
    options=("Size",),
    variants=(SMALL, LARGE),
    tags=("Iron",),
    category_ids=(POTS_ID,),
    owner_id=HOME_ID,
    version=3,
    created_at=NOW,
    updated_at=NOW,
    published_at=NOW,
)


def _shelf(product: Product = POT, **prices: list[Price]) -> Shelf:
    known = {SMALL.id: [Price(SMALL.id, Money(900, "EUR"))]} | {
        {"small": SMALL.id, "large": LARGE.id}[name]: given for name, given in prices.items()
    }
    levels = {SMALL.id: StockLevel(SMALL.id, 1, 1, tracked=True, backorder=False)}
    categories = {HOME_ID: HOME, POTS_ID: POTS}
    return Shelf(product, known, levels, categories, "EUR")


def test_a_product_is_filed_under_its_categories_and_all_above() -> None:
    terms = rules.project(_shelf()).terms

    assert set(terms) == {
        f"category:{HOME_ID.hex}",
        f"category:{POTS_ID.hex}",
        "tag:iron",
        "brand:hearth",
        f"owner:{HOME_ID.hex}",
    }


def test_words_are_plain_and_without_accents() -> None:
    words = rules.project(_shelf()).words

    assert words.title == "emaille pot"
    assert words.brand == "hearth"
    assert words.labels == "iron home pots p-s s p-l l"
    assert words.description.split() == ["holds", "soup", "hot"]


def test_one_piece_that_is_promised_is_out_of_stock() -> None:
    content = orjson.loads(rules.project(_shelf()).document.text)

    assert content["in_stock"] is False
    assert [each["in_stock"] for each in content["variants"]] == [False, False]


def test_an_inactive_variant_sets_no_price_and_no_currency() -> None:
    asleep = replace(SMALL, is_active=False)
    dollars = [Price(LARGE.id, Money(500, "USD"))]

    projection = rules.project(_shelf(replace(POT, variants=(asleep, LARGE)), large=dollars))

    assert [(each.currency, each.price_minor) for each in projection.listings] == [
        ("EUR", None),
        ("USD", 500),
    ]


def test_the_etag_names_the_version_and_changes_with_the_text() -> None:
    before = rules.project(_shelf()).document
    dearer = rules.project(_shelf(small=[Price(SMALL.id, Money(901, "EUR"))])).document

    assert before.etag.startswith('"3-')
    assert dearer.etag.startswith('"3-')
    assert before.etag != dearer.etag
    assert rules.project(_shelf()).document == before


@given(st.text(max_size=300))
def test_no_word_of_a_query_holds_a_sign(text: str) -> None:
    words = rules.words_of(text)

    assert len(words) <= 12
    assert all(word.replace("_", "a").isalnum() and len(word) <= 64 for word in words)
