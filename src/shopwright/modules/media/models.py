"""Tables of pictures."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, UtcTime


class PictureRow(Base):
    """An uploaded picture; the same file of the same owner is one."""

    __tablename__ = "pictures"
    __table_args__ = (
        Index("uq_pictures_owner_id_checksum", "owner_id", "checksum", unique=True),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(Id)
    checksum: Mapped[str] = mapped_column(String(64))
    alt: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RenditionRow(Base):
    """A picture in one size."""

    __tablename__ = "picture_renditions"
    __table_args__ = (
        CheckConstraint("width > 0 AND height > 0 AND size > 0", name="extent"),
        {"info": impersonal()},
    )

    picture_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]


class PictureUseRow(Base):
    """A picture on something that keeps no list of its own; the first by position is the cover."""

    __tablename__ = "picture_uses"
    __table_args__ = (
        CheckConstraint("kind IN ('category', 'brand')", name="kind"),
        Index("ix_picture_uses_picture_id", "picture_id"),
        {"info": impersonal()},
    )

    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    picture_id: Mapped[UUID] = mapped_column(Id, ForeignKey("pictures.id"), primary_key=True)
    position: Mapped[int]
