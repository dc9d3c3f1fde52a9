"""Money that people move: a transfer to the shop's account, or cash at the door. No network, and no books of its own.

What is known of such a payment is what staff noted, so it is asked of nobody.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    BANK_TRANSFER,
    Fact,
    FactKind,
    GatewayAnswer,
    Intent,
    Listed,
    Payment,
    PaymentState,
    ProviderMethod,
    WebhookEvent,
)
from shopwright.modules.payments.errors import NothingToCapture, PaymentSettled, WebhookRefused

BANK, CASH = BANK_TRANSFER, "cash_on_delivery"


class ByHand:
    """A way to pay that waits for people. ``promised``: the order goes out before the money has come."""

    def __init__(self, method: ProviderMethod, *, promised: bool = False) -> None:
        self.name = method.provider
        self.method = method
        self._promised = promised

    async def open(self, intent: Intent) -> GatewayAnswer:
        reference = f"{self.name}_{intent.key.hex}"
        if not self._promised:
            return GatewayAnswer(reference, PaymentState.PROCESSING)
        promise = Fact(FactKind.AUTHORIZED, reference, intent.amount)
        return GatewayAnswer(reference, PaymentState.AUTHORIZED, (promise,))

    async def find(self, payment: Payment, *, hint: str = "") -> GatewayAnswer:  # noqa: ARG002 - nobody else knows
        """What was noted; a payment that was begun and never opened, for a crash came between, is opened."""
        if payment.state is PaymentState.CREATED:
            return await self.open(
                Intent(payment.id, payment.order_id, payment.amount, token="", capture=True)
            )
        return GatewayAnswer(self._reference(payment), payment.state)

    async def capture(self, payment: Payment, amount: Money) -> GatewayAnswer:
        """Note that the money was collected.

        Raises:
            NothingToCapture: nothing was promised, or less than that.
        """
        if amount > payment.capturable:
            raise NothingToCapture
        reference = self._reference(payment)
        taken = Fact(FactKind.CAPTURED, reference, amount)
        return GatewayAnswer(reference, PaymentState.CAPTURED, (taken,))

    async def void(self, payment: Payment) -> GatewayAnswer:
        """Wait no longer.

        Raises:
            PaymentSettled: money has come.
        """
        if not payment.captured.is_zero:
            raise PaymentSettled
        reference, nothing = self._reference(payment), Money.zero(payment.amount.currency)
        over = Fact(FactKind.VOIDED, reference, nothing)
        return GatewayAnswer(reference, PaymentState.VOIDED, (over,))

    async def refund(self, payment: Payment, amount: Money, refund_key: UUID) -> GatewayAnswer:  # noqa: ARG002 - a person sends it
        """Nothing moves until a person has sent it and noted so: the refund waits."""
        return GatewayAnswer(self._reference(payment), payment.state)

    async def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent | None:  # noqa: ARG002 - it sends none
        raise WebhookRefused

    async def listed(self, since: datetime) -> Sequence[Listed] | None:  # noqa: ARG002 - it keeps no list
        return None

    async def close(self) -> None:
        """It holds nothing open."""

    def _reference(self, payment: Payment) -> str:
        return payment.reference or f"{self.name}_{payment.id.hex}"
