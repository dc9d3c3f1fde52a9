"""Whatever stands in a file, reading it ends in records and problems and never in an exception."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopwright.flows.merchandising.contracts import ImportFormat, ProductRecord, RowProblem
from shopwright.flows.merchandising.errors import UnknownFormat, UnreadableFile, WrongEncoding
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.source import source_of

SHOPIFY = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Status", "Option1 Name",
    "Option1 Value", "Variant SKU", "Variant Price", "Variant Compare At Price", "Variant Grams",
    "Variant Inventory Qty", "Image Src", "Image Position", "Variant Image", "Product Category",
)  # fmt: skip
WOOCOMMERCE = (
    "ID", "Type", "SKU", "Name", "Published", "Description", "In stock?", "Stock", "Backorders allowed?",
    "Weight (kg)", "Sale price", "Regular price", "Categories", "Tags", "Images", "Parent", "Position",
    "Attribute 1 name", "Attribute 1 value(s)",
)  # fmt: skip
SPREE = (
    "slug", "sku", "name", "price", "compare_at_price", "currency", "status", "description", "tags",
    "category1", "option1_name", "option1_value", "image1_src", "weight", "weight_unit", "inventory_count",
    "inventory_backorderable", "custom_field.custom.a",
)  # fmt: skip
_likely = st.sampled_from(
    ["", "a", "b", "19.99", "-1", "1,5", "1e9", "TRUE", "0", "variable", "variation", "simple", "id:1", "EUR",
     "active", "https://x.example/a.png", "a > b", "Title", "Default Title", "\u0000", "9" * 40, "<b>x", "\u202e"]
)  # fmt: skip
_cells = _likely | st.text(max_size=30)


def _everything_is_told(text: str | bytes, chosen: ImportFormat) -> None:
    for entry in readers.read(source_of(text), chosen, currency="EUR"):
        if isinstance(entry, ProductRecord):
            assert entry.handle
            assert entry.title
            assert all(variant.prices for variant in entry.variants)
            assert all(len(v.option_values) == len(entry.options) for v in entry.variants)
        elif isinstance(entry, RowProblem):
            assert entry.reason.endswith((".", "?"))
            assert entry.reason.isprintable()


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        (SHOPIFY, ImportFormat.SHOPIFY),
        (WOOCOMMERCE, ImportFormat.WOOCOMMERCE),
        (SPREE, ImportFormat.SPREE),
    ],
)
def test_any_cells_become_records_or_problems(columns: tuple[str, ...], chosen: ImportFormat):
    @settings(max_examples=150)
    @given(st.lists(st.lists(_cells, min_size=len(columns), max_size=len(columns)), max_size=6))
    def check(rows: list[list[str]]) -> None:
        out = io.StringIO()
        csv.writer(out).writerows([list(columns), *rows])
        _everything_is_told(out.getvalue(), chosen)

    check()


@given(st.text(max_size=300))
def test_any_text_below_a_header_becomes_records_or_problems(text: str):
    _everything_is_told("Handle,Title,Variant Price\n" + text, ImportFormat.SHOPIFY)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | _likely,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("handle", "title", "description", "status", "tags", "categories", "options", "images", "attributes", "variants", "seo_title", "x"), _json),
    )
)  # fmt: skip
def test_any_json_object_becomes_a_record_or_a_problem(value: dict[str, object]):
    _everything_is_told(json.dumps(value), ImportFormat.JSONL)


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes):
    try:
        source = source_of(raw)
        chosen = detect(source)
    except (UnknownFormat, UnreadableFile, WrongEncoding):
        return
    _everything_is_told(raw, chosen)
