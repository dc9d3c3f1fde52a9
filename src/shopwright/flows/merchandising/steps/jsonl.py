"""JSON Lines: our own format, one product a line, strict about every key."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    ImportEntry,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    RowProblem,
    VariantRecord,
)
from shopwright.flows.merchandising.steps.build import MOST_IMAGES, MOST_VARIANTS
from shopwright.flows.merchandising.steps.cells import (
    HEAVIEST_GRAMS,
    LARGEST_STOCK,
    LONGEST_TITLE,
    BadCell,
    amount_of,
    compare_at_of,
    handle_of,
    line_of,
    shown,
    url_of,
)
from shopwright.flows.merchandising.steps.html import description_of
from shopwright.flows.merchandising.steps.marks import limit, moment, tax_class, written
from shopwright.flows.merchandising.steps.source import LONGEST_PIECE, TextSource
from shopwright.modules.catalog.contracts import (
    DEEPEST_CATEGORY,
    LARGEST_OPTIONS,
)

_MOST_PROBLEMS_NAMED = 3
_LONGEST_NUMBER = 16


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _amount(value: object) -> object:
    """Numbers are read by their digits, so that 19.99 is exact."""
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        exact = Decimal(value)
        return f"{exact:f}" if abs(exact.adjusted()) < _LONGEST_NUMBER else "too large"
    return value


_Amount = Annotated[str, BeforeValidator(_amount)]


class _Price(_Strict):
    amount: _Amount
    currency: str | None = None
    compare_at: _Amount | None = None


class _Image(_Strict):
    url: str
    alt: str = ""


class _Variant(_Strict):
    sku: str | None = None
    title: str = ""
    option_values: list[str] = []
    prices: list[_Price] = Field(max_length=50)
    stock: int | None = Field(default=None, ge=0, le=LARGEST_STOCK)
    track_stock: bool = True
    backorder: bool = False
    barcode: str | None = None
    weight_grams: int | None = Field(default=None, ge=0, le=HEAVIEST_GRAMS)
    image_url: str | None = None
    requires_shipping: bool = True
    is_active: bool = True


class _Product(_Strict):
    handle: str
    title: str
    description: str = ""
    brand: str = ""
    product_type: str = ""
    status: str = RecordStatus.PUBLISHED.value
    tags: list[str] = Field(default=[], max_length=250)
    categories: list[list[str]] = Field(default=[], max_length=50)
    options: list[str] = Field(default=[], max_length=LARGEST_OPTIONS)
    images: list[_Image] = Field(default=[], max_length=MOST_IMAGES)
    seo_title: str = ""
    seo_description: str = ""
    attributes: dict[str, str] = Field(default={}, max_length=500)
    tax_class: str = ""
    most_per_order: int | str = ""
    published_from: str = ""
    published_until: str = ""
    # Exports tell these; they are not read back.
    id: str = ""
    vendor_id: str = ""
    category_slugs: list[str] = []
    variants: list[_Variant] = Field(min_length=1, max_length=MOST_VARIANTS)


def read(source: TextSource, *, currency: str) -> Iterator[ImportEntry]:
    """A product or a problem for each line that is not blank."""
    line, is_cut = 0, False
    for piece in source.pieces():
        is_whole = piece.endswith(("\n", "\r")) or len(piece) < LONGEST_PIECE
        was_cut, is_cut = is_cut, not is_whole
        if was_cut:
            continue
        line += 1
        if not is_whole:
            yield RowProblem(line, f"The line has more than {LONGEST_PIECE:,} characters.")
        elif not piece.isspace():
            yield _entry(piece, line, currency)


def render(product: ProductRecord) -> str:
    """The line, with its end, from which :func:`read` makes this product again."""
    return json.dumps(plain_of(product), ensure_ascii=False) + "\n"


def plain_of(product: ProductRecord) -> dict[str, Any]:
    """The product as JSON knows it, without what is empty."""
    plain: dict[str, Any] = {
        "handle": product.handle,
        "title": product.title,
        "description": product.description,
        "brand": product.brand,
        "product_type": product.product_type,
        "status": product.status.value,
        "tags": list(product.tags),
        "categories": [list(path) for path in product.categories],
        "options": list(product.options),
        "images": [{"url": image.url, "alt": image.alt} for image in product.images],
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        "attributes": dict(product.attributes),
        "tax_class": product.tax_class or "",
        "most_per_order": str(product.most_per_order or ""),
        "published_from": written(product.published_from),
        "published_until": written(product.published_until),
        "variants": [_plain_variant(variant) for variant in product.variants],
    }
    return _without_empty(plain)


def entry_of(value: dict[str, Any], line: int, currency: str) -> ProductRecord | RowProblem:
    """The product that a JSON object describes, or what is wrong with it."""
    handle = _shown_handle(value)
    try:
        return _record(_Product.model_validate(value), line, currency)
    except ValidationError as error:
        return RowProblem(line, _words(error), handle)
    except BadCell as fault:
        return RowProblem(line, fault.reason, handle, fault.column)


def value_of(text: str) -> Any:
    """What a JSON text says; every number exact.

    Raises:
        ValueError: it is none.
    """
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once
        )
    except RecursionError:
        raise _BadJson("The line is nested too deeply.") from None


def _plain_variant(variant: VariantRecord) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "sku": variant.sku,
        "title": variant.title,
        "option_values": list(variant.option_values),
        "prices": [_plain_price(price) for price in variant.prices],
        "stock": variant.stock,
        "barcode": variant.barcode,
        "weight_grams": variant.weight_grams,
        "image_url": variant.image_url,
    }
    plain = _without_empty(plain) | {"prices": plain["prices"]}
    plain |= {"track_stock": False} if not variant.track_stock else {}
    plain |= {"backorder": True} if variant.backorder else {}
    plain |= {"requires_shipping": False} if not variant.requires_shipping else {}
    plain |= {"is_active": False} if not variant.is_active else {}
    return plain


def _plain_price(price: PriceRecord) -> dict[str, str]:
    plain = {"amount": price.amount.amount, "currency": price.amount.currency}
    return plain | ({"compare_at": price.compare_at.amount} if price.compare_at else {})


def _without_empty(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plain.items() if value not in (None, "", [], {})}


def _entry(text: str, line: int, currency: str) -> ProductRecord | RowProblem:
    try:
        value = _parse(text)
    except _BadJson as fault:
        return RowProblem(line, str(fault))
    return entry_of(value, line, currency)


class _BadJson(ValueError):
    """The line is not one JSON object."""


def _parse(text: str) -> dict[str, Any]:
    try:
        value = value_of(text)
    except json.JSONDecodeError as error:
        message = f"The line is not JSON: {error.msg} at character {error.pos + 1}."
        raise _BadJson(message) from None
    except ValueError as error:
        message = (
            str(error)
            if isinstance(error, _BadJson)
            else "The line holds a number that is too long."
        )
        raise _BadJson(message) from None
    if not isinstance(value, dict):
        raise _BadJson("The line is not a JSON object: each line is one product in braces.")
    return value


def _refuse(name: str) -> NoReturn:
    message = f"{name} is not a number of JSON."
    raise _BadJson(message)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _BadJson("A key stands twice in one object.")
    return found


def _shown_handle(value: dict[str, Any]) -> str | None:
    handle = value.get("handle")
    return handle[:100] if isinstance(handle, str) and handle.isprintable() else None


def _words(error: ValidationError) -> str:
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    parts = []
    for fault in faults[:_MOST_PROBLEMS_NAMED]:
        where = ".".join(shown(str(part))[1:-1] for part in fault["loc"]) or "line"
        parts.append(f"{where}: {_WORDS.get(fault['type'], fault['msg'])}")
    more = len(faults) - len(parts)
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "") + "."


_WORDS = {
    "extra_forbidden": "no such key in this format",
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
}


def _record(product: _Product, line: int, currency: str) -> ProductRecord:
    if product.status not in set(RecordStatus):
        raise BadCell(
            "status", f"The status {shown(product.status)} is not published, draft or archived."
        )
    handle = handle_of(product.handle, column="handle")
    if handle != product.handle:
        raise BadCell(
            "handle", f"A handle is written in a-z, 0-9 and single hyphens, like '{handle}'."
        )
    title = line_of(product.title, column="title", longest=LONGEST_TITLE)
    if not title:
        raise BadCell("title", "The product has no title.")
    options = _options(product.options)
    return ProductRecord(
        handle=handle,
        title=title,
        variants=_variants(product, line, currency),
        description=description_of(product.description, column="description"),
        brand=line_of(product.brand, column="brand"),
        product_type=line_of(product.product_type, column="product_type"),
        status=RecordStatus(product.status),
        tags=_lines(product.tags, "tags"),
        categories=tuple(dict.fromkeys(_path(path) for path in product.categories)),
        options=options,
        images=tuple(_image(image) for image in product.images),
        seo_title=line_of(product.seo_title, column="seo_title", longest=LONGEST_TITLE),
        seo_description=line_of(product.seo_description, column="seo_description", longest=1000),
        attributes=tuple(
            (
                line_of(name, column="attributes"),
                line_of(value, column=f"attributes.{shown(name)[1:-1]}", longest=10_000),
            )
            for name, value in product.attributes.items()
        ),
        line=line,
        tax_class=tax_class(product.tax_class),
        most_per_order=limit(product.most_per_order),
        published_from=moment(product.published_from, "published_from"),
        published_until=moment(product.published_until, "published_until"),
    )


def _variants(product: _Product, line: int, currency: str) -> tuple[VariantRecord, ...]:
    variants = tuple(
        _variant(variant, len(product.options), line, currency) for variant in product.variants
    )
    if len({_folded(variant) for variant in variants}) < len(variants):
        raise BadCell("variants", "Two variants have the same option_values.")
    return variants


def _folded(variant: VariantRecord) -> tuple[str, ...]:
    return tuple(value.casefold() for value in variant.option_values)


def _variant(variant: _Variant, options: int, line: int, currency: str) -> VariantRecord:
    if len(variant.option_values) != options:
        raise BadCell(
            "option_values",
            f"A variant has {len(variant.option_values)} option_values for {options} options.",
        )
    prices = tuple(_price(price, currency) for price in variant.prices)
    if len({price.amount.currency for price in prices}) < len(prices):
        raise BadCell("prices", "A variant has two prices in one currency.")
    values = tuple(
        line_of(value, column="option_values", longest=255) for value in variant.option_values
    )
    if not all(values):
        raise BadCell("option_values", "An option value is empty.")
    return VariantRecord(
        sku=line_of(variant.sku or "", column="sku", longest=100) or None,
        title=line_of(variant.title, column="variants.title", longest=LONGEST_TITLE),
        option_values=values,
        prices=prices,
        stock=variant.stock,
        track_stock=variant.track_stock,
        backorder=variant.backorder,
        barcode=line_of(variant.barcode or "", column="barcode", longest=100) or None,
        weight_grams=variant.weight_grams,
        image_url=url_of(variant.image_url, column="image_url") if variant.image_url else None,
        requires_shipping=variant.requires_shipping,
        is_active=variant.is_active,
        line=line,
    )


def _price(price: _Price, currency: str) -> PriceRecord:
    amount = amount_of(price.amount, price.currency or currency, column="amount")
    return PriceRecord(amount, compare_at_of(price.compare_at or "", amount, column="compare_at"))


def _image(image: _Image) -> ImageRecord:
    return ImageRecord(
        url_of(image.url, column="images.url"), line_of(image.alt, column="images.alt", longest=512)
    )


def _options(options: list[str]) -> tuple[str, ...]:
    names = tuple(line_of(name, column="options", longest=100) for name in options)
    if not all(names) or len({name.lower() for name in names}) < len(names):
        raise BadCell("options", "Names of options are not empty and stand once each.")
    return names


def _path(names: list[str]) -> tuple[str, ...]:
    path = tuple(line_of(name, column="categories") for name in names)
    if not path or not all(path) or len(path) > DEEPEST_CATEGORY:
        raise BadCell(
            "categories",
            f"A category is a list of 1 to {DEEPEST_CATEGORY} names, outermost first, none of them empty.",
        )
    return path


def _lines(texts: list[str], column: str) -> tuple[str, ...]:
    lines = (line_of(text, column=column) for text in texts)
    return tuple(dict.fromkeys(line for line in lines if line))
