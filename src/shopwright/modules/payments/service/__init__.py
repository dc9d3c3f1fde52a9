"""Changes of payments."""

from shopwright.modules.payments.rules import differs, doubts, holds_money
from shopwright.modules.payments.service.cases import (
    open_case,
    resolve_case,
    settle_case,
    tell_of_cases,
)
from shopwright.modules.payments.service.intents import begin, fail_unsent, note_checked
from shopwright.modules.payments.service.ledger import apply, apply_among
from shopwright.modules.payments.service.providers import (
    Gateways,
    SecondStepPage,
    gateway_of,
    in_time,
    is_offered,
)
from shopwright.modules.payments.service.refunds import begin_refund, drop_refund
from shopwright.modules.payments.service.webhooks import take_in

__all__ = [
    "Gateways",
    "SecondStepPage",
    "apply",
    "apply_among",
    "begin",
    "begin_refund",
    "differs",
    "doubts",
    "drop_refund",
    "fail_unsent",
    "gateway_of",
    "holds_money",
    "in_time",
    "is_offered",
    "note_checked",
    "open_case",
    "resolve_case",
    "settle_case",
    "take_in",
    "tell_of_cases",
]
