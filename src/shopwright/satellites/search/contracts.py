"""Finished documents and cards, and what a list of them can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

REFRESH_CATEGORY = "search.refresh_category"  # a job: the rest of a large category


class Sort(StrEnum):
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DOWN = "-price"
    TITLE = "title"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which cards a list shows; prices are minor units of `currency`, `category_id` means all below it too."""

    currency: str
    status: str = "published"
    text: str = ""
    category_id: UUID | None = None
    tag: str = ""
    brand: str = ""
    owner_id: UUID | None = None
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A product's finished page as JSON; `version` is the product's, `etag` that of the text."""

    product_id: UUID
    slug: str
    status: str
    owner_id: UUID | None
    version: int
    etag: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A product's finished card in one currency, with the keys that it is sorted and filtered by.

    `price_minor` is None where the product has no price in that currency; it stands behind all others then.
    """

    currency: str
    newest: int
    title_key: str
    price_minor: int | None
    in_stock: bool
    card: str


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words that a product is found by, in falling weight."""

    title: str
    labels: str
    description: str


@dataclass(frozen=True, slots=True)
class Projection:
    """Everything that is shown of one product."""

    document: Document
    listings: Sequence[Listing]
    terms: Sequence[str]
    words: SearchText
