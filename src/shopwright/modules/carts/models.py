"""Tables of carts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Currency, Id, Json, Minor, UtcTime

_LIVE = text("user_id IS NOT NULL AND state IN ('open', 'completing')")
_KEY = String(40).with_variant(String(40, collation="C"), "postgresql")
_UNSEEN = text("state = 'open' AND (looked_at IS NULL OR looked_at < updated_at)")


class CartRow(Base):
    """A cart; a customer has one at a time.

    ``looked_at``: when it was last asked whether it is abandoned; ``announced_at``: when it was last found to be.
    """

    __tablename__ = "carts"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'completing', 'completed', 'merged')", name="state"),
        CheckConstraint("state <> 'completing' OR claimed_until IS NOT NULL", name="claim"),
        Index(
            "uq_carts_user_id", "user_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE
        ),
        Index("ix_carts_expires_at", "expires_at"),
        Index("ix_carts_untouched", "updated_at", postgresql_where=_UNSEEN, sqlite_where=_UNSEEN),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(12), info=impersonal())
    claimed_until: Mapped[datetime | None] = mapped_column(UtcTime)
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    email: Mapped[str] = mapped_column(String(320), default="", info=personal(erased=GONE))
    shipping_address: Mapped[dict[str, str] | None] = mapped_column(
        Json, info=personal(erased=GONE, sealed="id")
    )
    billing_address: Mapped[dict[str, str] | None] = mapped_column(
        Json, info=personal(erased=GONE, sealed="id")
    )
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    looked_at: Mapped[datetime | None] = mapped_column(UtcTime)
    announced_at: Mapped[datetime | None] = mapped_column(UtcTime)
    vat_number: Mapped[str] = mapped_column(String(20), default="", info=personal(erased=GONE))
    delivery_method_id: Mapped[UUID | None] = mapped_column(Id)


class CartLineRow(Base):
    __tablename__ = "cart_lines"
    __table_args__ = (
        UniqueConstraint("cart_id", "variant_id"),
        CheckConstraint("quantity >= 1 AND quantity <= 1000", name="quantity"),
        Index("ix_cart_lines_variant_id", "variant_id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    cart_id: Mapped[UUID] = mapped_column(Id, ForeignKey("carts.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(Id, ForeignKey("variants.id", ondelete="CASCADE"))
    quantity: Mapped[int]
    seen_price: Mapped[int] = mapped_column(Minor)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class ReminderRefusalRow(Base):
    """An address that wants no mail about carts, as a keyed fingerprint: it has to be known for as long as the shop is."""

    __tablename__ = "cart_reminder_refusals"
    __table_args__ = ({"info": impersonal()},)

    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class CartCodeRow(Base):
    """A discount code that was put into a cart; ``code_key`` is the same in small letters."""

    __tablename__ = "cart_codes"
    __table_args__ = ({"info": impersonal()},)

    cart_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("carts.id", ondelete="CASCADE"), primary_key=True
    )
    code_key: Mapped[str] = mapped_column(_KEY, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
