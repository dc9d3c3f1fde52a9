"""Finished documents and cards, and what a list of them can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.paging import Page

REFRESH_CATEGORY = "search.refresh_category"  # a job: the rest of a large category
REFRESH_BRAND = "search.refresh_brand"  # a job: the rest of a large brand
REBUILD = "search.rebuild"  # a job: everything again
SHIP = "search.ship"  # a job: brings an engine outside the database up to the catalog
COMPLETE = "search.complete"  # a job: orders that where products are not in the index


class Sort(StrEnum):
    NEWEST = "newest"
    PRICE = "price"
    PRICE_DOWN = "-price"
    TITLE = "title"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class Range:
    """From a number up to another, which is not included itself; None is open."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFilter:
    """Which cards a list shows; prices are minor units of `currency`, `category_id` means all below it too.

    Of several brands or values of one attribute any will do; different attributes have to be true together. ``ranges`` are
    for attributes that are numbers; ``min_rating`` is in hundredths.
    """

    currency: str
    status: str = "published"
    text: str = ""
    category_id: UUID | None = None
    tag: str = ""
    brands: tuple[str, ...] = ()
    attributes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    min_rating: int | None = None
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
    """The words that a product is found by, folded."""

    title: str
    brand: str
    labels: str
    description: str
    attributes: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a search filters, counts and sorts by; prices in minor units, None where only the card is there."""

    product_id: UUID
    status: str
    owner_id: UUID | None
    newest: int
    title_key: str
    in_stock: bool
    prices: Sequence[tuple[str, int | None]]
    categories: Sequence[tuple[UUID, str, str, UUID | None]]
    brand: str
    tags: Sequence[str]
    attributes: Sequence[tuple[str, str]]
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Projection:
    """Everything that is shown of one product, and by what it is found."""

    document: Document
    listings: Sequence[Listing]
    terms: Sequence[str]
    words: SearchText
    facts: Facts
    title: str
    prose: str


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What a word in a field is worth, and how many words the field usually has; 0: its length tells nothing."""

    weight: float
    usual_length: int


@dataclass(frozen=True, slots=True)
class WordForm:
    """A stem to look up, and what it is worth beside the word that was typed (1)."""

    stem: str
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Posting:
    """The products that hold a stem, by number, and how much it says about each."""

    numbers: Sequence[int]
    impacts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found: scores by the number of the product, of all that hold any word, the stems that count as found."""

    scores: Mapping[int, int]
    any_word: Mapping[int, int]
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShippedEntry:
    """A product as an engine outside the database gets it; without facts it is to be forgotten."""

    number: int
    version: int
    facts: str | None
    is_public: bool
    title: str
    labels: str
    prose: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What an engine answers: the hits, and the query as it should have been typed, if it should."""

    hits: Hits
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the same, folded."""

    id: UUID
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice: what to send back to choose it, what to show, and how many products there are then."""

    value: str
    label: str
    count: int
    is_selected: bool = False
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one kind: ``category``, ``brand``, ``price``, ``in_stock``, ``rating`` or ``attribute:<name>``."""

    name: str
    label: str
    values: Sequence[FacetValue]


@dataclass(frozen=True, slots=True)
class Highlight:
    """A hit's title and a piece of its description as HTML, with the words found in ``<mark>``."""

    title: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: a page of cards as JSON texts, and what was asked for beside it."""

    page: Page[str]
    facets: Sequence[Facet] = ()
    highlights: Mapping[UUID, Highlight] = field(default_factory=dict)
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What somebody may be typing: whole queries, categories and brands by name, and cards of products."""

    queries: Sequence[str] = ()
    categories: Sequence[FacetValue] = ()
    brands: Sequence[FacetValue] = ()
    products: Sequence[str] = ()
