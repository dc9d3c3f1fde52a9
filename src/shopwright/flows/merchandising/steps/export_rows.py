"""Products as rows of a sheet: one for each variant, what is the product's on the first; more where a cell is too long."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shopwright.flows.merchandising.contracts import ProductRecord
from shopwright.flows.merchandising.steps import jsonl
from shopwright.infra.files.cells import pieces

Cell = str | int
# Cells that hold JSON, as lists have no other form that is sure to come back.
PRODUCT_LISTS = ("tags", "categories", "options", "images", "attributes")
PRODUCT_TEXTS = ("title", "description", "brand", "product_type", "status", "seo_title", "seo_description", "published_from", "published_until", "tax_class", "most_per_order")  # fmt: skip
VARIANT_LISTS = ("option_values", "prices")
VARIANT_TEXTS = ("sku", "barcode", "variant_title", "variant_image")
VARIANT_NUMBERS = ("stock", "weight_grams")
VARIANT_FLAGS = ("track_stock", "backorder", "requires_shipping", "is_active")
COLUMNS = (
    *("handle", "title", "sku", "option_values", "prices", "stock"),
    *("status", "brand", "product_type", "tags", "categories", "options"),
    *("variant_title", "barcode", "weight_grams", "variant_image", *VARIANT_FLAGS),
    *("published_from", "published_until", "tax_class", "most_per_order"),
    *("images", "attributes", "seo_title", "seo_description", "description"),
    *("id", "vendor_id", "category_slugs"),  # shown, and not read back
)
RENAMED = {"variant_title": "title", "variant_image": "image_url"}


def rows_of(
    record: ProductRecord, told: Mapping[str, Any] | None = None
) -> Iterator[Mapping[str, Cell]]:
    """The rows of a product, the handle in each; what else is ``told`` stands in the first."""
    plain = jsonl.plain_of(record)
    of_product = _spread(plain)
    of_product[0] |= {
        name: _json(value) if isinstance(value, list) else value
        for name, value in (told or {}).items()
    }
    of_variants = [_variant(each) for each in plain["variants"]]
    for at in range(max(len(of_product), len(of_variants))):
        above = of_product[at] if at < len(of_product) else {}
        variant = of_variants[at] if at < len(of_variants) else {}
        yield {"handle": record.handle, **above, **variant}


def _spread(plain: Mapping[str, Any]) -> list[dict[str, Cell]]:
    rows: list[dict[str, Cell]] = [{}]
    for name in (*PRODUCT_TEXTS, *PRODUCT_LISTS):
        if name in plain:
            text = plain[name] if name in PRODUCT_TEXTS else _json(plain[name])
            for at, piece in enumerate(pieces(text)):
                rows += [{}] if at == len(rows) else []
                rows[at][name] = piece
    return rows


def _variant(plain: Mapping[str, Any]) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name in (*VARIANT_TEXTS, *VARIANT_NUMBERS):
        if (value := plain.get(RENAMED.get(name, name))) is not None:
            cells[name] = value
    for name in VARIANT_LISTS:
        if name in plain:
            cells[name] = _json(plain[name])
    for name in VARIANT_FLAGS:
        cells[name] = "true" if plain.get(name, name != "backorder") else "false"
    return cells


def _json(value: Sequence[Any] | Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)
