"""Open Icecat products (JSON lines with attr_* keys) as our JSON Lines.

Run: python -m tools.convert.icecat products.jsonl.gz -o products.jsonl
"""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    PriceRecord,
    ProductRecord,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.build import unique_pairs
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.kernel.money import Money, round_minor
from shopwright.kernel.text import slugify
from tools.convert.lines import parse, run

_LONGEST_TITLE_IN_HANDLE = 80


def convert(path: Path) -> Iterator[ProductRecord]:
    """Prices are whole cents already, of US dollars. Stock is not told, so it is not counted."""
    for line in open_source(path).pieces():
        yield _product(parse(line))


def _product(item: dict[str, Any]) -> ProductRecord:
    codes = item.get("ean") or []
    variant = VariantRecord(
        sku=item["id"],
        prices=(PriceRecord(Money(item["price"], "USD")),),
        track_stock=False,
        barcode=codes[0] if codes else None,
        weight_grams=_grams(item),
    )
    kind = item.get("attr_t_product_type", "")
    if kind.isdecimal():  # a code of some list, which no customer looks under
        kind = ""
    return ProductRecord(
        handle=slugify(f"{slugify(item['title'])[:_LONGEST_TITLE_IN_HANDLE]}-{item['id']}"),
        title=item["title"],
        description=item.get("short_description") or "",
        brand=item.get("supplier") or "",
        product_type=kind,
        categories=((kind,),) if kind else (),
        images=(ImageRecord(item["img_high"], item["title"]),) if item.get("img_high") else (),
        attributes=unique_pairs(_attributes(item)),
        variants=(variant,),
    )


def _grams(item: dict[str, Any]) -> int | None:
    weight = item.get("attr_n_weight")
    return round_minor(Decimal(str(weight))) or None if weight is not None else None


def _attributes(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "Model", item.get("name", "")
    yield "EAN", ", ".join(item.get("ean") or [])
    yield "Released", str(item.get("date_released", ""))[:10]
    for key, value in item.items():
        if key.startswith("attr_"):
            yield _name(key), _value(value)


def _name(key: str) -> str:
    words = key[len("attr_t_") :].replace("_", " ").split()
    return " ".join(words).capitalize()


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    # Some texts hold control characters of a lost encoding, which no shop accepts.
    readable = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return " ".join(readable.removesuffix(".0").split())


if __name__ == "__main__":
    run("Open Icecat products as JSON Lines.", convert)
