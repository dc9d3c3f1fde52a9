"""Reviews as they are sent and answered."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt, StringConstraints
from typing_extensions import override

from shopwright.faces.api.shapes import (
    Answer,
    OwnLongText,
    OwnText,
    PageOf,
    Payload,
    Time,
    example,
)
from shopwright.modules.reviews.contracts import (
    HIGHEST,
    LONGEST_TEXT,
    LOWEST,
    Opinion,
    RatingSummary,
    Report,
    Review,
    ReviewState,
)

Stars = Annotated[StrictInt, Field(ge=LOWEST, le=HIGHEST)]
Words = Annotated[OwnLongText, StringConstraints(max_length=LONGEST_TEXT)]
Reason = Annotated[OwnText, StringConstraints(max_length=255)]


class ReviewPayload(Payload):
    """What a customer says of a product: stars, and plain text."""

    model_config = example(
        {"rating": 5, "title": "Keeps tea hot", "text": "Sturdy, and it pours without a drop."}
    )

    rating: Stars
    title: OwnText = ""
    text: Words = ""

    def opinion(self) -> Opinion:
        return Opinion(self.rating, self.title, self.text)


class ReportPayload(Payload):
    """Why staff should look at a review."""

    model_config = example({"reason": "It tells where the vendor lives."})

    reason: Annotated[Reason, StringConstraints(min_length=1)]


class ReviewAnswerPayload(Payload):
    """What the shop or the vendor answers; empty takes an answer back."""

    model_config = example({"text": "Thank you! The new lid closes tighter still."})

    text: Words


class ModerationPayload(Payload):
    """Staff's verdict on the version of a review that they read."""

    model_config = example({"state": "approved", "version": 1})

    state: Annotated[ReviewState, Field(strict=False)]
    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]
    reason: Reason = ""


class ReviewReply(Answer):
    text: str
    at: Time | None


class ReviewAnswer(Answer):
    """A review as everybody sees it; plain text, to be escaped where it is shown."""

    id: UUID
    product_id: UUID
    author: Annotated[str, Field(description="First name and initial.", examples=["Robin E."])]
    rating: int
    title: str
    text: str
    is_verified: Annotated[bool, Field(description="The author bought the product here.")]
    helpful: Annotated[int, Field(description="How many find it helpful.")]
    answer: ReviewReply | None
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, review: Review) -> "ReviewAnswer":
        return cls(**_members(review))


class OwnReviewAnswer(ReviewAnswer):
    """A review as its author sees it: whether it shows, and if not, why."""

    state: ReviewState
    reason: str
    is_shown: bool

    @classmethod
    @override
    def of(cls, review: Review) -> "OwnReviewAnswer":
        return cls(**_own_members(review))


class StaffReviewAnswer(OwnReviewAnswer):
    """A review as staff sees it; ``version`` goes with their verdict."""

    user_id: UUID | None
    reports: int
    version: int

    @classmethod
    @override
    def of(cls, review: Review) -> "StaffReviewAnswer":
        return cls(**_staff_members(review))


class ListedReviewAnswer(StaffReviewAnswer):
    """The same in a list, with what the product is called; nothing where it is removed."""

    product_title: str

    @classmethod
    def all_of(
        cls, reviews: Sequence[Review], titles: Mapping[UUID, str]
    ) -> "list[ListedReviewAnswer]":
        return [
            cls(**_staff_members(each), product_title=titles.get(each.product_id, ""))
            for each in reviews
        ]


class ReportAnswer(Answer):
    reason: str
    at: Time


class ReportedReviewAnswer(StaffReviewAnswer):
    """A review with what people complain of."""

    complaints: list[ReportAnswer]

    @classmethod
    def with_reports(cls, review: Review, reports: list[Report]) -> "ReportedReviewAnswer":
        told = [ReportAnswer(reason=each.reason, at=each.created_at) for each in reports]
        return cls(**_staff_members(review), complaints=told)


class RatingAnswer(Answer):
    """What a product's reviews come to."""

    rating: Annotated[float | None, Field(description="Average of 1 to 5 stars, to two decimals.")]
    review_count: int
    distribution: Annotated[dict[str, int], Field(description="Reviews by their stars.")]

    @classmethod
    def of(cls, summary: RatingSummary) -> "RatingAnswer":
        average = summary.hundredths
        return cls(
            rating=average / 100 if average is not None else None,
            review_count=summary.count,
            distribution={str(stars): times for stars, times in summary.distribution.items()},
        )


class ReviewsAnswer(PageOf[ReviewAnswer]):
    """A page of a product's reviews, and what all of them come to."""

    summary: RatingAnswer


class VotesAnswer(Answer):
    helpful: int


def _members(review: Review) -> dict[str, object]:
    reply = ReviewReply(text=review.answer, at=review.answered_at) if review.answer else None
    names = ("id", "product_id", "author", "rating", "title", "text", "is_verified", "helpful")
    return {
        **{name: getattr(review, name) for name in names},
        "answer": reply,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
    }


def _own_members(review: Review) -> dict[str, object]:
    names = ("state", "reason", "is_shown")
    return _members(review) | {name: getattr(review, name) for name in names}


def _staff_members(review: Review) -> dict[str, object]:
    names = ("user_id", "reports", "version")
    return _own_members(review) | {name: getattr(review, name) for name in names}
