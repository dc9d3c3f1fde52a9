"""Tables of accounts: when they came, when they were there, what they bought; gone with the person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime


class AnalyticsNewcomerRow(Base):
    """An account that was counted as new."""

    __tablename__ = "analytics_newcomers"

    user_id: Mapped[UUID] = mapped_column(Id, primary_key=True, info=personal(erased=GONE))
    day: Mapped[str] = mapped_column(String(10), info=impersonal())


class AnalyticsPresenceRow(Base):
    """An account that signed in, or bought, in a period (a day or a month)."""

    __tablename__ = "analytics_presence"
    __table_args__ = (Index(None, "user_id"), {"sqlite_with_rowid": False})

    period: Mapped[str] = mapped_column(String(10), primary_key=True, info=impersonal())
    user_id: Mapped[UUID] = mapped_column(Id, primary_key=True, info=personal(erased=GONE))


class AnalyticsPeopleRollupRow(Base):
    """How many accounts came, and how many were there, in a period."""

    __tablename__ = "analytics_people_rollup"
    __table_args__ = ({"info": impersonal()},)

    period: Mapped[str] = mapped_column(String(10), primary_key=True)
    registered: Mapped[int] = mapped_column(Minor)
    active: Mapped[int] = mapped_column(Minor)


class AnalyticsCustomerRow(Base):
    """What an account has bought in a currency, cancelled orders apart."""

    __tablename__ = "analytics_customers"
    __table_args__ = (Index(None, "currency", "last_day", "orders", "total"),)

    user_id: Mapped[UUID] = mapped_column(Id, primary_key=True, info=personal(erased=GONE))
    currency: Mapped[str] = mapped_column(Currency, primary_key=True, info=impersonal())
    orders: Mapped[int]
    total: Mapped[int] = mapped_column(Minor)
    first_day: Mapped[str] = mapped_column(String(10), info=impersonal())
    last_day: Mapped[str] = mapped_column(String(10), info=impersonal())


class AnalyticsCustomerMonthRow(Base):
    """What an account bought in a month; ``cohort`` is the month of its first order."""

    __tablename__ = "analytics_customer_months"
    __table_args__ = (Index(None, "cohort", "period", "currency"),)

    user_id: Mapped[UUID] = mapped_column(Id, primary_key=True, info=personal(erased=GONE))
    period: Mapped[str] = mapped_column(String(7), primary_key=True, info=impersonal())
    currency: Mapped[str] = mapped_column(Currency, primary_key=True, info=impersonal())
    cohort: Mapped[str] = mapped_column(String(7), info=impersonal())
    orders: Mapped[int]
    total: Mapped[int] = mapped_column(Minor)


class AnalyticsMarkRow(Base):
    """Up to when something was followed."""

    __tablename__ = "analytics_marks"
    __table_args__ = ({"info": impersonal()},)

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
