import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportFormat,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.steps import jsonl
from shopwright.flows.merchandising.steps.source import source_of
from shopwright.kernel.money import Money
from shopwright.kernel.text import clean as clean_text
from tests.flows.merchandising.reading import Reading, read_text

SMALL: dict[str, Any] = {
    "handle": "mug",
    "title": "Mug",
    "variants": [{"sku": "M1", "prices": [{"amount": "9.00"}]}],
}


def _read(*lines: str) -> Reading:
    return read_text("\n".join(lines) + "\n", ImportFormat.JSONL)


def _with(**keys: object) -> str:
    return json.dumps(SMALL | keys)


def _variant(**keys: object) -> str:
    return _with(variants=[{"prices": [{"amount": "9.00"}]} | keys])


def _priced(amount: str) -> str:
    return f'{{"handle":"mug","title":"Mug","variants":[{{"prices":[{{"amount":{amount}}}]}}]}}'


def test_a_product_arrives_whole():
    line = {
        "handle": "mug",
        "title": "Mug",
        "description": "<p>Good.</p>",
        "brand": "Kelm",
        "product_type": "Mugs",
        "status": "draft",
        "tags": ["stoneware"],
        "categories": [["Kitchen", "Mugs"], ["Gifts"]],
        "options": ["Colour"],
        "images": [{"url": "/media/demo/mug.webp", "alt": "A mug"}],
        "seo_title": "Mug | Kelm",
        "seo_description": "A mug.",
        "attributes": {"Capacity": "350 ml"},
        "variants": [
            {
                "sku": "M-ASH",
                "title": "Ash",
                "option_values": ["Ash"],
                "prices": [
                    {"amount": "18.00", "currency": "EUR", "compare_at": "22.00"},
                    {"amount": "20.00", "currency": "USD"},
                ],
                "stock": 4,
                "track_stock": False,
                "backorder": True,
                "barcode": "400638",
                "weight_grams": 350,
                "image_url": "/media/demo/mug.webp",
                "requires_shipping": False,
            }
        ],
    }

    reading = _read(json.dumps(line))

    assert reading.told == []
    assert reading.product == ProductRecord(
        handle="mug",
        title="Mug",
        description="<p>Good.</p>",
        brand="Kelm",
        product_type="Mugs",
        status=RecordStatus.DRAFT,
        tags=("stoneware",),
        categories=(("Kitchen", "Mugs"), ("Gifts",)),
        options=("Colour",),
        images=(ImageRecord("/media/demo/mug.webp", "A mug"),),
        seo_title="Mug | Kelm",
        seo_description="A mug.",
        attributes=(("Capacity", "350 ml"),),
        line=1,
        variants=(
            VariantRecord(
                sku="M-ASH",
                title="Ash",
                option_values=("Ash",),
                prices=(
                    PriceRecord(Money(1800, "EUR"), Money(2200, "EUR")),
                    PriceRecord(Money(2000, "USD")),
                ),
                stock=4,
                track_stock=False,
                backorder=True,
                barcode="400638",
                weight_grams=350,
                image_url="/media/demo/mug.webp",
                requires_shipping=False,
                line=1,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("amount", "minor"),
    [('"19.99"', 1999), ("19.99", 1999), ("19", 1900), ("19.990", 1999), ("0.10", 10)],
)
def test_an_amount_may_be_text_or_a_number_and_is_exact(amount: str, minor: int):
    assert _read(_priced(amount)).product.variants[0].prices[0].amount == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "{",
            "The line is not JSON: Expecting property name enclosed in double quotes at character 3.",
        ),
        ("[1]", "The line is not a JSON object: each line is one product in braces."),
        ('"mug"', "The line is not a JSON object: each line is one product in braces."),
        ("[" * 100_000, "The line is nested too deeply."),
        ('{"a":' * 100_000, "The line is nested too deeply."),
        ('{"handle":"a","handle":"b"}', "A key stands twice in one object."),
        (_priced("NaN"), "NaN is not a number of JSON."),
        (_priced("1e400"), "The price 'too large' is not a plain number like 19.99."),
        (_priced("9" * 5000), "The line holds a number that is too long."),
        (_priced("true"), "variants.0.prices.0.amount: must be text in quotes."),
        (
            _priced("19.999"),
            "The price '19.999' has 3 decimals, EUR has 2: amounts are never rounded.",
        ),
        (_priced("-1"), "The price '-1' is negative."),
        (_with(colour="red"), "colour: no such key in this format."),
        (_with(title=5), "title: must be text in quotes."),
        (_with(title=1.5), "title: must be text in quotes."),
        (_with(title=" "), "The product has no title."),
        (_with(title="a\0b"), "The text can't be stored: control characters are not accepted."),
        (_with(title="\ud800"), "The text can't be stored: lone surrogates are not accepted."),
        (
            _with(handle="Big Mug"),
            "A handle is written in a-z, 0-9 and single hyphens, like 'big-mug'.",
        ),
        (_with(status="sold"), "The status 'sold' is not published, draft or archived."),
        (_with(variants=[]), "variants: List should have at least 1 item after validation, not 0."),
        (_with(options=["A", "a"]), "Names of options are not empty and stand once each."),
        (_with(options=["A"]), "A variant has 0 option_values for 1 options."),
        (
            _with(categories=[[]]),
            "A category is a list of 1 to 10 names, outermost first, none of them empty.",
        ),
        (
            _with(images=[{"url": "x.png"}]),
            "'x.png' is not the address of a picture (http://, https:// or /path).",
        ),
        (_variant(stock=-1), "variants.0.stock: Input should be greater than or equal to 0."),
        (_variant(stock=1.5), "variants.0.stock: must be a whole number."),
        (_variant(stock=True), "variants.0.stock: must be a whole number."),
        (
            _variant(prices=[{"amount": "1"}, {"amount": "2", "currency": "EUR"}]),
            "A variant has two prices in one currency.",
        ),
        (_with(variants=SMALL["variants"] * 2), "Two variants have the same option_values."),
        (
            _with(options=["A"], variants=[{"option_values": [" "], "prices": [{"amount": "1"}]}]),
            "An option value is empty.",
        ),
    ],
)
def test_a_line_that_is_not_strictly_right_is_told_and_the_next_goes_in(line: str, reason: str):
    reading = _read(line, _with(handle="next"))

    assert reading.told == [(1, reason)]
    assert reading.product.handle == "next"


