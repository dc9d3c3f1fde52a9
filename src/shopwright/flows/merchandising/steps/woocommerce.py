"""WooCommerce's product CSV: products and their variations, which may stand far apart."""

import re
from collections.abc import Iterator

from shopwright.flows.merchandising.contracts import (
    ImportEntry,
    Notice,
    RowProblem,
)
from shopwright.flows.merchandising.steps.build import MOST_VARIANTS, Sheet
from shopwright.flows.merchandising.steps.cells import BadCell, flag_of, handle_of, shown
from shopwright.flows.merchandising.steps.columns import Plan, read_rows
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.spool import Spool
from shopwright.flows.merchandising.steps.table import Row
from shopwright.flows.merchandising.steps.woocommerce_row import (
    attributes_of,
    describe,
    images_of,
    tidied,
    variant_of,
)

_READ = {
    "id", "type", "sku", "name", "published", "visibility in catalog", "short description", "description",
    "date sale price starts", "date sale price ends", "in stock?", "stock", "backorders allowed?",
    "weight (kg)", "weight (g)", "weight (lbs)", "weight (oz)", "sale price", "regular price", "categories",
    "tags", "images", "parent", "position", "external url", "gtin, upc, ean, or isbn", "brands",
    "meta: _yoast_wpseo_title", "meta: _yoast_wpseo_metadesc", "meta: rank_math_title",
    "meta: rank_math_description",
}  # fmt: skip
_PASSED_OVER = {
    "is featured?", "tax status", "tax class", "low stock amount", "sold individually?",
    "allow customer reviews?", "purchase note", "shipping class", "download limit", "download expiry days",
    "grouped products", "upsells", "cross-sells", "button text", "cost of goods",
}  # fmt: skip
_PASSED_OVER_SHAPES = re.compile(
    r"(length|width|height) \([a-z]+\)|attribute [0-9]+ (name|value\(s\)|visible|global|default)"
    r"|download [0-9]+ (id|name|url)|meta: .*|swatches attributes"
)
_SOLD_HERE = frozenset({"simple", "variable", "variation"})


def _is_known(column: str) -> bool:
    return bool(column in _READ or column in _PASSED_OVER or _PASSED_OVER_SHAPES.fullmatch(column))


PLAN = Plan(
    required={"type": "Type", "name": "Name", "regular price": "Regular price"},
    is_known=_is_known,
    aliases={
        "brand": "brands",
        "weight (lb)": "weight (lbs)",
        "attribute 1 values": "attribute 1 value(s)",
        "published?": "published",
    },
)


def read(source: TextSource, *, currency: str) -> Iterator[ImportEntry]:
    """Simple products at once and in order; then those with variations, which waited on disk."""
    with Spool() as spool:
        for row in read_rows(source, PLAN):
            if isinstance(row, Row):
                yield from _take(spool, tidied(row), currency)
            else:
                yield row
        for group in spool.groups():
            kind, _, key = group.partition(" ")
            if kind == "product":
                yield from _variable(spool, group, key, currency)
        yield from _orphans(spool)


def _take(spool: Spool, row: Row, currency: str) -> Iterator[ImportEntry]:
    kinds = {kind.strip().lower() for kind in row.get("type").split(",")}
    try:
        if "variation" in kinds:
            _put_variation(spool, row)
        elif "grouped" in kinds:
            yield RowProblem(
                row.line,
                "A grouped product has nothing of its own to sell; its members are imported.",
                None,
                "Type",
            )
        elif "variable" in kinds:
            _put_variable(spool, row)
        elif kinds & {"simple", "external"}:
            yield from _simple(spool, row, kinds, currency)
        else:
            reason = f"The type {shown(row.get('type'))} is not one known here."
            yield RowProblem(row.line, reason, None, "Type")
    except BadCell as fault:
        yield RowProblem(row.line, fault.reason, None, fault.column)


def _handle(spool: Spool, row: Row) -> str:
    """An address made of the name; where that is taken, of name and SKU."""
    if not row.get("name"):
        raise BadCell("Name", "The product has no name.")
    try:
        handle = handle_of(row.get("name"), column="Name")
    except BadCell:
        handle = handle_of(f"product {_own_key(row)}", column="SKU")
    if spool.first_line_of("handle", handle, row.line) is None:
        return handle
    longer = handle_of(f"{handle[:60]} {_own_key(row)}", column="Name")
    first = spool.first_line_of("handle", longer, row.line)
    if first is not None:
        raise BadCell("Name", f"The product stands there already on line {first}.")
    return longer


