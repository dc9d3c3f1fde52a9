"""Facts about products and categories."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ProductCreated(Event):
    name: ClassVar[str] = "product.created"
    product_id: UUID
    slug: str


@dataclass(frozen=True, slots=True)
class ProductChanged(Event):
    """`fields` names what changed."""

    name: ClassVar[str] = "product.changed"
    product_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductPublished(Event):
    name: ClassVar[str] = "product.published"
    product_id: UUID


@dataclass(frozen=True, slots=True)
class ProductDeleted(Event):
    name: ClassVar[str] = "product.deleted"
    product_id: UUID


@dataclass(frozen=True, slots=True)
class CategoryCreated(Event):
    name: ClassVar[str] = "category.created"
    category_id: UUID


@dataclass(frozen=True, slots=True)
class CategoryChanged(Event):
    """`fields` names what changed."""

    name: ClassVar[str] = "category.changed"
    category_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryDeleted(Event):
    name: ClassVar[str] = "category.deleted"
    category_id: UUID


@dataclass(frozen=True, slots=True)
class ApprovalAsked(Event):
    """A vendor wants something to be shown, or something else than before."""

    name: ClassVar[str] = "product.approval_asked"
    approval_id: UUID
    product_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class ProductApproved(Event):
    """What the vendor ``user_id`` wanted is shown."""

    name: ClassVar[str] = "product.approved"
    approval_id: UUID
    product_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class ProductRejected(Event):
    name: ClassVar[str] = "product.rejected"
    approval_id: UUID
    product_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class BrandChanged(Event):
    """`fields` names what changed; a new brand changes nothing that is shown."""

    name: ClassVar[str] = "brand.changed"
    brand_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttributesDefined(Event):
    """What attributes are, and how they are filtered by, is another."""

    name: ClassVar[str] = "attributes.defined"
    definition_id: UUID