def test_many_faults_of_a_line_are_summed_up():
    reading = _read('{"a":1,"b":2,"handle":"x"}')

    assert reading.told == [
        (1, "title: is missing; variants: is missing; a: no such key in this format; and 1 more.")
    ]
    assert reading.problems[0].handle == "x"


def test_blank_lines_are_passed_over_and_counted():
    reading = _read("", _with(), "", _with(handle="cup"), "")

    assert [(product.line, product.variants[0].sku) for product in reading.products] == [(2, "M1")]
    assert reading.told == [(4, "The SKU 'M1' was used before, on line 2.")]


def test_a_line_of_8_mb_is_told_and_the_next_goes_in():
    reading = _read(_with(description="x" * (8 << 20)), _with())

    assert reading.told == [(1, "The line has more than 1,048,576 characters.")]
    assert (reading.product.handle, reading.product.line) == ("mug", 2)


_words = (
    st.text(
        alphabet=st.characters(
            codec="utf-8", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cn")
        ),
        min_size=1,
        max_size=12,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
_handles = st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,2}", fullmatch=True)
_money = st.integers(0, 10**12).map(lambda minor: Money(minor, "EUR"))


@st.composite
def _prices(draw: st.DrawFn) -> PriceRecord:
    amount = draw(_money)
    more = draw(st.none() | st.integers(1, 10**6))
    return PriceRecord(amount, None if more is None else amount + Money(more, "EUR"))


@st.composite
def _products(draw: st.DrawFn) -> ProductRecord:
    clean = _words.map(clean_text)
    options = tuple(draw(st.lists(clean, max_size=3, unique_by=str.casefold)))
    values = draw(
        st.lists(
            st.tuples(*(clean for _ in options)),
            min_size=1,
            max_size=4 if options else 1,
            unique_by=lambda value: tuple(text.casefold() for text in value),
        )
    )
    variants = tuple(
        VariantRecord(
            sku=draw(st.none() | st.just(f"SKU-{number}")),
            option_values=value,
            prices=(draw(_prices()),),
            stock=draw(st.none() | st.integers(0, 10**6)),
            track_stock=draw(st.booleans()),
            backorder=draw(st.booleans()),
            weight_grams=draw(st.none() | st.integers(0, 10**6)),
            requires_shipping=draw(st.booleans()),
            line=1,
        )
        for number, value in enumerate(values)
    )
    return ProductRecord(
        handle=draw(_handles),
        title=draw(clean),
        variants=variants,
        description="".join(
            f"<p>{word}</p>" for word in draw(st.lists(st.from_regex("[a-z]{1,9}", fullmatch=True)))
        ),
        status=draw(st.sampled_from(RecordStatus)),
        tags=tuple(draw(st.lists(clean, max_size=3, unique=True))),
        categories=tuple(
            draw(
                st.lists(
                    st.lists(clean, min_size=1, max_size=3).map(tuple), max_size=2, unique=True
                )
            )
        ),
        options=options,
        images=(ImageRecord("https://x.example/1.jpg", draw(clean)),),
        attributes=tuple(draw(st.dictionaries(clean, clean, max_size=3)).items()),
        line=1,
    )


@given(_products())
def test_a_product_written_and_read_is_the_same(product: ProductRecord):
    assert list(jsonl.read(source_of(jsonl.render(product)), currency="EUR")) == [product]
