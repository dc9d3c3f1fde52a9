"""What crosses the border of reviews."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

LOWEST, HIGHEST = 1, 5
LONGEST_TITLE, LONGEST_TEXT = 255, 5000


class ReviewState(StrEnum):
    """Whether staff has looked at a review, and what they thought of it."""

    NEW = "new"
    APPROVED = "approved"
    REJECTED = "rejected"


class ReviewSort(StrEnum):
    """The order of a list; of two that are alike the newer comes first."""

    NEWEST = "newest"
    HELPFUL = "helpful"
    RATING = "rating"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a customer writes: 1 to 5 stars, and plain text."""

    rating: int
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A review as it is kept. ``user_id`` is None where it came from elsewhere, or its author is gone.

    ``is_shown``: everybody sees it, and it counts in the product's summary. ``version`` grows with each edit of its
    author, so that nobody approves what he has not read.
    """

    id: UUID
    product_id: UUID
    user_id: UUID | None
    author: str
    rating: int
    title: str
    text: str
    is_verified: bool
    is_shown: bool
    state: ReviewState
    reason: str
    helpful: int
    reports: int
    answer: str
    answered_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def opinion(self) -> Opinion:
        return Opinion(self.rating, self.title, self.text)


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody's complaint about a review."""

    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews a list holds; None asks for all."""

    product_id: UUID | None = None
    user_id: UUID | None = None
    stars: int | None = None
    is_verified: bool | None = None
    is_shown: bool | None = None
    state: ReviewState | None = None
    is_reported: bool | None = None


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """How many of the reviews that are shown gave one star, two stars and so on."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)

    @property
    def count(self) -> int:
        return sum(self.counts)

    @property
    def hundredths(self) -> int | None:
        """The average in hundredths of a star, halves rounded up; None without reviews."""
        stars = sum(rating * times for rating, times in enumerate(self.counts, LOWEST))
        return (200 * stars + self.count) // (2 * self.count) if self.count else None

    @property
    def distribution(self) -> Mapping[int, int]:
        return dict(enumerate(self.counts, LOWEST))


NO_REVIEWS = RatingSummary()


@dataclass(frozen=True, slots=True)
class ImportedReview:
    """A review of another shop; ``origin`` names it there, so that it comes in once.

    ``author`` is a whole name; it is shown as that of any other. Without ``written_at`` it was written when it came.
    """

    origin: str
    product_id: UUID
    opinion: Opinion
    author: str = ""
    helpful: int = 0
    is_verified: bool = False
    is_shown: bool = True
    state: ReviewState = ReviewState.APPROVED
    reason: str = ""
    answer: str = ""
    answered_at: datetime | None = None
    written_at: datetime | None = None
