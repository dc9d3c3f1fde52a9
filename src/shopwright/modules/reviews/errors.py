"""What can go wrong with reviews."""

from shopwright.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class ReviewNotFound(NotFound):
    code = "review_not_found"
    title = "There is no such review."


class AlreadyReviewed(Conflict):
    code = "already_reviewed"
    title = "You have reviewed this product; change that review instead."


class OwnReview(Forbidden):
    code = "own_review"
    title = "Nobody votes for his own review, or reports it."


class ReviewChanged(Conflict):
    code = "review_changed"
    title = "The review was changed since you read it; look at it again."


class InvalidReview(Invalid):
    code = "invalid_review"
    title = "The review can't be accepted."
