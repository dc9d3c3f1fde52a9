"""Spree's product CSV: a master row, its variants, and a row more for each further currency."""

import re
from collections.abc import Iterator
from dataclasses import replace

from shopwright.flows.merchandising.contracts import (
    ImportEntry,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    RowProblem,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.build import Sheet, unique_pairs
from shopwright.flows.merchandising.steps.cells import (
    LONGEST_TITLE,
    BadCell,
    amount_of,
    compare_at_of,
    flag_of,
    grams_of,
    handle_of,
    line_of,
    names_of,
    path_of,
    shown,
    stock_of,
)
from shopwright.flows.merchandising.steps.columns import Plan, read_rows
from shopwright.flows.merchandising.steps.html import description_of
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.spool import Spool
from shopwright.flows.merchandising.steps.table import Row

MOST_ROWS = 20_000  # of one product: variants times currencies
_READ = {
    "slug", "sku", "name", "price", "compare_at_price", "currency", "status", "description", "meta_title",
    "meta_description", "tags", "labels", "product_type", "brand", "vendor", "weight", "weight_unit",
    "inventory_count", "inventory_backorderable", "track_inventory", "barcode", "digital",
}  # fmt: skip
_PASSED_OVER = {
    "product_id", "meta_keywords", "tax_category", "width", "height", "depth", "dimensions_unit", "available_on",
    "discontinue_on", "shipping_category", "vendor_name",
}  # fmt: skip
_NUMBERED = re.compile(r"(category|taxon|option|image)[0-9]{1,2}(_name|_value|_src|_alt)?")
_CUSTOM = re.compile(r"(custom_field|metafield)\.[a-z0-9_]+\.[a-z0-9_]+")
_STATUSES = {
    "": RecordStatus.PUBLISHED,
    "active": RecordStatus.PUBLISHED,
    "draft": RecordStatus.DRAFT,
    "archived": RecordStatus.ARCHIVED,
}
_OPTIONS = range(1, 10)


def _is_known(column: str) -> bool:
    return bool(
        column in _READ
        or column in _PASSED_OVER
        or _NUMBERED.fullmatch(column)
        or _CUSTOM.fullmatch(column)
    )


PLAN = Plan(
    required={"slug": "slug", "sku": "sku", "price": "price"}, is_known=_is_known, aliases={}
)


def read(source: TextSource, *, currency: str) -> Iterator[ImportEntry]:
    """Products in the order of the file. Rows wait on disk: prices in euros may stand at the end."""
    with Spool() as spool:
        for row in read_rows(source, PLAN):
            if not isinstance(row, Row):
                yield row
                continue
            try:
                spool.put(handle_of(row.get("slug"), column="slug"), row)
            except BadCell as fault:
                yield RowProblem(row.line, fault.reason, None, fault.column)
        for handle in spool.groups():
            yield from _product(handle, spool.rows(handle), currency)


def _product(handle: str, rows: Iterator[Row], currency: str) -> Iterator[ImportEntry]:
    head: Row | None = None
    by_sku: dict[str, list[Row]] = {}
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            yield RowProblem(row.line, f"One product has {MOST_ROWS:,} rows at most.", handle)
            return
        if head is None and row.get("name"):
            head = row
        by_sku.setdefault(row.get("sku").strip(), []).append(row)
    if head is None:
        first = next(iter(by_sku.values()))[0]
        yield RowProblem(first.line, "None of the rows of this slug has a name.", handle, "name")
        return
    sheet = Sheet(handle, min(group[0].line for group in by_sku.values()))
    _add_images(sheet, head)
    sellable = [group for group in by_sku.values() if _options(group[0])] or [_master(by_sku, head)]
    options = _option_names(sellable)
    for group in sellable:
        _add_variant(sheet, group, options, currency)
    try:
        product = _describe(sheet, head, options)
    except BadCell as fault:
        sheet.refuse(head, fault.reason, fault.column)
        product = None
    yield from sheet.finish(product)


def _master(by_sku: dict[str, list[Row]], head: Row) -> list[Row]:
    return next(group for group in by_sku.values() if head in group)


def _options(row: Row) -> list[tuple[str, str]]:
    pairs = [(row.get(f"option{n}_name"), row.get(f"option{n}_value")) for n in _OPTIONS]
    return [(name.strip(), value) for name, value in pairs if name.strip() and value.strip()]


def _option_names(groups: list[list[Row]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name, _ in _options(group[0])))


def _add_variant(sheet: Sheet, rows: list[Row], options: tuple[str, ...], currency: str) -> None:
    try:
        variant = _variant(sheet, rows[0], options, currency)
    except BadCell as fault:
        sheet.refuse(rows[0], fault.reason, fault.column)
        return
    prices = {variant.prices[0].amount.currency: variant.prices[0]}
    for row in rows[1:]:
        try:
            price = _price(row, currency)
        except BadCell as fault:
            sheet.refuse(row, fault.reason, fault.column)
            continue
        if price.amount.currency in prices:
            sheet.refuse(
                row, f"The SKU has a price in {price.amount.currency} already.", "currency"
            )
            continue
        prices[price.amount.currency] = price
    sheet.add_variant(rows[0], replace(variant, prices=tuple(prices.values())))


def _price(row: Row, currency: str) -> PriceRecord:
    if not row.get("price"):
        raise BadCell("price", "The variant has no price.")
    code = row.get("currency").strip().upper() or currency
    amount = amount_of(row.get("price"), code, column="price")
    compare_at = compare_at_of(row.get("compare_at_price"), amount, column="compare_at_price")
    return PriceRecord(amount, compare_at)


def _variant(sheet: Sheet, row: Row, options: tuple[str, ...], currency: str) -> VariantRecord:
    values = dict(_options(row))
    missing = next((name for name in options if name not in values), None)
    if missing is not None:
        raise BadCell("option1_value", f"The variant has no value for the option {shown(missing)}.")
    price = _price(row, currency)
    picture = row.get("image1_src")
    return VariantRecord(
        sku=line_of(row.get("sku"), column="sku", longest=100) or None,
        option_values=tuple(
            line_of(values[name], column="option_value", longest=255) for name in options
        ),
        prices=(price,),
        stock=stock_of(row.get("inventory_count"), column="inventory_count"),
        track_stock=flag_of(row.get("track_inventory"), column="track_inventory", default=True),
        backorder=flag_of(
            row.get("inventory_backorderable"), column="inventory_backorderable", default=False
        ),
        barcode=line_of(row.get("barcode"), column="barcode", longest=100) or None,
        weight_grams=grams_of(row.get("weight"), row.get("weight_unit") or "g", column="weight")
        or None,
        image_url=sheet.add_image(row, picture, column="image1_src") if picture else None,
        requires_shipping=not flag_of(row.get("digital"), column="digital", default=False),
        line=row.line,
    )


def _add_images(sheet: Sheet, head: Row) -> None:
    for number in _OPTIONS:
        column = f"image{number}_src"
        if head.get(column):
            sheet.add_image(head, head.get(column), column=column)


def _describe(sheet: Sheet, head: Row, options: tuple[str, ...]) -> ProductRecord:
    status = head.get("status").strip().lower()
    if status not in _STATUSES:
        raise BadCell(
            "status", f"The status {shown(status)} is not one of active, draft, archived."
        )
    return ProductRecord(
        handle=sheet.handle,
        title=line_of(head.get("name"), column="name", longest=LONGEST_TITLE),
        variants=sheet.variants,
        description=description_of(head.get("description"), column="description"),
        brand=line_of(head.get("brand") or head.get("vendor"), column="brand"),
        product_type=line_of(head.get("product_type"), column="product_type"),
        status=_STATUSES[status],
        tags=names_of(head.get("tags"), column="tags"),
        categories=_categories(head),
        options=tuple(line_of(name, column="option_name", longest=100) for name in options),
        images=tuple(sheet.images.values()),
        seo_title=line_of(head.get("meta_title"), column="meta_title", longest=LONGEST_TITLE),
        seo_description=line_of(
            head.get("meta_description"), column="meta_description", longest=1000
        ),
        attributes=unique_pairs(_attributes(head)),
        line=sheet.line,
    )


def _categories(head: Row) -> tuple[tuple[str, ...], ...]:
    columns = (f"{name}{number}" for name in ("category", "taxon") for number in _OPTIONS)
    paths = (path_of(head.get(column), column=column, separator="->") for column in columns)
    return tuple(dict.fromkeys(path for path in paths if path))


def _attributes(head: Row) -> Iterator[tuple[str, str]]:
    for column, text in head.cells.items():
        if _CUSTOM.fullmatch(column):
            name = column.rpartition(".")[2].replace("_", " ").capitalize()
            yield name, line_of(text, column=column, longest=10_000)
