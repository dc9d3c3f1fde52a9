"""Facts about reviews."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ReviewsChanged(Event):
    """The average or the number of a product's reviews is another."""

    name: ClassVar[str] = "reviews.changed"
    product_id: UUID


@dataclass(frozen=True, slots=True)
class ReviewModerated(Event):
    """Staff approved or rejected a review."""

    name: ClassVar[str] = "review.moderated"
    review_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class ReviewReported(Event):
    """Somebody asks staff to look at a review."""

    name: ClassVar[str] = "review.reported"
    review_id: UUID
