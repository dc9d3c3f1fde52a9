"""What one row of WooCommerce's CSV says: price, stock, weight, attributes, texts."""

import re
from collections.abc import Iterator
from html import unescape

from shopwright.flows.merchandising.contracts import (
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.build import Sheet, unique_pairs
from shopwright.flows.merchandising.steps.cells import (
    LONGEST_TITLE,
    BadCell,
    amount_of,
    flag_of,
    grams_of,
    line_of,
    path_of,
    stock_of,
)
from shopwright.flows.merchandising.steps.html import description_of
from shopwright.flows.merchandising.steps.table import Row

ANY = "Any"  # a variation that leaves an attribute empty is sold for each of its values
_COMMA = re.compile(r"(?<!\\),")
_GUARDED = ("'=", "'+", "'-", "'@")
_NAMES = re.compile(r"name|categories|tags|brands|attribute [0-9]{1,3} (name|value\(s\))")
_WEIGHT = re.compile(r"weight \((kg|g|lbs|oz)\)")
_ATTRIBUTE_NAME = re.compile(r"attribute ([0-9]{1,3}) name")


def tidied(row: Row) -> Row:
    """A row without what the exporter adds: an apostrophe before =, +, - and @, entities in names."""
    cells = {
        column: cell[1:] if cell.startswith(_GUARDED) else cell
        for column, cell in row.cells.items()
    }
    for column, cell in cells.items():
        if "&" in cell and _NAMES.fullmatch(column):
            cells[column] = unescape(cell)
    return Row(row.line, cells)


def listed(text: str) -> Iterator[str]:
    r"""Parts of a cell between commas, `\,` being a comma of the text."""
    for part in _COMMA.split(text):
        name = part.replace("\\,", ",").strip()
        if name:
            yield name


def attributes_of(row: Row) -> list[tuple[str, str]]:
    """Names and values of the numbered attributes, in the order of their numbers."""
    numbers = sorted(
        int(found.group(1)) for column in row.cells if (found := _ATTRIBUTE_NAME.fullmatch(column))
    )
    return [
        (
            line_of(row.get(f"attribute {n} name"), column=f"Attribute {n} name", longest=100),
            ", ".join(listed(row.get(f"attribute {n} value(s)"))),
        )
        for n in numbers
    ]


def images_of(row: Row) -> Iterator[str]:
    """Addresses of pictures; a comma inside one stands escaped."""
    return listed(row.get("images"))


def variant_of(
    sheet: Sheet, row: Row, options: tuple[str, ...], currency: str, *, is_virtual: bool
) -> VariantRecord:
    """The thing sold by a simple product or a variation.

    Raises:
        BadCell: no price, or a cell that can't be taken.
    """
    values = {name.lower(): value for name, value in attributes_of(row)}
    stock, is_tracked, is_backordered = _stock(sheet, row)
    pictures = list(images_of(row)) if options else []
    return VariantRecord(
        sku=line_of(row.get("sku"), column="SKU", longest=100) or None,
        option_values=tuple(
            line_of(values.get(name.lower()) or ANY, column=name, longest=255) for name in options
        ),
        prices=(_price(sheet, row, currency),),
        stock=stock,
        track_stock=is_tracked,
        backorder=is_backordered,
        barcode=line_of(row.get("gtin, upc, ean, or isbn"), column="GTIN", longest=100) or None,
        weight_grams=_weight(row),
        image_url=sheet.add_image(row, pictures[0], column="Images") if pictures else None,
        requires_shipping=not is_virtual,
        line=row.line,
    )


def describe(
    sheet: Sheet, row: Row, options: tuple[str, ...], *, is_external: bool = False
) -> ProductRecord:
    """The product of a row, with the variants collected so far.

    Raises:
        BadCell: a cell that can't be taken.
    """
    status = _status(sheet, row)
    if is_external:
        sheet.note(row, "The product is sold on another site and was made a draft.")
        status = RecordStatus.DRAFT
    return ProductRecord(
        handle=sheet.handle,
        title=line_of(row.get("name"), column="Name", longest=LONGEST_TITLE),
        variants=sheet.variants,
        description=_description(row),
        brand=line_of(next(listed(row.get("brands")), ""), column="Brands"),
        status=status,
        tags=tuple(dict.fromkeys(line_of(tag, column="Tags") for tag in listed(row.get("tags")))),
        categories=_categories(row),
        options=options,
        images=tuple(sheet.images.values()),
        seo_title=line_of(_seo(row, "title"), column="Meta: title", longest=LONGEST_TITLE),
        seo_description=line_of(_seo(row, "description"), column="Meta: description", longest=1000),
        attributes=unique_pairs(_attributes(row, options, is_external=is_external)),
        line=sheet.line,
    )


def _price(sheet: Sheet, row: Row, currency: str) -> PriceRecord:
    regular_text, sale_text = row.get("regular price"), row.get("sale price")
    if not regular_text:
        raise BadCell("Regular price", "The product has no price.")
    regular = amount_of(regular_text, currency, column="Regular price")
    if not sale_text:
        return PriceRecord(regular)
    sale = amount_of(sale_text, currency, column="Sale price")
    if sale >= regular:
        return PriceRecord(regular)
    if row.get("date sale price starts") or row.get("date sale price ends"):
        sheet.note(row, "The sale price holds for certain days only: the regular price was taken.")
        return PriceRecord(regular)
    return PriceRecord(sale, regular)


def _stock(sheet: Sheet, row: Row) -> tuple[int | None, bool, bool]:
    """Pieces, whether they are counted, whether more may be ordered than there are."""
    told = row.get("in stock?").strip().lower()
    backorder = row.get("backorders allowed?").strip().lower()
    may_exceed = (
        told == "backorder" or backorder == "notify" or _flag(backorder, "Backorders allowed?")
    )
    text = row.get("stock").strip()
    if text.lower() == "parent":
        sheet.note(row, "The parent counts the stock of all its variations: set it for each one.")
        return None, True, may_exceed
    pieces = stock_of(text, column="Stock")
    if pieces is not None:
        return pieces, True, may_exceed
    if told not in {"", "backorder"} and not _flag(told, "In stock?"):
        return 0, True, may_exceed
    return None, False, may_exceed


def _flag(text: str, column: str) -> bool:
    return flag_of(text, column=column, default=False)


def _weight(row: Row) -> int | None:
    for column, cell in row.cells.items():
        if found := _WEIGHT.fullmatch(column):
            return grams_of(cell, found.group(1), column=column.capitalize()) or None
    return None


def _status(sheet: Sheet, row: Row) -> RecordStatus:
    published = row.get("published").strip()
    if published == "-1" or not flag_of(published, column="Published", default=True):
        return RecordStatus.DRAFT
    if row.get("visibility in catalog").strip().lower() == "hidden":
        sheet.note(row, "The product is hidden from the catalog and was made a draft.")
        return RecordStatus.DRAFT
    return RecordStatus.PUBLISHED


def _description(row: Row) -> str:
    # The export writes a line break as \n in letters.
    texts = (row.get("short description"), row.get("description"))
    parts = [
        description_of(text.replace("\\n", "\n"), column="Description") for text in texts if text
    ]
    return "\n".join(
        dict.fromkeys(part if part.startswith("<") else f"<p>{part}</p>" for part in parts if part)
    )


def _categories(row: Row) -> tuple[tuple[str, ...], ...]:
    paths = (
        path_of(text, column="Categories", separator=">") for text in listed(row.get("categories"))
    )
    return tuple(dict.fromkeys(path for path in paths if path))


def _seo(row: Row, what: str) -> str:
    yoast = {"title": "title", "description": "metadesc"}[what]
    return row.get(f"meta: _yoast_wpseo_{yoast}") or row.get(f"meta: rank_math_{what}")


def _attributes(
    row: Row, options: tuple[str, ...], *, is_external: bool
) -> Iterator[tuple[str, str]]:
    for name, value in attributes_of(row):
        if name not in options:
            yield name, line_of(value, column=name, longest=10_000)
    if is_external:
        yield "External URL", line_of(row.get("external url"), column="External URL", longest=2000)
