"""A product turned into what is shown of it: its page, its cards, the words and the facts it is found by. Pure."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from shopwright.modules.catalog.contracts import (
    Category,
    Image,
    Product,
    RelationKind,
    ShelfStatus,
    Variant,
)
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.media.contracts import MAIN, Rendition
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.reviews.contracts import NO_REVIEWS, RatingSummary
from shopwright.satellites.search.contracts import Document, Facts, Listing, Projection, SearchText
from shopwright.satellites.search.rules.words import folded

LONGEST_KEY = 200
LONGEST_TERM = 300
_LONGEST_WORDS = 50_000
_LONGEST_PROSE = 2_000
_LONGEST_VALUE, _MOST_ATTRIBUTES = 100, 100
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Shelf:
    """A product and what other rooms know of it; `categories` holds those above its own too.

    `status` is where it stands at the moment.
    """

    product: Product
    prices: Mapping[UUID, Sequence[Price]]
    levels: Mapping[UUID, StockLevel]
    categories: Mapping[UUID, Category]
    home_currency: str
    stars: RatingSummary = NO_REVIEWS
    sizes: Mapping[str, Mapping[str, Rendition]] = field(default_factory=dict)
    status: str = ShelfStatus.PUBLISHED
    related: Mapping[RelationKind, Sequence[UUID]] = field(default_factory=dict)

    @property
    def active(self) -> Sequence[Variant]:
        return [variant for variant in self.product.variants if variant.is_active]

    @property
    def in_stock(self) -> bool:
        return any(self.can_sell(variant) for variant in self.product.variants)

    def can_sell(self, variant: Variant) -> bool:
        level = self.levels.get(variant.id)
        return variant.is_active and level is not None and level.can_sell

    def currencies(self) -> list[str]:
        """Those with a price, the shop's own first, and that in any case."""
        priced = {
            price.currency for variant in self.active for price in self.prices.get(variant.id, ())
        }
        return [self.home_currency, *sorted(priced - {self.home_currency})]

    def price_in(self, variant: Variant, currency: str) -> Price | None:
        return next(
            (each for each in self.prices.get(variant.id, ()) if each.currency == currency), None
        )

    def lowest(self, currency: str) -> Price | None:
        """The price that the product is had from."""
        prices = [price for variant in self.active if (price := self.price_in(variant, currency))]
        return min(prices, key=lambda price: price.amount.minor, default=None)

    def shown(self, currency: str) -> Price | None:
        """The lowest price in a currency, or else in the first that has one."""
        return next(
            (price for each in [currency, *self.currencies()] if (price := self.lowest(each))), None
        )


def project(shelf: Shelf) -> Projection:
    """Everything that is shown of a product."""
    return Projection(
        document=_document(shelf),
        listings=[_listing(shelf, currency) for currency in shelf.currencies()],
        terms=sorted(set(_terms(shelf))),
        words=_words(shelf),
        facts=_facts(shelf),
        title=shelf.product.title,
        prose=" ".join(plain_text(shelf.product.description).split())[:_LONGEST_PROSE],
    )


def term(kind: str, value: str) -> str:
    """What a product is filed under, as one text: ``tag:summer``."""
    return f"{kind}:{folded(value)}"[:LONGEST_TERM]


def plain_text(markup: str) -> str:
    return html.unescape(_TAG.sub(" ", markup))


def _document(shelf: Shelf) -> Document:
    product = shelf.product
    price = shelf.shown(shelf.home_currency)
    content = {
        "id": product.id,
        "slug": product.slug,
        "title": product.title,
        "description": product.description,
        "brand": product.brand,
        "brand_slug": product.brand_slug,
        "product_type": product.product_type,
        "status": product.status,
        **_price_members(price, shelf.home_currency),
        "in_stock": shelf.in_stock,
        **_rating_members(shelf.stars),
        "images": [_image(shelf, image) for image in product.images],
        "options": _options(product),
        "variants": [_variant(shelf, variant) for variant in product.variants],
        "categories": [_category(shelf, category_id) for category_id in product.category_ids],
        "tags": product.tags,
        "attributes": dict(product.attributes),
        "related": {str(kind): ids for kind, ids in shelf.related.items()},
        "seo_title": product.seo_title,
        "seo_description": product.seo_description,
        "vendor_id": product.owner_id,
        "version": product.version,
        "published_at": _time(product.published_at),
        "tax_class": product.tax_class,
        "most_per_order": product.most_per_order or None,
        "published_from": _time(product.published_from),
        "published_until": _time(product.published_until),
        "created_at": _time(product.created_at),
        "updated_at": _time(product.updated_at),
    }
    text = orjson.dumps(content, default=str)
    digest = blake2b(text, digest_size=8).hexdigest()
    return Document(
        product_id=product.id,
        slug=product.slug,
        status=shelf.status,
        owner_id=product.owner_id,
        version=product.version,
        etag=f'"{product.version}-{digest}"',
        text=text.decode(),
    )


def _price_members(price: Price | None, currency: str) -> dict[str, Any]:
    compare_at = price.compare_at if price else None
    prior = price.prior if price else None
    return {
        "price": price.amount.amount if price else None,
        "compare_at_price": compare_at.amount if compare_at else None,
        "lowest_prior_price": prior.amount if prior else None,
        "currency": price.currency if price else currency,
    }


def _rating_members(stars: RatingSummary) -> dict[str, Any]:
    average = stars.hundredths
    return {
        "rating": average / 100 if average is not None else None,
        "review_count": stars.count,
    }


