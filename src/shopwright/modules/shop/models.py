"""Tables of the shop's configuration."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Json, UtcTime


class ConfigurationRow(Base):
    """One row a version; the last one counts. Who changes what somebody else has changed meanwhile meets his number."""

    __tablename__ = "shop_configurations"
    __table_args__ = (CheckConstraint("version >= 1", name="version"), {"info": impersonal()})

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    knobs: Mapped[dict[str, Any]] = mapped_column(Json)
    changed_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[datetime] = mapped_column(UtcTime)


append_only(ConfigurationRow.__table__)
