"""Decisions about promotions; pure."""

from shopwright.modules.promotions.rules.checking import checked_promotion
from shopwright.modules.promotions.rules.codes import checked_code, key_of, random_codes
from shopwright.modules.promotions.rules.deciding import evaluate
from shopwright.modules.promotions.rules.plain import (
    benefit_of,
    condition_of,
    plain_benefit,
    plain_condition,
)
from shopwright.modules.promotions.rules.walking import (
    category_ids_in,
    leaves_of,
    rule_book,
    targets_in,
)

__all__ = [
    "benefit_of",
    "category_ids_in",
    "checked_code",
    "checked_promotion",
    "condition_of",
    "evaluate",
    "key_of",
    "leaves_of",
    "plain_benefit",
    "plain_condition",
    "random_codes",
    "rule_book",
    "targets_in",
]