def _options(product: Product) -> list[dict[str, Any]]:
    """Options with their values in the order in which variants bring them up."""
    return [
        {
            "name": name,
            "values": list(dict.fromkeys(each.option_values[at] for each in product.variants)),
        }
        for at, name in enumerate(product.options)
    ]


def _variant(shelf: Shelf, variant: Variant) -> dict[str, Any]:
    prices = shelf.prices.get(variant.id, ())
    shown = shelf.price_in(variant, shelf.home_currency) or next(iter(prices), None)
    return {
        "id": variant.id,
        "sku": variant.sku,
        "barcode": variant.barcode,
        "title": variant.title,
        "option_values": list(variant.option_values),
        **_price_members(shown, shelf.home_currency),
        "prices": [_price_members(price, price.currency) for price in prices],
        "in_stock": shelf.can_sell(variant),
        "weight_grams": variant.weight_grams,
        "requires_shipping": variant.requires_shipping,
        "image_url": variant.image_url,
        "is_active": variant.is_active,
    }


def _image(shelf: Shelf, image: Image) -> dict[str, Any]:
    """A picture; one that was uploaded comes with its sizes, whose files lie beside it."""
    sizes = shelf.sizes.get(image.url, {})
    if MAIN not in sizes:
        return {"url": image.url, "alt": image.alt}
    base = image.url.rsplit("/", 2)[0]
    return {
        "url": image.url,
        "alt": image.alt,
        "width": sizes[MAIN].width,
        "height": sizes[MAIN].height,
        "renditions": {
            name: {"url": f"{base}/{each.key}", "width": each.width, "height": each.height}
            for name, each in sorted(sizes.items(), key=lambda pair: pair[1].width)
        },
    }


def _category(shelf: Shelf, category_id: UUID) -> dict[str, Any]:
    category = shelf.categories[category_id]
    return {"id": category.id, "name": category.name, "slug": category.slug}


def _listing(shelf: Shelf, currency: str) -> Listing:
    product = shelf.product
    own = shelf.lowest(currency)
    price = own or shelf.shown(currency)
    image = product.images[0] if product.images else None
    card = {
        "id": product.id,
        "slug": product.slug,
        "title": product.title,
        "brand": product.brand,
        "product_type": product.product_type,
        "status": product.status,
        **_price_members(price, currency),
        "in_stock": shelf.in_stock,
        **_rating_members(shelf.stars),
        "image": _image(shelf, image) if image else None,
        "variant_id": next((each.id for each in shelf.active), None),
        "variant_count": len(shelf.active),
        "tags": product.tags,
        "categories": [shelf.categories[each].slug for each in product.category_ids],
        "vendor_id": product.owner_id,
        "published_at": _time(product.published_at),
    }
    return Listing(
        currency=currency,
        newest=_newest(product),
        title_key=folded(product.title)[:LONGEST_KEY],
        price_minor=own.amount.minor if own else None,
        in_stock=shelf.in_stock,
        card=orjson.dumps(card, default=str).decode(),
    )


def _terms(shelf: Shelf) -> Iterable[str]:
    product = shelf.product
    for category_id in product.category_ids:
        for above in shelf.categories[category_id].ancestor_ids:
            yield term("category", above.hex)
    for tag in product.tags:
        yield term("tag", tag)
    if product.brand:
        yield term("brand", product.brand)
    if product.owner_id:
        yield term("owner", product.owner_id.hex)


def _words(shelf: Shelf) -> SearchText:
    product = shelf.product
    labels = [product.product_type, *product.tags]
    labels += [category.name for category in _categories(shelf)]
    for variant in product.variants:
        labels += [variant.sku or "", variant.barcode or "", *variant.option_values]
    return SearchText(
        title=folded(product.title),
        brand=folded(product.brand),
        labels=folded(" ".join(dict.fromkeys(filter(None, labels))))[:_LONGEST_WORDS],
        description=folded(plain_text(product.description))[:_LONGEST_WORDS],
        attributes=folded(" ".join(product.attributes.values()))[:_LONGEST_WORDS],
    )


def _facts(shelf: Shelf) -> Facts:
    """What a search filters, counts and sorts by."""
    product = shelf.product
    attributes = [(name, value) for name, value in product.attributes.items() if value]
    for at, name in enumerate(product.options):
        values = dict.fromkeys(each.option_values[at] for each in shelf.active)
        attributes += [(name, value) for value in values if value]
    return Facts(
        product_id=product.id,
        status=shelf.status,
        owner_id=product.owner_id,
        newest=_newest(product),
        title_key=folded(product.title)[:LONGEST_KEY],
        in_stock=shelf.in_stock,
        prices=[
            (currency, price.amount.minor if price else None)
            for currency in shelf.currencies()
            for price in [shelf.lowest(currency)]
        ],
        categories=[(each.id, each.name, each.slug, each.parent_id) for each in _categories(shelf)],
        brand=product.brand,
        tags=list(product.tags),
        attributes=[pair for pair in dict.fromkeys(attributes) if len(pair[1]) <= _LONGEST_VALUE][
            :_MOST_ATTRIBUTES
        ],
        rating=shelf.stars.hundredths,
    )


def _categories(shelf: Shelf) -> Sequence[Category]:
    """Those that a product is filed under and all above them, each once."""
    wanted = dict.fromkeys(
        above
        for each in shelf.product.category_ids
        for above in shelf.categories[each].ancestor_ids
    )
    return [shelf.categories[each] for each in wanted if each in shelf.categories]


def _newest(product: Product) -> int:
    return int((product.published_at or product.created_at).timestamp() * 1_000_000)


def _time(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z" if moment else None
