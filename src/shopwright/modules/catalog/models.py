"""Tables of products and categories."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Json, UtcTime

_LIVE = text("deleted_at IS NULL")
# Paths and slugs are compared byte by byte, so that a subtree is one range of the index everywhere.
_BYTES = String(400).with_variant(String(400, collation="C"), "postgresql")
_SLUG = String(160).with_variant(String(160, collation="C"), "postgresql")


class ProductRow(Base):
    """A product; removed ones stay for the orders that name them."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'archived')", name="status"),
        CheckConstraint("version >= 1", name="version"),
        Index("uq_products_slug", "slug", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        Index("ix_products_owner_id", "owner_id"),
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
    """An address that a product or a category once had."""

    __tablename__ = "slug_history"
    __table_args__ = (
        CheckConstraint("kind IN ('product', 'category')", name="kind"),
        {"info": impersonal()},
    )

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    slug: Mapped[str] = mapped_column(_SLUG, primary_key=True)
    target_id: Mapped[UUID] = mapped_column(Id, index=True)
    replaced_at: Mapped[datetime] = mapped_column(UtcTime)
