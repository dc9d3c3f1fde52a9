"""Tables of profiles, addresses, notes and requests about personal data."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime

_KEY = String(100).with_variant(String(100, collation="C"), "postgresql")
_OPEN = text("state IN ('requested', 'running')")


class ProfileRow(Base):
    """What a customer tells beyond his account; changes of his addresses queue on it."""

    __tablename__ = "customer_profiles"

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    phone: Mapped[str] = mapped_column(
        Text, default="", info=personal(erased=GONE, sealed="user_id")
    )
    locale: Mapped[str] = mapped_column(String(35), default="", info=personal(erased=GONE))
    marketing_consent: Mapped[bool] = mapped_column(default=False)
    marketing_consent_at: Mapped[datetime | None] = mapped_column(UtcTime)
    consent_version: Mapped[str] = mapped_column(
        String(40), default="", server_default="", info=personal(erased=GONE)
    )
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class AddressRow(Base):
    """An address in a customer's book; at most one is the default for each use.

    ``place`` names the country, and the region by its code; everything is in its sealed part.
    """

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
    place: Mapped[dict[str, Any]] = mapped_column(Json, info=personal(erased=GONE, sealed="id"))
    is_default_shipping: Mapped[bool]
    is_default_billing: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class NoteRow(Base):
    """What staff wrote down about a customer."""

    __tablename__ = "customer_notes"

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    author: Mapped[str] = mapped_column(String(100), info=impersonal())
    text: Mapped[str] = mapped_column(Text, info=personal(erased=GONE, sealed="id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class DataRequestRow(Base):
    """What somebody asked for about his personal data; one of a kind is open at a time."""

    __tablename__ = "data_requests"
    __table_args__ = (
        CheckConstraint("kind IN ('export', 'erasure')", name="kind"),
        CheckConstraint(
            "state IN ('requested', 'running', 'done', 'cancelled', 'expired')", name="state"
        ),
        CheckConstraint("downloads >= 0", name="downloads"),
        Index(
            "uq_data_requests_open",
            "user_id",
            "kind",
            unique=True,
            postgresql_where=_OPEN,
            sqlite_where=_OPEN,
        ),
        Index("ix_data_requests_expires_at", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="RESTRICT"), index=True
    )
    kind: Mapped[str] = mapped_column(String(10), info=impersonal())
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    requested_by: Mapped[str] = mapped_column(String(100), info=impersonal())
    archive: Mapped[str] = mapped_column(
        Text, default="", info=personal(exported=False, sealed="id")
    )
    downloads: Mapped[int] = mapped_column(default=0)
    requested_at: Mapped[datetime] = mapped_column(UtcTime)
    due_at: Mapped[datetime] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcTime)


class GroupRow(Base):
    """A group that staff put customers into; ``name_key`` is the name in small letters."""

    __tablename__ = "customer_groups"
    __table_args__ = ({"info": impersonal()},)

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(_KEY, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class GroupMemberRow(Base):
    __tablename__ = "customer_group_members"
    __table_args__ = (Index("ix_customer_group_members_group_id", "group_id", "user_id"),)

    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("customer_groups.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
