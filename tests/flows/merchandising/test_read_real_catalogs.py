"""Exports as real shops wrote them."""

import json
from pathlib import Path

import pytest

from shopwright.flows.merchandising.contracts import (
    ImportFormat,
    Notice,
    PriceRecord,
    ProductRecord,
    RowProblem,
)
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.kernel.errors import BadRequest
from shopwright.kernel.money import Money
from tests.flows.merchandising.reading import Reading, read_text
from tests.support.shared_data import shared


def _read(path: Path, expected: ImportFormat) -> Reading:
    source = open_source(path)
    chosen = detect(source)
    assert chosen is expected
    entries = list(readers.read(source, chosen, currency="USD"))
    return Reading(
        [entry for entry in entries if isinstance(entry, ProductRecord)],
        [entry for entry in entries if isinstance(entry, RowProblem)],
        [entry for entry in entries if isinstance(entry, Notice)],
    )


def test_the_shopify_export_is_20_products_of_22_variants():
    reading = _read(shared("catalog-shopify-apparel/apparel.csv"), ImportFormat.SHOPIFY)

    assert (reading.problems, reading.notices) == ([], [])
    assert len(reading.products) == 20
    assert sum(len(product.variants) for product in reading.products) == 22
    top = next(product for product in reading.products if product.handle == "classic-varsity-top")
    assert (top.options, top.tags) == (("Size",), ("women",))
    assert [v.option_values for v in top.variants] == [("Small",), ("Medium",), ("Large",)]
    assert top.variants[2].prices == (PriceRecord(Money(6000, "USD")),)


def test_the_spree_export_is_37_products_with_prices_in_two_currencies():
    reading = _read(shared("catalog-spree/products.csv"), ImportFormat.SPREE)

    assert (reading.problems, reading.notices) == ([], [])
    assert len(reading.products) == 37
    variants = [variant for product in reading.products for variant in product.variants]
    assert len(variants) == 87
    assert {tuple(p.amount.currency for p in v.prices) for v in variants} == {("USD", "EUR")}
    assert sum(1 for v in variants if v.prices[0].compare_at and v.prices[1].compare_at) == 4
    assert reading.products[0].categories == (("Kitchen", "Coffee Machines"),)


def test_the_woocommerce_export_is_14_products_and_a_group():
    reading = _read(shared("catalog-woocommerce/sample_products.csv"), ImportFormat.WOOCOMMERCE)

    assert [(problem.line, problem.column) for problem in reading.problems] == [(17, "Type")]
    assert len(reading.products) == 14
    assert {p.handle: len(p.variants) for p in reading.products if p.options} == {
        "t-shirt": 3,
        "hoodie": 6,
    }
    assert sum(1 for p in reading.products if not p.variants[0].requires_shipping) == 3
    beanie = next(product for product in reading.products if product.handle == "beanie")
    assert beanie.variants[0].prices == (PriceRecord(Money(1800, "USD"), Money(2000, "USD")),)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("catalog-spree/product_translations.csv", "begins with the columns 'slug', 'locale'"),
        ("catalog-woocommerce/sample_tax_rates.csv", "begins with the columns 'Country Code'"),
        ("catalog-bestbuy/products.json.gz", "holds one JSON array"),
        ("images-saleor/saleor-dash-tee-back.png", "is a picture"),
    ],
)
def test_files_that_are_no_catalog_are_refused_by_what_they_are(name: str, words: str):
    with pytest.raises(BadRequest, match=words):
        detect(open_source(shared(name)))


def test_naughty_texts_become_records_or_problems_and_never_stop_the_reading():
    texts = json.loads(shared("reference/naughty_strings_blns.json").read_text(encoding="utf-8"))
    source_text = "Handle,Title,Body (HTML),Variant Price\n" + "".join(
        f'h{number},"{quoted}","{quoted}",5\n'
        for number, text in enumerate(texts)
        if (quoted := text.replace('"', '""')).strip()
    )
    reading = read_text(source_text, ImportFormat.SHOPIFY)

    assert len(reading.products) > 400
    assert not [p for p in reading.products if "<script" in p.description.lower()]
    assert len(reading.products) + len(reading.problems) == source_text.count(",5\n")
