"""Changes of payments."""

from shopwright.modules.payments.service.intents import begin, fail_unsent, note_checked
from shopwright.modules.payments.service.ledger import apply
from shopwright.modules.payments.service.providers import (
    Gateways,
    SecondStepPage,
    gateway_of,
    in_time,
)
from shopwright.modules.payments.service.refunds import begin_refund, drop_refund
from shopwright.modules.payments.service.webhooks import take_in

__all__ = [
    "Gateways",
    "SecondStepPage",
    "apply",
    "begin",
    "begin_refund",
    "drop_refund",
    "fail_unsent",
    "gateway_of",
    "in_time",
    "note_checked",
    "take_in",
]
