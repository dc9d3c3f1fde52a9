"""DummyJSON's products (one JSON array) as JSON Lines.

Run: python -m tools.convert.dummyjson products.json.gz -o products.jsonl
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    PriceRecord,
    ProductRecord,
    VariantRecord,
)
from shopwright.kernel.money import Money
from tools.convert.lines import Handles, parse, run, whole_text

_ATTRIBUTES = {
    "discountPercentage": "Discount in percent",
    "weight": "Weight",
    "warrantyInformation": "Warranty",
    "shippingInformation": "Shipping",
    "returnPolicy": "Returns",
    "minimumOrderQuantity": "Minimum order quantity",
}


def convert(path: Path) -> Iterator[ProductRecord]:
    """Prices are US dollars before the discount, which is told as an attribute: it is no exact amount."""
    handles = Handles()
    for item in parse(whole_text(path)):
        yield _product(item, handles)


def _product(item: dict[str, Any], handles: Handles) -> ProductRecord:
    variant = VariantRecord(
        sku=item["sku"],
        prices=(PriceRecord(Money.parse(item["price"], "USD")),),
        stock=item["stock"],
        barcode=item["meta"]["barcode"],
    )
    return ProductRecord(
        handle=handles.take(item["title"], item["sku"]),
        title=item["title"],
        description=item["description"],
        brand=item.get("brand") or "",
        product_type=_words(item["category"]),
        tags=tuple(item["tags"]),
        categories=((_words(item["category"]),),),
        images=tuple(ImageRecord(url, item["title"]) for url in item["images"]),
        attributes=tuple(_attributes(item)),
        variants=(variant,),
    )


def _attributes(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, name in _ATTRIBUTES.items():
        if item.get(key) is not None:
            yield name, str(item[key])
    size = item.get("dimensions")
    if size:
        yield "Dimensions", f"{size['width']} x {size['height']} x {size['depth']}"


def _words(category: str) -> str:
    return category.replace("-", " ").capitalize()


if __name__ == "__main__":
    run("DummyJSON's products as JSON Lines.", convert)
