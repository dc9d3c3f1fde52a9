"""Products, variants and categories as the rest of the house sees them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

LARGEST_VARIANTS = 2000
LARGEST_LIMIT = 1000
TAX_CLASS = re.compile("[a-z][a-z0-9_]{0,39}")
LARGEST_OPTIONS = 6
LARGEST_IMAGES = 250
DEEPEST_CATEGORY = 10


class ProductStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class ShelfStatus(StrEnum):
    """Where a product stands at a moment: what is published shows from a time on and up to another one."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ENDED = "ended"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Image:
    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be sold; its place among its siblings is its position."""

    id: UUID
    sku: str | None = None
    title: str = ""
    option_values: tuple[str, ...] = ()
    barcode: str | None = None
    weight_grams: int | None = None
    requires_shipping: bool = True
    image_url: str | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDraft:
    """The whole content of a product as somebody wants it; `options` name what `option_values` hold.

    `description` is HTML that is safe to show. Tags and category ids are sets, kept sorted. `most_per_order` pieces of all
    variants together go into one order, any number where it is 0.
    """

    id: UUID
    slug: str
    title: str
    description: str = ""
    brand: str = ""
    product_type: str = ""
    status: ProductStatus = ProductStatus.PUBLISHED
    owner_id: UUID | None = None
    seo_title: str = ""
    seo_description: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    images: tuple[Image, ...] = ()
    tags: tuple[str, ...] = ()
    category_ids: tuple[UUID, ...] = ()
    published_from: datetime | None = None
    published_until: datetime | None = None
    tax_class: str = ""
    most_per_order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Product(ProductDraft):
    """A product as it is stored; `version` grows by one with each change."""

    version: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    brand_slug: str | None = None


@dataclass(frozen=True, slots=True)
class SellableVariant:
    """What a cart, a quote or an order copies of a variant and its product.

    ``trade_version`` is the version of the rules of trade at the moment of reading.
    """

    id: UUID
    product_id: UUID
    owner_id: UUID | None
    sku: str | None
    title: str
    product_title: str
    slug: str
    option_values: tuple[str, ...]
    image_url: str | None
    weight_grams: int | None
    requires_shipping: bool
    is_sellable: bool
    tax_class: str = ""
    most_per_order: int = 0
    trade_version: int = 0


@dataclass(frozen=True, slots=True)
class SkuOwner:
    """Which variant of which product bears a SKU."""

    sku: str
    variant_id: UUID
    product_id: UUID


@dataclass(frozen=True, slots=True)
class Category:
    """A category; `path` holds the ids of its ancestors and its own, each followed by a slash."""

    id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    position: int
    path: str
    description: str = ""
    seo_title: str = ""
    seo_description: str = ""
    version: int = 1

    @property
    def ancestor_ids(self) -> tuple[UUID, ...]:
        """The ids from the root down to this one."""
        return tuple(UUID(part) for part in self.path.split("/") if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDraft:
    """What a category should be; an empty slug is made of the name."""

    name: str
    parent_id: UUID | None = None
    slug: str = ""
    position: int = 0
    description: str = ""
    seo_title: str = ""
    seo_description: str = ""


class ApprovalKind(StrEnum):
    """A product that is not shown yet, or a change of one that is."""

    NEW = "new"
    CHANGE = "change"


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ApprovalWish:
    """What a vendor wants to be shown; ``content`` is the difference where it is a change."""

    product_id: UUID
    owner_id: UUID
    kind: ApprovalKind
    content: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Approval(ApprovalWish):
    """A vendor's wish with what became of it; ``version`` grows when he wishes for something else."""

    id: UUID = field(kw_only=True)
    state: ApprovalState = field(kw_only=True)
    reason: str = field(kw_only=True)
    version: int = field(kw_only=True)
    created_at: datetime = field(kw_only=True)
    updated_at: datetime = field(kw_only=True)
    decided_at: datetime | None = field(kw_only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalFilter:
    state: ApprovalState | None = None
    owner_id: UUID | None = None
    product_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandDraft:
    """What a brand should be; an empty slug is made of the name."""

    name: str
    slug: str = ""
    description: str = ""
    logo_url: str | None = None
    seo_title: str = ""
    seo_description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand(BrandDraft):
    id: UUID
    version: int


class RelationKind(StrEnum):
    """Why a product is shown beside another one."""

    RELATED = "related"
    UPSELL = "upsell"
    ACCESSORY = "accessory"


LARGEST_RELATIONS = 50


@dataclass(frozen=True, slots=True)
class RemovedProduct:
    """A product that was taken out of the shop, and can be brought back."""

    id: UUID
    slug: str
    title: str
    owner_id: UUID | None
    deleted_at: datetime


class AttributeKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDraft:
    """What values of an attribute are; `unit` is that of numbers, `required_in` names categories with all below them."""

    code: str
    name: str
    kind: AttributeKind = AttributeKind.TEXT
    unit: str = ""
    choices: tuple[str, ...] = ()
    is_filterable: bool = True
    position: int = 0
    required_in: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeDefinition(AttributeDraft):
    id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class NamedProduct:
    """A product, as far as one needs to recognise it."""

    id: UUID
    title: str
    slug: str
    status: str
