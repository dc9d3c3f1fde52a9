"""What a catalog file says about products, whatever its format."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money


class ImportFormat(StrEnum):
    JSONL = "jsonl"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    SPREE = "spree"
    SHEET = "csv"


class FileSubject(StrEnum):
    """What is exported and imported."""

    PRODUCTS = "products"
    STOCK = "stock"
    PRICES = "prices"
    REVIEWS = "reviews"


class RecordStatus(StrEnum):
    PUBLISHED = "published"
    DRAFT = "draft"
    ARCHIVED = "archived"


class Effect(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PriceRecord:
    amount: Money
    compare_at: Money | None = None


@dataclass(frozen=True, slots=True)
class ImageRecord:
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class VariantRecord:
    """One thing that can be sold.

    `sku` None: the file names none, the import makes one from handle and options.
    `stock` None: the file says nothing about it, the import leaves it alone.
    """

    sku: str | None = None
    title: str = ""
    option_values: tuple[str, ...] = ()
    prices: tuple[PriceRecord, ...] = ()
    stock: int | None = None
    track_stock: bool = True
    backorder: bool = False
    barcode: str | None = None
    weight_grams: int | None = None
    image_url: str | None = None
    requires_shipping: bool = True
    line: int = 0
    id: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One product as its file describes it: text is trimmed, `description` is sanitised HTML.

    `categories` are paths of names, outermost first. `line`, here and in a variant, is the physical
    line on which its row begins. `is_partial`: rows of it were refused, so a variant that is not
    among these may still be meant to stay.
    """

    handle: str
    title: str
    variants: tuple[VariantRecord, ...]
    description: str = ""
    brand: str = ""
    product_type: str = ""
    status: RecordStatus = RecordStatus.PUBLISHED
    tags: tuple[str, ...] = ()
    categories: tuple[tuple[str, ...], ...] = ()
    options: tuple[str, ...] = ()
    images: tuple[ImageRecord, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    line: int = 0
    is_partial: bool = False
    published_from: datetime | None = None
    published_until: datetime | None = None
    tax_class: str | None = None
    most_per_order: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantPatch:
    """What shall change about the only variant of a product; None leaves a field as it is.

    A new `amount` leaves the price that it is compared with, as long as that is higher. `prices` are those in other
    currencies.
    """

    sku: str | None = None
    barcode: str | None = None
    weight_grams: int | None = None
    requires_shipping: bool | None = None
    image_url: str | None = None
    amount: Money | None = None
    compare_at: Money | None = None
    clears_compare_at: bool = False
    prices: tuple[PriceRecord, ...] = ()
    stock: int | None = None
    track_stock: bool | None = None
    backorder: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPatch:
    """What shall change about a product; None leaves a field as it is.

    `variants` are all that it shall have: one that is not among them goes. `only_variant` speaks of
    the variant of a product that has just one. `clears` names ends of the window that it shall not have any more.
    """

    handle: str | None = None
    title: str | None = None
    description: str | None = None
    brand: str | None = None
    product_type: str | None = None
    status: RecordStatus | None = None
    tags: tuple[str, ...] | None = None
    category_ids: tuple[UUID, ...] | None = None
    options: tuple[str, ...] | None = None
    variants: tuple[VariantRecord, ...] | None = None
    only_variant: VariantPatch | None = None
    images: tuple[ImageRecord, ...] | None = None
    seo_title: str | None = None
    seo_description: str | None = None
    attributes: tuple[tuple[str, str], ...] | None = None
    published_from: datetime | None = None
    published_until: datetime | None = None
    tax_class: str | None = None
    most_per_order: int | None = None
    clears: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that did not go in, and why, in words for a merchant."""

    line: int
    reason: str
    handle: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth knowing that keeps no row out, such as a column nobody reads."""

    line: int
    text: str
    handle: str | None = None


ImportEntry = ProductRecord | RowProblem | Notice


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What one field said before and will say after, as text for people."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What the import did, or in a dry run would do, to one product."""

    handle: str
    effect: Effect
    line: int = 0
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of one batch: a change for each record that went in, a problem for the rest."""

    changes: tuple[Change, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The sum of an import. `problems`, `notices` and `changes` hold the first ones; counts are whole.

    Of changes the products that were there already come first, since it is there that something could be lost.
    """

    format: ImportFormat
    is_dry_run: bool = False
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    problems: tuple[RowProblem, ...] = ()
    notices: tuple[Notice, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_clean(self) -> bool:
        return self.failed == 0

    @property
    def stored(self) -> int:
        return self.created + self.changed + self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is to be read.

    `currency` is that of amounts which name none. `format` and `encoding` None: guessed.
    """

    currency: str
    format: ImportFormat | None = None
    encoding: str | None = None
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """Where an import stands after a batch: bytes of the file, the sum so far, what is new in it."""

    bytes_read: int
    bytes_in_all: int
    report: ImportReport
    problems: tuple[RowProblem, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorTerms:
    """What of a vendor's wishes waits for staff: new products and changes of what is shown; prices of these too."""

    holds_products: bool = True
    holds_prices: bool = True


STRICT = VendorTerms()
FREE = VendorTerms(holds_products=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOperation:
    """What shall change about one of many products; `price` is that of its only variant, or of the one named.

    `price_percent` is added to each price of all its variants, and taken off where it is below zero.
    `version`: only as long as nobody else has changed it.
    """

    product_id: UUID
    version: int | None = None
    patch: ProductPatch = ProductPatch()
    price: PriceRecord | None = None
    variant_id: UUID | None = None
    price_percent: Decimal | None = None
    adds_categories: tuple[UUID, ...] = ()
    removes_categories: tuple[UUID, ...] = ()
    adds_tags: tuple[str, ...] = ()
    removes_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one operation; `code` and `detail` say why it failed."""

    product_id: UUID
    effect: Effect
    code: str = ""
    detail: str = ""
