"""What a merchant sends about a product."""

import re
from collections.abc import Sequence
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AliasChoices,
    Field,
    StrictInt,
    StringConstraints,
    model_validator,
)

from shopwright.faces.api.shapes import (
    Amount,
    CurrencyCode,
    IdText,
    LongText,
    Moment,
    Name,
    Payload,
    ShortText,
    Text,
    example,
)
from shopwright.flows.merchandising.contracts import (
    ImageRecord,
    PriceRecord,
    ProductPatch,
    ProductRecord,
    RecordStatus,
    VariantPatch,
    VariantRecord,
)
from shopwright.kernel.money import Money
from shopwright.modules.catalog.contracts import LARGEST_LIMIT, LARGEST_VARIANTS

_ADDRESS = re.compile(r"(https?://[^\s<>\"]+|/[^\s<>\"]*)")
_PATCHED_ALIKE = ("title", "description", "brand", "product_type", "status", "seo_title", "seo_description", "tax_class", "most_per_order")  # fmt: skip
_WINDOW = ("published_from", "published_until")
_OF_THE_VARIANT = ("sku", "barcode", "weight_grams", "requires_shipping", "image_url", "track_stock", "backorder")  # fmt: skip


def _address(value: str) -> str:
    if _ADDRESS.fullmatch(value) is None:
        message = "an address begins with http://, https:// or /"
        raise ValueError(message)
    return value


WrittenMoment = Annotated[Moment, Field(strict=False)]
Status = Annotated[RecordStatus, Field(strict=False)]
Slug = Annotated[str, StringConstraints(max_length=160, pattern="^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$")]
Sku = Annotated[Name, StringConstraints(max_length=100)]
Stock = Annotated[int, Field(ge=0, le=10**9)]
CountedStock = Annotated[
    Stock | None, Field(validation_alias=AliasChoices("stock_quantity", "inventory_count"))
]
_SEO_TITLE = Field(validation_alias=AliasChoices("seo_title", "meta_title"))
_SEO_TEXT = Field(validation_alias=AliasChoices("seo_description", "meta_description"))
Grams = Annotated[int, Field(ge=0, le=10**8)]
Address = Annotated[Text, StringConstraints(max_length=2000), AfterValidator(_address)]
Tags = Annotated[list[Name], Field(max_length=100)]
Attributes = Annotated[dict[Name, ShortText], Field(max_length=100)]


_PLAIN = {
    "title": "Stoneware mug",
    "price": "14.50",
    "sku": "MUG-STONE",
    "stock_quantity": 40,
    "tags": ["tea", "coffee"],
}
_WITH_VARIANTS = {
    "title": "Linen apron",
    "options": ["Colour", "Size"],
    "variants": [
        {"option_values": ["Sand", "M"], "price": "32.00", "stock_quantity": 12},
        {"option_values": ["Sand", "L"], "price": "34.00", "compare_at_price": "39.00"},
    ],
}


class ImagePayload(Payload):
    url: Address
    alt: ShortText = ""


class OptionPayload(Payload):
    """An option; its values are what the variants have, so those given here are not looked at."""

    name: Name
    values: Annotated[list[ShortText], Field(default_factory=list)]


class PricePayload(Payload):
    price: Amount | None = None
    compare_at_price: Amount | None = None
    currency: CurrencyCode | None = None


class CurrencyPrice(Payload):
    """A price in one currency."""

    price: Amount
    compare_at_price: Amount | None = None
    currency: CurrencyCode

    def record(self) -> PriceRecord:
        before = _money(self.compare_at_price, self.currency)
        return PriceRecord(Money.parse(self.price, self.currency), before)


def _once_each(prices: list[CurrencyPrice]) -> list[CurrencyPrice]:
    if len({each.currency for each in prices}) < len(prices):
        message = "a currency has one price"
        raise ValueError(message)
    return prices


TaxClass = Annotated[str, StringConstraints(pattern="^([a-z][a-z0-9_]{0,39})?$")]
Limit = Annotated[
    StrictInt, Field(ge=0, le=LARGEST_LIMIT, description="Pieces that one order takes; 0: any.")
]
CurrencyPrices = Annotated[
    list[CurrencyPrice],
    Field(max_length=50, description="Prices in other currencies than the one beside."),
    AfterValidator(_once_each),
]


