"""The demo shop's goods are complete: nothing in them would make a merchant wince."""

import json
from functools import cache
from pathlib import Path

from PIL import Image

from shopwright.flows.merchandising.contracts import ImportFormat, ProductRecord, RecordStatus
from shopwright.flows.merchandising.steps import readers
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.flows.onboarding.contracts import VENDORS_BRAND
from tools.demo_pictures.things import THINGS
from tools.draw_demo_pictures import DEMO, draw


@cache
def _products() -> list[ProductRecord]:
    source = open_source(DEMO / "catalog.jsonl")
    assert detect(source) is ImportFormat.JSONL
    entries = list(readers.read(source, ImportFormat.JSONL, currency="EUR"))
    products = [entry for entry in entries if isinstance(entry, ProductRecord)]
    assert products == entries
    return products


def test_the_demo_shop_has_62_products_in_8_categories():
    assert len(_products()) == 62
    assert {path[0] for product in _products() for path in product.categories} == {
        "Kitchen",
        "Tea & Coffee",
        "Desk",
        "Garden",
        "Light",
        "Textiles",
        "Bath",
        "Travel",
    }
    assert {len(path) for product in _products() for path in product.categories} == {2}


def test_each_product_says_what_a_shop_needs():
    for product in _products():
        assert product.status is RecordStatus.PUBLISHED, product.handle
        assert product.brand, product.handle
        assert product.product_type, product.handle
        assert product.tags, product.handle
        assert product.attributes, product.handle
        assert 20 <= len(product.seo_title) <= 70, product.handle
        assert 40 <= len(product.seo_description) <= 160, product.handle
        assert 80 <= len(product.description) <= 700, product.handle
        assert len(product.images) == 1, product.handle
        assert product.images[0].alt, product.handle


def test_each_variant_has_a_sku_a_price_in_euros_stock_and_a_weight():
    for product in _products():
        for variant in product.variants:
            assert variant.sku, product.handle
            assert [price.amount.currency for price in variant.prices] == ["EUR"], variant.sku
            assert variant.prices[0].amount.minor > 0, variant.sku
            assert variant.stock is not None, variant.sku
            assert variant.weight_grams, variant.sku


def test_stock_is_ample_low_and_gone_and_some_prices_are_reduced():
    stock = [variant.stock or 0 for product in _products() for variant in product.variants]
    reduced = [p for p in _products() if any(v.prices[0].compare_at for v in p.variants)]

    assert (stock.count(0), len([n for n in stock if 0 < n <= 5])) == (8, 19)
    assert len(reduced) == 12
    assert [p.handle for p in _products() if not any(v.stock for v in p.variants)] == [
        "wall-calendar"
    ]


def test_the_vendors_brand_has_goods_and_stock():
    his = [product for product in _products() if product.brand == VENDORS_BRAND]

    assert len(his) == 6
    assert all(any(each.stock for each in product.variants) for product in his)


def test_each_product_has_a_picture_of_its_own():
    pictures = {path.stem: path for path in (DEMO / "pictures").glob("*.webp")}

    assert set(pictures) == {product.handle for product in _products()} == set(THINGS)
    for product in _products():
        assert product.images[0].url == f"/media/demo/{product.handle}.webp"
        with Image.open(pictures[product.handle]) as picture:
            assert (picture.format, picture.size) == ("WEBP", (800, 800))
        assert Path(pictures[product.handle]).stat().st_size < 30_000


def test_a_picture_is_drawn_the_same_each_time():
    first = json.loads((DEMO / "catalog.jsonl").read_text(encoding="utf-8").splitlines()[9])

    one, two = (draw(first["handle"], first["categories"][0][0]) for _ in range(2))

    assert one.tobytes() == two.tobytes()
