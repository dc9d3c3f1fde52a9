"""The journey of taking an order back."""

from shopwright.flows.returns.run.archiving import archive
from shopwright.flows.returns.run.cancelling import cancel, unwind
from shopwright.flows.returns.run.capturing import capture
from shopwright.flows.returns.run.recording import record_payment
from shopwright.flows.returns.run.refunding import refund
from shopwright.flows.returns.run.retrying import finish_refunds
from shopwright.flows.returns.run.sending import record_refund
from shopwright.flows.returns.run.sending_back import (
    decide_return,
    receive_return,
    refund_return,
    request_return,
)
from shopwright.flows.returns.run.trimming import cancel_lines

__all__ = [
    "archive",
    "cancel",
    "cancel_lines",
    "capture",
    "decide_return",
    "finish_refunds",
    "receive_return",
    "record_payment",
    "record_refund",
    "refund",
    "refund_return",
    "request_return",
    "unwind",
]
