"""Reviews of products."""

from enum import StrEnum

from pydantic import BaseModel, Field


class ReviewModeration(StrEnum):
    BEFORE = "before"
    AFTER = "after"


class ReviewsOnErasure(StrEnum):
    REMOVE = "remove"
    KEEP = "keep"


class ReviewSettings(BaseModel):
    """Reviews."""

    reviews_moderation: ReviewModeration = Field(
        ReviewModeration.BEFORE,
        description="before: a review shows when staff has approved it; after: at once, until staff rejects it.",
    )
    reviews_on_erasure: ReviewsOnErasure = Field(
        ReviewsOnErasure.REMOVE,
        description="What becomes of the reviews of somebody who is erased: remove, or keep as nobody's.",
    )

    @property
    def shows_reviews_at_once(self) -> bool:
        return self.reviews_moderation is ReviewModeration.AFTER

    @property
    def keeps_words_of_erased(self) -> bool:
        return self.reviews_on_erasure is ReviewsOnErasure.KEEP
