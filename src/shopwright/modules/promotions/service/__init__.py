"""Every change of promotions, their codes, and what is redeemed."""

from shopwright.modules.promotions.rules import checked_code, evaluate, key_of, targets_in
from shopwright.modules.promotions.service.codes import add_code, generate_codes, set_code
from shopwright.modules.promotions.service.making import change, create, set_state
from shopwright.modules.promotions.service.redeeming import give_back, keep, redeem

__all__ = [
    "add_code",
    "change",
    "checked_code",
    "create",
    "evaluate",
    "generate_codes",
    "give_back",
    "keep",
    "key_of",
    "redeem",
    "set_code",
    "set_state",
    "targets_in",
]
