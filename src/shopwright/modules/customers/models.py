"""Tables of profiles and addresses."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.types import Id, UtcTime


class ProfileRow(Base):
    """What a customer tells beyond his account; changes of his addresses queue on it."""

    __tablename__ = "customer_profiles"

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    phone: Mapped[str] = mapped_column(String(40), default="")
    locale: Mapped[str] = mapped_column(String(35), default="")
    marketing_consent: Mapped[bool] = mapped_column(default=False)
    marketing_consent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class AddressRow(Base):
    """An address in a customer's book; at most one is the default for each use."""

    __tablename__ = "addresses"
    __table_args__ = (
        Index(
            "uq_addresses_default_shipping",
            "user_id",
            unique=True,
            postgresql_where=text("is_default_shipping"),
            sqlite_where=text("is_default_shipping"),
        ),
        Index(
            "uq_addresses_default_billing",
            "user_id",
            unique=True,
            postgresql_where=text("is_default_billing"),
            sqlite_where=text("is_default_billing"),
        ),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(255))
    company: Mapped[str] = mapped_column(String(255))
    line1: Mapped[str] = mapped_column(String(255))
    line2: Mapped[str] = mapped_column(String(255))
    city: Mapped[str] = mapped_column(String(255))
    region: Mapped[str] = mapped_column(String(255))
    postal_code: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(CHAR(2))
    phone: Mapped[str] = mapped_column(String(40))
    is_default_shipping: Mapped[bool]
    is_default_billing: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
