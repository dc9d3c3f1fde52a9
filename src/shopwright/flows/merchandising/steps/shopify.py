"""Shopify's product CSV: rows of one handle are one product, each row a variant or a picture more."""

from collections.abc import Iterator

from shopwright.flows.merchandising.contracts import (
    ImportEntry,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    RowProblem,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.build import (
    MOST_IMAGES,
    MOST_VARIANTS,
    Sheet,
    unique_pairs,
)
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
from shopwright.flows.merchandising.steps.table import Row

# The template of 2025 spells the columns anew; the export still uses the older names.
ALIASES = {
    "url handle": "handle",
    "description": "body (html)",
    "body html": "body (html)",
    "body": "body (html)",
    "brand": "vendor",
    "published on online store": "published",
    "sku": "variant sku",
    "barcode": "variant barcode",
    "price": "variant price",
    "compare-at price": "variant compare at price",
    "compare at price": "variant compare at price",
    "inventory tracker": "variant inventory tracker",
    "inventory quantity": "variant inventory qty",
    "continue selling when out of stock": "variant inventory policy",
    "weight value (grams)": "variant grams",
    "requires shipping": "variant requires shipping",
    "product image url": "image src",
    "variant image url": "variant image",
    "product type": "type",
    "standard product type": "product category",
    "custom product type": "type",
    "google product category": "google shopping / google product category",
    "google shopping category": "google shopping / google product category",
}
_READ = {
    "handle", "title", "body (html)", "vendor", "type", "tags", "published", "status", "variant sku",
    "option1 name", "option1 value", "option2 name", "option2 value", "option3 name", "option3 value",
    "variant grams", "variant inventory tracker", "variant inventory qty", "variant inventory policy",
    "variant price", "variant compare at price", "variant requires shipping", "variant barcode",
    "image src", "image position", "image alt text", "variant image", "seo title", "seo description",
    "product category", "collection", "google shopping / google product category",
}  # fmt: skip
_PASSED_OVER = {
    "variant fulfillment service", "fulfillment service", "variant taxable", "charge tax", "gift card",
    "variant weight unit", "weight unit for display", "variant tax code", "tax code", "cost per item",
    "option1 linked to", "option2 linked to", "option3 linked to", "id", "command", "tags command",
    "variant position", "variant id", "variant command",
}  # fmt: skip
_PASSED_OVER_STARTS = (
    "unit price ",
    "google shopping /",
    "included /",
    "price /",
    "compare at price /",
    "compare-at price /",
)
_METAFIELD = " (product.metafields."
_ATTRIBUTES = {
    "google shopping / gender": "Gender",
    "google shopping / age group": "Age group",
    "google shopping / mpn": "MPN",
    "google shopping / condition": "Condition",
}
_STATUSES = {
    "": RecordStatus.PUBLISHED,
    "active": RecordStatus.PUBLISHED,
    "draft": RecordStatus.DRAFT,
    "archived": RecordStatus.ARCHIVED,
    "unlisted": RecordStatus.DRAFT,
}
_OPTIONS = (1, 2, 3)
MOST_ROWS = MOST_VARIANTS + MOST_IMAGES


def _is_known(column: str) -> bool:
    return (
        column in _READ
        or column in _PASSED_OVER
        or column.startswith(_PASSED_OVER_STARTS)
        or _METAFIELD in column
    )


PLAN = Plan(
    required={"handle": "Handle", "title": "Title", "variant price": "Variant Price"},
    is_known=_is_known,
    aliases=ALIASES,
)


def read(source: TextSource, *, currency: str) -> Iterator[ImportEntry]:
    """Products in the order of the file, each as soon as the rows of its handle end."""
    group: list[Row] = []
    handle = ""
    for row in read_rows(source, PLAN):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            named = handle_of(row.get("handle") or row.get("title"), column="Handle")
        except BadCell as fault:
            yield RowProblem(row.line, _no_handle(row) or fault.reason, None, "Handle")
            continue
        if named != handle and group:
            yield from _product(handle, group, currency)
            group = []
        handle = named
        if len(group) < MOST_ROWS:
            group.append(row)
        else:
            yield RowProblem(row.line, f"One product has {MOST_ROWS} rows at most.", handle)
    if group:
        yield from _product(handle, group, currency)


def _no_handle(row: Row) -> str | None:
    if row.get("handle") or row.get("title"):
        return None
    return "The row has no handle, so nobody knows which product it belongs to."


def _product(handle: str, rows: list[Row], currency: str) -> Iterator[ImportEntry]:
    sheet = Sheet(handle, rows[0].line)
    head = next((row for row in rows if row.get("title")), None)
    if head is None:
        yield RowProblem(
            sheet.line,
            "None of these rows has a title: the rows of a product stand together, the title in the first.",
            handle,
            "Title",
        )
        return
    try:
        options = _option_names(rows)
    except BadCell as fault:
        yield RowProblem(sheet.line, fault.reason, handle, fault.column)
        return
    _add_images(sheet, rows)
    for row in rows:
        if row is head or _is_variant(row):
            _add_variant(sheet, row, options, currency)
    try:
        product = _describe(sheet, head, options)
    except BadCell as fault:
        sheet.refuse(head, fault.reason, fault.column)
        product = None
    yield from sheet.finish(product)


def _is_variant(row: Row) -> bool:
    named = ("variant price", "variant sku", "option1 value", "option2 value", "option3 value")
    return any(row.get(column) for column in named)


def _option_names(rows: list[Row]) -> tuple[tuple[int, str], ...]:
    """Numbers and names of the options; 'Title' with the one value 'Default Title' means none."""
    named: list[tuple[int, str]] = []
    for number in _OPTIONS:
        column = f"Option{number} Name"
        name = next((cell for row in rows if (cell := row.get(column.lower()))), "")
        if name:
            named.append((number, line_of(name, column=column, longest=100)))
    is_default = len(named) == 1 and all(
        row.get("option1 value").strip().lower() in {"", "default title"} for row in rows
    )
    return () if is_default and named[0][1].lower() == "title" else tuple(named)


def _add_variant(
    sheet: Sheet, row: Row, options: tuple[tuple[int, str], ...], currency: str
) -> None:
    try:
        variant = _variant(sheet, row, options, currency)
    except BadCell as fault:
        sheet.refuse(row, fault.reason, fault.column)
    else:
        sheet.add_variant(row, variant)


def _variant(
    sheet: Sheet, row: Row, options: tuple[tuple[int, str], ...], currency: str
) -> VariantRecord:
    if not row.get("variant price"):
        raise BadCell("Variant Price", "The variant has no price.")
    price = amount_of(row.get("variant price"), currency, column="Variant Price")
    compare_at = compare_at_of(
        row.get("variant compare at price"), price, column="Variant Compare At Price"
    )
    picture = row.get("variant image")
    return VariantRecord(
        sku=line_of(row.get("variant sku").lstrip("'"), column="Variant SKU", longest=100) or None,
        option_values=tuple(_option_value(row, number, name) for number, name in options),
        prices=(PriceRecord(price, compare_at),),
        stock=stock_of(row.get("variant inventory qty"), column="Variant Inventory Qty"),
        track_stock=bool(row.get("variant inventory tracker")),
        backorder=row.get("variant inventory policy").strip().lower() in {"continue", "true"},
        barcode=line_of(
            row.get("variant barcode").lstrip("'"), column="Variant Barcode", longest=100
        )
        or None,
        weight_grams=grams_of(row.get("variant grams"), "g", column="Variant Grams") or None,
        image_url=sheet.add_image(row, picture, column="Variant Image") if picture else None,
        requires_shipping=flag_of(
            row.get("variant requires shipping"), column="Variant Requires Shipping", default=True
        ),
        line=row.line,
    )


def _option_value(row: Row, number: int, name: str) -> str:
    column = f"Option{number} Value"
    value = line_of(row.get(column.lower()), column=column, longest=255)
    if not value:
        raise BadCell(column, f"The variant has no value for the option {shown(name)}.")
    return value


def _add_images(sheet: Sheet, rows: list[Row]) -> None:
    placed = [row for row in rows if row.get("image src")]
    placed.sort(
        key=lambda row: int(at) if (at := row.get("image position").strip()).isdecimal() else 10**6
    )
    for row in placed:
        try:
            alt = line_of(row.get("image alt text"), column="Image Alt Text", longest=512)
        except BadCell:
            alt = ""
        sheet.add_image(row, row.get("image src"), alt, column="Image Src")


def _describe(sheet: Sheet, head: Row, options: tuple[tuple[int, str], ...]) -> ProductRecord:
    return ProductRecord(
        handle=sheet.handle,
        title=line_of(head.get("title"), column="Title", longest=LONGEST_TITLE),
        variants=sheet.variants,
        description=description_of(head.get("body (html)"), column="Body (HTML)"),
        brand=line_of(head.get("vendor"), column="Vendor"),
        product_type=line_of(head.get("type"), column="Type"),
        status=_status(head),
        tags=names_of(head.get("tags"), column="Tags"),
        categories=_categories(head),
        options=tuple(name for _, name in options),
        images=tuple(sheet.images.values()),
        seo_title=line_of(head.get("seo title"), column="SEO Title", longest=LONGEST_TITLE),
        seo_description=line_of(
            head.get("seo description"), column="SEO Description", longest=1000
        ),
        attributes=unique_pairs(_attributes(head)),
        line=sheet.line,
    )


def _status(head: Row) -> RecordStatus:
    word = head.get("status").strip().lower()
    if word not in _STATUSES:
        raise BadCell("Status", f"The status {shown(word)} is not one of active, draft, archived.")
    if not flag_of(head.get("published"), column="Published", default=True):
        return RecordStatus.DRAFT if _STATUSES[word] is RecordStatus.PUBLISHED else _STATUSES[word]
    return _STATUSES[word]


def _categories(head: Row) -> tuple[tuple[str, ...], ...]:
    paths = []
    for column in ("product category", "google shopping / google product category"):
        text = head.get(column).strip()
        if text and not text.isdecimal():  # a number is a place in a tree of Google's
            paths.append(path_of(text, column=column, separator=">"))
    if head.get("collection"):
        paths.append((line_of(head.get("collection"), column="Collection"),))
    return tuple(dict.fromkeys(path for path in paths if path))


def _attributes(head: Row) -> Iterator[tuple[str, str]]:
    for column, text in head.cells.items():
        if column in _ATTRIBUTES:
            yield _ATTRIBUTES[column], line_of(text, column=column, longest=10_000)
        elif _METAFIELD in column:
            name = column.partition(_METAFIELD)[0]
            yield (
                line_of(name.capitalize(), column=column),
                line_of(text, column=column, longest=10_000),
            )
