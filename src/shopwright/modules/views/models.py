"""The table of saved views."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, Json, UtcTime


class ViewRow(Base):
    """A view of the list ``kind``; what it filters by may be somebody's address, so it goes with who keeps it."""

    __tablename__ = "views"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version"),
        UniqueConstraint("owner_id", "kind", "name"),
        Index("ix_views_kind", "kind", "is_shared"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40), info=impersonal())
    name: Mapped[str] = mapped_column(String(100), info=personal("owner_id", GONE))
    is_shared: Mapped[bool]
    filters: Mapped[dict[str, Any]] = mapped_column(Json, info=personal("owner_id", GONE))
    columns: Mapped[list[str]] = mapped_column(Json, info=impersonal())
    sort: Mapped[str | None] = mapped_column(String(40), info=impersonal())
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
