"""Decisions about reviews: pure."""

from dataclasses import replace
from datetime import datetime

from shopwright.modules.reviews.contracts import (
    HIGHEST,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LOWEST,
    Opinion,
    Review,
    ReviewState,
)
from shopwright.modules.reviews.errors import InvalidReview


def checked(opinion: Opinion) -> Opinion:
    """The opinion as it is kept.

    Raises:
        InvalidReview: no number of stars, or too long.
    """
    if not LOWEST <= opinion.rating <= HIGHEST:
        message = f"A rating is {LOWEST} to {HIGHEST} stars."
        raise InvalidReview(message)
    if len(opinion.title) > LONGEST_TITLE or len(opinion.text) > LONGEST_TEXT:
        raise InvalidReview
    return opinion


def shown_name(full_name: str) -> str:
    """The author as everybody sees him: first name and initial, ``"Robin E."``."""
    first, *others = full_name.split() or [""]
    return f"{first} {others[-1][0]}." if others else first


def edited(before: Review, opinion: Opinion, *, now: datetime, shows_at_once: bool) -> Review:
    """A review after its author changed it: staff looks again, and until then only those show who may at once.

    One that was rejected waits in any case.
    """
    is_trusted = shows_at_once and before.state is not ReviewState.REJECTED
    return replace(
        before,
        rating=opinion.rating,
        title=opinion.title,
        text=opinion.text,
        state=ReviewState.NEW,
        reason="",
        is_shown=is_trusted,
        version=before.version + 1,
        updated_at=now,
    )


def differences(before: Review | None, after: Review | None) -> dict[int, int]:
    """How the numbers of stars change when a review becomes another; None where there is none."""
    changes: dict[int, int] = {}
    for review, step in ((before, -1), (after, 1)):
        if review is not None and review.is_shown:
            changes[review.rating] = changes.get(review.rating, 0) + step
    return {rating: step for rating, step in changes.items() if step}
