"""What can go wrong with a file of reviews."""

from shopwright.kernel.errors import BadRequest


class UnreadableReviews(BadRequest):
    code = "unreadable_reviews"
    title = "The file is no CSV of reviews."
