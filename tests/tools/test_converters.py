from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from shopwright.flows.merchandising.contracts import ImportFormat, PriceRecord, ProductRecord
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.kernel.money import Money
from tests.support.shared_data import shared
from tools.convert import aws_retail, dummyjson, icecat, lines

Converter = Callable[[Path], Iterable[ProductRecord]]


def _converted(convert: Converter, name: str, folder: Path) -> dict[str, ProductRecord]:
    output = folder / "products.jsonl"
    lines.run("A converter.", convert, [str(shared(name)), "-o", str(output)])
    source = open_source(output)
    assert detect(source) is ImportFormat.JSONL
    entries = list(readers.read(source, ImportFormat.JSONL, currency="USD"))
    products = [entry for entry in entries if isinstance(entry, ProductRecord)]
    assert products == entries
    return {product.handle: product for product in products}


def test_dummyjson_becomes_194_products(tmp_path: Path):
    products = _converted(dummyjson.convert, "catalog-dummyjson/products.json.gz", tmp_path)

    assert len(products) == 194
    mascara = products["essence-mascara-lash-princess"]
    assert mascara.variants[0].prices == (PriceRecord(Money(999, "USD")),)
    assert (mascara.variants[0].stock, mascara.variants[0].sku) == (99, "BEA-ESS-ESS-001")
    assert ("Discount in percent", "10.48") in mascara.attributes
    assert sum(1 for product in products.values() if not product.brand) == 92


def test_the_retail_demo_store_becomes_2465_products(tmp_path: Path):
    products = _converted(aws_retail.convert, "catalog-aws-retail/products.jsonl.gz", tmp_path)

    assert len(products) == 2465
    assert len({product.categories[0][0] for product in products.values()}) == 20
    pack = products["adventure-ready-expedition-backpack"]
    assert pack.variants[0].prices == (PriceRecord(Money(12_999, "USD")),)
    assert pack.categories == (("Accessories", "Backpack"),)
    assert ("For", "Women") in pack.attributes


def test_icecat_becomes_19406_products_with_their_attributes(tmp_path: Path):
    products = _converted(icecat.convert, "icecat-search/products.jsonl.gz", tmp_path)

    assert len(products) == 19_406
    toner = products["xerox-006r90321-toner-cartridge-original-black-6-pc-s-3920564"]
    assert toner.variants[0].prices == (PriceRecord(Money(4995, "USD")),)
    assert (toner.brand, toner.variants[0].barcode) == ("Xerox", "0095205603217")
    assert dict(toner.attributes) == {
        "Model": "006R90321",
        "EAN": "0095205603217",
        "Released": "2009-12-10",
        "Type": "Original",
        "Printing colours": "Black",
        "Print technology": "Laser printing",
        "Compatibility": "CopyCentre C65",
        "Quantity per pack": "6",
        "Black toner page yield": "23000",
    }
    xeon = products["intel-bx80532ke2000d-processor-2-ghz-0-512-mb-l2-26687"]
    assert (xeon.product_type, xeon.categories) == ("", ())
    assert not any(name.isdecimal() for each in products.values() for (name,) in each.categories)


def test_a_handle_that_is_taken_gets_a_tail():
    handles = lines.Handles()

    assert [
        handles.take("Mug", "A-1"),
        handles.take("Mug", "A-2"),
        handles.take("\u8336", "A 3"),
    ] == [
        "mug",
        "mug-a-2",
        "a-3",
    ]


def test_a_converter_writes_to_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    source = tmp_path / "in.jsonl"
    source.write_text(
        '{"id":"7","title":"Cable","price":595,"ean":["1","2"],"attr_b_shielded":true,"attr_n_weight":0.4}\n'
    )

    lines.run("Icecat.", icecat.convert, [str(source)])

    assert capsys.readouterr().out == (
        '{"handle": "cable-7", "title": "Cable", "status": "published", '
        '"attributes": {"EAN": "1, 2", "Shielded": "Yes", "Weight": "0.4"}, "variants": [{"sku": "7", '
        '"prices": [{"amount": "5.95", "currency": "USD"}], "barcode": "1", "track_stock": false}]}\n'
    )
