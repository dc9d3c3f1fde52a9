"""Products of the AWS Retail Demo Store (JSON lines of their own) as our JSON Lines.

Run: python -m tools.convert.aws_retail products.jsonl.gz -o products.jsonl
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
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.kernel.money import Money
from tools.convert.lines import Handles, parse, run

IMAGES = "/media/retail/"  # the catalog names pictures by their file only
_GENDERS = {"F": "Women", "M": "Men"}


def convert(path: Path) -> Iterator[ProductRecord]:
    """Category and style become a path of two categories, aliases become tags."""
    handles = Handles()
    for line in open_source(path).pieces():
        yield _product(parse(line), handles)


def _product(item: dict[str, Any], handles: Handles) -> ProductRecord:
    variant = VariantRecord(
        sku=item["id"],
        prices=(PriceRecord(Money.parse(item["price"], "USD")),),
        stock=item["current_stock"],
    )
    return ProductRecord(
        handle=handles.take(item["name"], item["id"]),
        title=item["name"],
        description=item["description"],
        product_type=item["style"],
        tags=tuple(_tags(item)),
        categories=((item["category"].capitalize(), item["style"].capitalize()),),
        images=(ImageRecord(IMAGES + item["image"], item["name"]),),
        attributes=tuple(_attributes(item)),
        variants=(variant,),
    )


def _tags(item: dict[str, Any]) -> Iterator[str]:
    yield from item.get("aliases") or ()
    for flag in ("promoted", "featured"):
        if item.get(flag):
            yield flag


def _attributes(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    gender = item.get("gender_affinity")
    if gender:
        yield "For", _GENDERS.get(gender, gender)
    if item.get("where_visible"):
        yield "Shown in", item["where_visible"]


if __name__ == "__main__":
    run("Products of the AWS Retail Demo Store as JSON Lines.", convert)