class VariantPayload(PricePayload):
    """One of several variants; `id` or `sku` says which of those that are there it is."""

    id: IdText | None = None
    sku: Sku | None = None
    title: ShortText = ""
    prices: CurrencyPrices | None = None
    option_values: Annotated[list[Name], Field(default_factory=list)]
    stock_quantity: Stock | None = None
    track_stock: bool = True
    backorder: bool = False
    barcode: ShortText | None = None
    weight_grams: Grams | None = None
    requires_shipping: bool = True
    image_url: Address | None = None
    is_active: bool = True


class _ProductFields(PricePayload):
    name: Annotated[Name | None, Field(description="The same as `title`.")] = None
    slug: Slug | None = None
    category: Annotated[
        Name | None,
        Field(description="A category by its id, slug or name; staff make one by naming it."),
    ] = None
    category_id: IdText | None = None
    category_ids: Annotated[list[IdText], Field(max_length=50)] | None = None
    options: Annotated[list[Name | OptionPayload], Field(max_length=6)] | None = None
    variants: (
        Annotated[list[VariantPayload], Field(min_length=1, max_length=LARGEST_VARIANTS)] | None
    ) = None
    images: Annotated[list[Address | ImagePayload], Field(max_length=250)] | None = None
    prices: CurrencyPrices | None = None
    tags: Tags | None = None
    attributes: Attributes | None = None
    sku: Sku | None = None
    stock_quantity: CountedStock = None
    barcode: ShortText | None = None
    weight_grams: Grams | None = None
    image_url: Address | None = None
    published_from: Annotated[
        WrittenMoment | None, Field(description="Not shown and not sold before.")
    ] = None
    published_until: Annotated[
        WrittenMoment | None, Field(description="Not shown and not sold from then on.")
    ] = None

    def named_categories(self) -> list[UUID] | None:
        """The ids given, or None where nothing is said about categories by id."""
        if self.category_ids is None and self.category_id is None:
            return None
        return [*(self.category_ids or ()), *([self.category_id] if self.category_id else ())]

    def option_names(self) -> tuple[str, ...]:
        return tuple(each if isinstance(each, str) else each.name for each in self.options or ())

    def image_records(self) -> tuple[ImageRecord, ...]:
        return tuple(
            ImageRecord(each) if isinstance(each, str) else ImageRecord(each.url, each.alt)
            for each in self.images or ()
        )


class ProductPayload(_ProductFields):
    """A whole product. Without `variants` it has one, described by the fields beside it."""

    model_config = example(_PLAIN, _WITH_VARIANTS)

    title: Name | None = None
    description: LongText = ""
    brand: ShortText = ""
    product_type: ShortText = ""
    status: Status = RecordStatus.PUBLISHED
    seo_title: Annotated[ShortText, _SEO_TITLE] = ""
    seo_description: Annotated[LongText, _SEO_TEXT] = ""
    tax_class: TaxClass = ""
    most_per_order: Limit = 0
    track_stock: bool = True
    backorder: bool = False
    requires_shipping: bool = True

    @model_validator(mode="after")
    def ask_for_what_it_needs(self) -> Self:
        """A name in any case, and a price unless it is a draft."""
        if (self.title is None) == (self.name is None):
            message = "title (or name, but not both) is required"
            raise ValueError(message)
        prices = [self.price, *(self.prices or ())]
        prices += [each for variant in self.variants or () for each in _priced(variant)]
        if self.status is not RecordStatus.DRAFT and not any(prices):
            message = "price is required"
            raise ValueError(message)
        return self

    def record(self, home_currency: str) -> ProductRecord:
        return ProductRecord(
            handle=self.slug or "",
            title=self.title or self.name or "",
            variants=self._variants(home_currency),
            description=self.description,
            brand=self.brand,
            product_type=self.product_type,
            status=self.status,
            tags=tuple(self.tags or ()),
            options=self.option_names(),
            images=self.image_records(),
            seo_title=self.seo_title,
            seo_description=self.seo_description,
            attributes=tuple((self.attributes or {}).items()),
            published_from=self.published_from,
            published_until=self.published_until,
            tax_class=self.tax_class,
            most_per_order=self.most_per_order,
        )

    def replacement(self, home_currency: str) -> ProductPatch:
        """The patch that makes a product be this and nothing else; its slug stays where none is given."""
        record = self.record(home_currency)
        return ProductPatch(
            handle=self.slug,
            **{name: getattr(record, name) for name in _PATCHED_ALIKE},
            tags=record.tags,
            category_ids=tuple(self.named_categories() or ()),
            options=record.options if self.variants else None,
            variants=record.variants if self.variants else None,
            only_variant=None if self.variants else _only_variant(self, home_currency),
            images=record.images,
            attributes=record.attributes,
            published_from=self.published_from,
            published_until=self.published_until,
            clears=frozenset(name for name in _WINDOW if getattr(self, name) is None),
        )

    def _variants(self, home_currency: str) -> tuple[VariantRecord, ...]:
        if self.variants:
            return tuple(_variant(each, self, home_currency) for each in self.variants)
        return (
            VariantRecord(
                prices=_prices(self, home_currency, self.prices),
                stock=self.stock_quantity,
                **{name: getattr(self, name) for name in _OF_THE_VARIANT},
            ),
        )


