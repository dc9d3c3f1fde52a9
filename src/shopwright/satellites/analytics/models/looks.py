"""Tables of looks: how often a product's page was seen, and what was searched for."""

from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal
from shopwright.infra.db.types import Id, Minor


class AnalyticsViewRow(Base):
    """How often a product's page was seen on a day, or in a month."""

    __tablename__ = "analytics_views"
    __table_args__ = ({"info": impersonal()},)

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    views: Mapped[int] = mapped_column(Minor)


class AnalyticsSearchRow(Base):
    """How often words were searched for, and how often nothing was found; what looks like an address is not kept."""

    __tablename__ = "analytics_searches"
    __table_args__ = (Index(None, "period", "asked"), {"info": impersonal()})

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    query: Mapped[str] = mapped_column(String(100), primary_key=True)
    asked: Mapped[int] = mapped_column(Minor)
    empty: Mapped[int] = mapped_column(Minor)
