"""Tables of reviews, votes for them, complaints about them, and their sums."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Id, UtcTime


class ReviewRow(Base):
    """A review; whether its words go with their author is a setting, so the module itself removes them."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        CheckConstraint("state IN ('new', 'approved', 'rejected')", name="state"),
        CheckConstraint("state <> 'rejected' OR NOT is_shown", name="rejected"),
        CheckConstraint("helpful >= 0 AND reports >= 0", name="counts"),
        Index("uq_reviews_product_id_user_id", "product_id", "user_id", unique=True),
        Index("ix_reviews_newest", "product_id", "is_shown", "id"),
        Index("ix_reviews_helpful", "product_id", "is_shown", "helpful", "id"),
        Index("ix_reviews_rating", "product_id", "is_shown", "rating", "id"),
        Index("ix_reviews_user_id", "user_id", "id"),
        Index("ix_reviews_state", "state", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(Id, ForeignKey("products.id", ondelete="RESTRICT"))
    user_id: Mapped[UUID | None] = mapped_column(Id, ForeignKey("users.id", ondelete="RESTRICT"))
    author: Mapped[str] = mapped_column(String(255), info=personal())
    rating: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(255), info=personal(""))
    text: Mapped[str] = mapped_column(Text, info=personal(""))
    is_verified: Mapped[bool]
    is_shown: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    reason: Mapped[str] = mapped_column(String(500), default="", info=personal())
    helpful: Mapped[int] = mapped_column(default=0)
    reports: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(Text, default="", info=personal(""))
    answered_at: Mapped[datetime | None] = mapped_column(UtcTime)
    origin: Mapped[str | None] = mapped_column(String(200), unique=True, info=impersonal())
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class ReviewVoteRow(Base):
    """Somebody found a review helpful; once."""

    __tablename__ = "review_votes"

    review_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class ReviewReportRow(Base):
    """Somebody complains about a review; once."""

    __tablename__ = "review_reports"

    review_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    reason: Mapped[str] = mapped_column(String(500), info=personal(""))
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class ReviewSummaryRow(Base):
    """How many reviews that are shown gave so many stars; changed by differences only."""

    __tablename__ = "review_summaries"
    __table_args__ = (
        CheckConstraint(
            "stars_1 >= 0 AND stars_2 >= 0 AND stars_3 >= 0 AND stars_4 >= 0 AND stars_5 >= 0",
            name="stars",
        ),
    )

    product_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("products.id", ondelete="RESTRICT"), primary_key=True
    )
    stars_1: Mapped[int]
    stars_2: Mapped[int]
    stars_3: Mapped[int]
    stars_4: Mapped[int]
    stars_5: Mapped[int]
