"""Changes of reviews."""

from shopwright.modules.reviews.service.bringing_in import bring_in
from shopwright.modules.reviews.service.forgetting import forget
from shopwright.modules.reviews.service.moderating import answer, moderate
from shopwright.modules.reviews.service.voting import report, unvote, vote
from shopwright.modules.reviews.service.writing import add, change, remove, verify_bought

__all__ = [
    "add",
    "answer",
    "bring_in",
    "change",
    "forget",
    "moderate",
    "remove",
    "report",
    "unvote",
    "verify_bought",
    "vote",
]
