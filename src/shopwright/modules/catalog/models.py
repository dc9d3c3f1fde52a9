"""Tables of products and categories."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json, UtcTime

_LIVE = text("deleted_at IS NULL")
_FLIPS = text("flips_at IS NOT NULL")
_PENDING = text("state = 'pending'")
# Paths and slugs are compared byte by byte, so that a subtree is one range of the index everywhere.
_BYTES = String(400).with_variant(String(400, collation="C"), "postgresql")
_SLUG = String(160).with_variant(String(160, collation="C"), "postgresql")
_KEY = String(255).with_variant(String(255, collation="C"), "postgresql")


class ProductRow(Base):
    """A product; removed ones stay for the orders that name them.

    ``flips_at`` is the first moment at which its window opens or closes that what is shown does not tell yet.
    """

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("most_per_order >= 0", name="most_per_order"),
        Index("uq_products_slug", "slug", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        CheckConstraint(
            "published_from IS NULL OR published_until IS NULL OR published_from < published_until",
            name="window",
        ),
        Index("ix_products_owner_id", "owner_id"),
        Index("ix_products_brand_id", "brand_id"),
        Index("ix_products_flips_at", "flips_at", postgresql_where=_FLIPS, sqlite_where=_FLIPS),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(_SLUG)
    title: Mapped[str] = mapped_column(String(500))
    description: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(String(255))
    product_type: Mapped[str] = mapped_column(String(255))
    status: Mapped[str] = mapped_column(String(10))
    published_at: Mapped[datetime | None] = mapped_column(UtcTime)
    owner_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    seo_title: Mapped[str] = mapped_column(String(500))
    seo_description: Mapped[str] = mapped_column(Text)
    attributes: Mapped[dict[str, str]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    brand_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("brands.id"))
    published_from: Mapped[datetime | None] = mapped_column(UtcTime)
    published_until: Mapped[datetime | None] = mapped_column(UtcTime)
    flips_at: Mapped[datetime | None] = mapped_column(UtcTime)
    tax_class: Mapped[str] = mapped_column(String(40), default="")
    most_per_order: Mapped[int] = mapped_column(default=0)


TITLE = func.lower(ProductRow.title)
Index(
    "ix_products_title_begins", TITLE.label("title"), postgresql_ops={"title": "text_pattern_ops"}
)


class ProductOptionRow(Base):
    """What the variants of a product differ in, in order: Size, Colour."""

    __tablename__ = "product_options"
    __table_args__ = ({"info": impersonal()},)

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(255))


class VariantRow(Base):
    """One thing that can be sold; removed ones stay for stock ledgers and orders."""

    __tablename__ = "variants"
    __table_args__ = (
        CheckConstraint("weight_grams IS NULL OR weight_grams >= 0", name="weight"),
        Index("uq_variants_sku", "sku", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index("ix_variants_product_id", "product_id", "position"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, ForeignKey("products.id", ondelete="CASCADE"))
    sku: Mapped[str | None] = mapped_column(String(255))
    barcode: Mapped[str | None] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(500))
    option_values: Mapped[list[str]] = mapped_column(Json)
    position: Mapped[int]
    weight_grams: Mapped[int | None]
    requires_shipping: Mapped[bool]
    image_url: Mapped[str | None] = mapped_column(Text)
    is_active: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcTime)


SKU = func.lower(VariantRow.sku)
Index("ix_variants_sku_begins", SKU.label("sku"), postgresql_ops={"sku": "text_pattern_ops"})


class ProductImageRow(Base):
    __tablename__ = "product_images"
    __table_args__ = ({"info": impersonal()},)

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(Text)
    alt: Mapped[str] = mapped_column(Text)


class ProductTagRow(Base):
    __tablename__ = "product_tags"
    __table_args__ = ({"info": impersonal()},)

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(String(255), primary_key=True)


class CategoryRow(Base):
    """A category in the tree; ``path`` makes its descendants one range of an index."""

    __tablename__ = "categories"
    __table_args__ = (
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="parent"),
        Index("ix_categories_parent_id", "parent_id", "position"),
        Index("ix_categories_name", "name"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    parent_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("categories.id"))
    name: Mapped[str] = mapped_column(String(255))
    slug: Mapped[str] = mapped_column(_SLUG, unique=True)
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(_BYTES, unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    seo_title: Mapped[str] = mapped_column(String(500), default="")
    seo_description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class ProductCategoryRow(Base):
    __tablename__ = "product_categories"
    __table_args__ = (Index("ix_product_categories_category_id", "category_id"),)

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True
    )


class SlugHistoryRow(Base):
    """An address that a product, a category or a brand once had."""

    __tablename__ = "slug_history"
    __table_args__ = (
        CheckConstraint("kind IN ('product', 'category', 'brand')", name="kind"),
        {"info": impersonal()},
    )

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(_SLUG, primary_key=True)
    target_id: Mapped[UUID] = mapped_column(Id, index=True)
    replaced_at: Mapped[datetime] = mapped_column(UtcTime)


class BrandRow(Base):
    """Who makes goods; ``name_key`` is the name in small letters, so that there is one of each."""

    __tablename__ = "brands"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str] = mapped_column(_KEY, unique=True)
    slug: Mapped[str] = mapped_column(_SLUG, unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    logo_url: Mapped[str | None] = mapped_column(Text)
    seo_title: Mapped[str] = mapped_column(String(500), default="")
    seo_description: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class AttributeDefinitionRow(Base):
    """What values of an attribute are; attributes without one are free text."""

    __tablename__ = "attribute_definitions"
    __table_args__ = (
        CheckConstraint("kind IN ('text', 'number', 'boolean', 'choice')", name="kind"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(_SLUG, unique=True)
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str] = mapped_column(_KEY, unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    unit: Mapped[str] = mapped_column(String(20), default="")
    choices: Mapped[list[str]] = mapped_column(Json)
    is_filterable: Mapped[bool]
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class AttributeRequirementRow(Base):
    """Products of a category, and of all below it, have to have a value of an attribute."""

    __tablename__ = "attribute_requirements"

    definition_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("attribute_definitions.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("categories.id", ondelete="CASCADE"), primary_key=True
    )


class ProductApprovalRow(Base):
    """What a vendor wants to be shown: a new product, or a change of one that is shown; one waits at a time."""

    __tablename__ = "product_approvals"
    __table_args__ = (
        CheckConstraint("kind IN ('new', 'change')", name="kind"),
        CheckConstraint("state IN ('pending', 'approved', 'rejected', 'withdrawn')", name="state"),
        Index(
            "uq_product_approvals_pending",
            "product_id",
            unique=True,
            postgresql_where=_PENDING,
            sqlite_where=_PENDING,
        ),
        Index("ix_product_approvals_state", "state", "id"),
        Index("ix_product_approvals_owner_id", "owner_id", "id"),
        Index("ix_product_approvals_product_id", "product_id", "id"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, ForeignKey("products.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    reason: Mapped[str] = mapped_column(String(500), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ProductRelationRow(Base):
    """Products that are shown beside another one, by kind and in order."""

    __tablename__ = "product_relations"
    __table_args__ = (
        CheckConstraint("kind IN ('related', 'upsell', 'accessory')", name="kind"),
        CheckConstraint("product_id <> related_id", name="other"),
        Index("ix_product_relations_related_id", "related_id"),
        {"info": impersonal()},
    )

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    related_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int]
