"""Tables of wishlists, what is on them, and alerts of goods that come back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime

_ONE_OF_A_KIND = text("kind <> 'plain'")
_VARIANT = text("variant_id IS NOT NULL")
_PRODUCT = text("variant_id IS NULL")
_OPEN = "state IN ('unconfirmed', 'active')"
_OPEN_OF_USER = text(f"user_id IS NOT NULL AND {_OPEN}")
_OPEN_OF_GUEST = text(f"user_id IS NULL AND {_OPEN}")
_ACTIVE = text("state = 'active'")


class WishlistRow(Base):
    """A list of a customer: the one that he has without asking, those that he made, or what he saved for later.

    ``share_hash`` is the fingerprint of the token in the link that shows it to others.
    """

    __tablename__ = "wishlists"
    __table_args__ = (
        CheckConstraint("kind IN ('default', 'plain', 'saved')", name="kind"),
        CheckConstraint("kind <> 'saved' OR share_hash IS NULL", name="shared"),
        Index(
            "uq_wishlists_user_id_kind",
            "user_id",
            "kind",
            unique=True,
            postgresql_where=_ONE_OF_A_KIND,
            sqlite_where=_ONE_OF_A_KIND,
        ),
        Index("ix_wishlists_user_id", "user_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10), info=impersonal())
    name: Mapped[str] = mapped_column(String(100), info=personal(erased=GONE))
    shown_as: Mapped[str] = mapped_column(String(100), default="", info=personal(erased=GONE))
    share_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, info=personal(erased=GONE, exported=False)
    )
    shared_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class WishRow(Base):
    """Goods on a list, once: a variant, or a product whose variant is chosen later; ``price`` is that of the day."""

    __tablename__ = "wishes"
    __table_args__ = (
        CheckConstraint("quantity >= 1 AND quantity <= 1000", name="quantity"),
        CheckConstraint("(price IS NULL) = (currency IS NULL)", name="price"),
        Index(
            "uq_wishes_wishlist_id_variant_id",
            "wishlist_id",
            "variant_id",
            unique=True,
            postgresql_where=_VARIANT,
            sqlite_where=_VARIANT,
        ),
        Index(
            "uq_wishes_wishlist_id_product_id",
            "wishlist_id",
            "product_id",
            unique=True,
            postgresql_where=_PRODUCT,
            sqlite_where=_PRODUCT,
        ),
        Index("ix_wishes_position", "wishlist_id", "position"),
        Index("ix_wishes_product_id", "product_id"),
        Index("ix_wishes_variant_id", "variant_id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    wishlist_id: Mapped[UUID] = mapped_column(Id, ForeignKey("wishlists.id", ondelete="CASCADE"))
    product_id: Mapped[UUID] = mapped_column(Id, ForeignKey("products.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("variants.id", ondelete="CASCADE")
    )
    title: Mapped[str] = mapped_column(String(600), info=impersonal())
    quantity: Mapped[int]
    note: Mapped[str] = mapped_column(
        String(500), default="", info=personal("wishlist_id>wishlists.id", GONE)
    )
    position: Mapped[int]
    price: Mapped[int | None] = mapped_column(Minor)
    currency: Mapped[str | None] = mapped_column(Currency, info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class StockAlertRow(Base):
    """Somebody waits for a variant to come back: a customer, or the reader of a guest's address.

    ``email`` is a guest's alone: a customer's mail goes to the address that his account has then.
    """

    __tablename__ = "stock_alerts"
    __table_args__ = (
        CheckConstraint("state IN ('unconfirmed', 'active', 'told', 'ended')", name="state"),
        CheckConstraint("(user_id IS NULL) = (email <> '')", name="holder"),
        CheckConstraint("state <> 'unconfirmed' OR expires_at IS NOT NULL", name="expiry"),
        Index(
            "uq_stock_alerts_user_id",
            "user_id",
            "variant_id",
            unique=True,
            postgresql_where=_OPEN_OF_USER,
            sqlite_where=_OPEN_OF_USER,
        ),
        Index(
            "uq_stock_alerts_email_key",
            "email_key",
            "variant_id",
            unique=True,
            postgresql_where=_OPEN_OF_GUEST,
            sqlite_where=_OPEN_OF_GUEST,
        ),
        Index(
            "ix_stock_alerts_waiting",
            "variant_id",
            "id",
            postgresql_where=_ACTIVE,
            sqlite_where=_ACTIVE,
        ),
        Index("ix_stock_alerts_user_id", "user_id", "id"),
        Index("ix_stock_alerts_state", "state", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(Id, ForeignKey("variants.id", ondelete="CASCADE"))
    user_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320), info=personal(erased=GONE))
    email_key: Mapped[str] = mapped_column(
        String(320), index=True, info=personal("email_key=", GONE, exported=False)
    )
    language: Mapped[str] = mapped_column(String(2), info=personal(erased=GONE))
    state: Mapped[str] = mapped_column(String(12), info=impersonal())
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