class ProductChange(_ProductFields):
    """What shall change about a product; what is left out stays."""

    model_config = example({"title": "Stoneware mug, large", "price": "16.00", "tags": ["tea"]})

    title: Name | None = None
    description: LongText | None = None
    brand: ShortText | None = None
    product_type: ShortText | None = None
    status: Status | None = None
    seo_title: Annotated[ShortText | None, _SEO_TITLE] = None
    seo_description: Annotated[LongText | None, _SEO_TEXT] = None
    tax_class: TaxClass | None = None
    most_per_order: Limit | None = None
    track_stock: bool | None = None
    backorder: bool | None = None
    requires_shipping: bool | None = None

    def patch(self, home_currency: str) -> ProductPatch:
        named = self.named_categories()
        speaks_of_one = {*_OF_THE_VARIANT, "price", "compare_at_price", "prices", "stock_quantity"}
        return ProductPatch(
            handle=self.slug,
            **{name: getattr(self, name) for name in _PATCHED_ALIKE if name != "title"},
            title=self.title or self.name,
            tags=None if self.tags is None else tuple(self.tags),
            category_ids=None if named is None else tuple(named),
            options=None if self.options is None else self.option_names(),
            variants=tuple(_variant(each, self, home_currency) for each in self.variants)
            if self.variants
            else None,
            only_variant=_only_variant(self, home_currency)
            if speaks_of_one & self.model_fields_set
            else None,
            images=None if self.images is None else self.image_records(),
            attributes=None if self.attributes is None else tuple(self.attributes.items()),
            published_from=self.published_from,
            published_until=self.published_until,
            clears=frozenset(
                name
                for name in _WINDOW
                if name in self.model_fields_set and getattr(self, name) is None
            ),
        )


def _variant(payload: VariantPayload, product: PricePayload, home_currency: str) -> VariantRecord:
    priced = payload if payload.price is not None else product
    return VariantRecord(
        id=payload.id,
        title=payload.title,
        option_values=tuple(payload.option_values),
        prices=_prices(
            priced, payload.currency or product.currency or home_currency, payload.prices
        ),
        stock=payload.stock_quantity,
        is_active=payload.is_active,
        **{name: getattr(payload, name) for name in _OF_THE_VARIANT},
    )


def _only_variant(payload: ProductPayload | ProductChange, home_currency: str) -> VariantPatch:
    currency = payload.currency or home_currency
    return VariantPatch(
        amount=_money(payload.price, currency),
        compare_at=_money(payload.compare_at_price, currency),
        clears_compare_at="compare_at_price" in payload.model_fields_set
        and payload.compare_at_price is None,
        prices=tuple(each.record() for each in payload.prices or ()),
        stock=payload.stock_quantity,
        **{name: getattr(payload, name) for name in _OF_THE_VARIANT},
    )


def _priced(variant: VariantPayload) -> list[object]:
    return [variant.price, *(variant.prices or ())]


def _prices(
    payload: PricePayload, home_currency: str, others: Sequence[CurrencyPrice] | None
) -> tuple[PriceRecord, ...]:
    """The price in one currency, and those in others."""
    currency = payload.currency or home_currency
    amount = _money(payload.price, currency)
    found = {each.currency: each.record() for each in others or ()}
    if amount is not None:
        found[currency] = PriceRecord(amount, _money(payload.compare_at_price, currency))
    return tuple(found.values())


def _money(amount: str | None, currency: str) -> Money | None:
    return None if amount is None else Money.parse(amount, currency)