def _own_key(row: Row) -> str:
    return row.get("sku").strip() or row.get("id").strip()


def _put_variation(spool: Spool, row: Row) -> None:
    parent = row.get("parent").strip()
    if not parent:
        raise BadCell("Parent", "The variation does not name its parent.")
    spool.put(f"of {parent.lower()}", row)


def _put_variable(spool: Spool, row: Row) -> None:
    handle = _handle(spool, row)
    spool.put(f"product {handle}", row)


def _simple(spool: Spool, row: Row, kinds: set[str], currency: str) -> Iterator[ImportEntry]:
    sheet = Sheet(_handle(spool, row), row.line)
    for url in images_of(row):
        sheet.add_image(row, url, column="Images")
    try:
        variant = variant_of(
            sheet,
            row,
            (),
            currency,
            is_virtual=bool(kinds & {"virtual", "downloadable", "external"}),
        )
        sheet.add_variant(row, variant)
        product = describe(sheet, row, (), is_external="external" in kinds)
    except BadCell as fault:
        sheet.refuse(row, fault.reason, fault.column)
        product = None
    yield from sheet.finish(product)


def _variable(spool: Spool, group: str, handle: str, currency: str) -> Iterator[ImportEntry]:
    parent = next(spool.rows(group))
    sheet = Sheet(handle, parent.line)
    variations = _variations_of(spool, parent, sheet)
    if not variations:
        yield RowProblem(
            parent.line, "The variable product has no variations in this file.", handle
        )
        return
    for url in images_of(parent):
        sheet.add_image(parent, url, column="Images")
    options = _options(parent, variations)
    for row in variations:
        _add_variation(sheet, parent, row, options, currency)
    try:
        product = describe(sheet, parent, options)
    except BadCell as fault:
        sheet.refuse(parent, fault.reason, fault.column)
        product = None
    yield from sheet.finish(product)


def _variations_of(spool: Spool, parent: Row, sheet: Sheet) -> list[Row]:
    """Rows that name this parent by its SKU or as id:NN, in the merchant's order."""
    found: list[Row] = []
    for key in (parent.get("sku").strip().lower(), f"id:{parent.get('id').strip()}"):
        if key and key != "id:" and spool.first_line_of("parent", key, parent.line) is None:
            for row in spool.rows(f"of {key}"):
                if len(found) < MOST_VARIANTS:
                    found.append(row)
                else:
                    sheet.refuse(row, f"A product has {MOST_VARIANTS} variants at most.")
    return sorted(found, key=_position)


def _position(row: Row) -> tuple[int, int]:
    position = row.get("position").strip()
    return (int(position) if position.isdecimal() and len(position) < 10 else 0, row.line)


def _options(parent: Row, variations: list[Row]) -> tuple[str, ...]:
    """Names of the attributes by which the variations differ, in the parent's order."""
    used = {name.lower() for row in variations for name, value in attributes_of(row) if value}
    ordered = dict.fromkeys(name for row in (parent, *variations) for name, _ in attributes_of(row))
    return tuple(name for name in ordered if name.lower() in used)


def _add_variation(
    sheet: Sheet, parent: Row, row: Row, options: tuple[str, ...], currency: str
) -> None:
    kinds = row.get("type").lower()
    is_virtual = "virtual" in kinds or "downloadable" in kinds
    try:
        if not flag_of(row.get("published"), column="Published", default=True):
            sheet.note(row, "The variation is switched off and was left out.")
            return
        inherited = {
            key: cell
            for key, cell in parent.cells.items()
            if key.startswith("weight (") or key == "backorders allowed?"
        }
        full = Row(row.line, {**inherited, **row.cells})
        variant = variant_of(sheet, full, options, currency, is_virtual=is_virtual)
    except BadCell as fault:
        sheet.refuse(row, fault.reason, fault.column)
    else:
        sheet.add_variant(row, variant)


def _orphans(spool: Spool) -> Iterator[RowProblem | Notice]:
    for group in spool.groups():
        kind, _, key = group.partition(" ")
        if kind == "of" and spool.line_of("parent", key) is None:
            for row in spool.rows(group):
                yield RowProblem(
                    row.line,
                    f"The parent {shown(key)} is not a variable product of this file.",
                    None,
                    "Parent",
                )
