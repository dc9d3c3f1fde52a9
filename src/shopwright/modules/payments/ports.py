"""What a payment provider must be able to do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    GatewayAnswer,
    Intent,
    Listed,
    Payment,
    ProviderMethod,
    WebhookEvent,
)


class PaymentGateway(Protocol):
    """A provider. Every call may raise ``GatewayUnreachable``, after which nobody knows: ask :meth:`find`.

    Each is asked outside any transaction. A payment is known by its id, which is the key of everything that is asked
    for it, and by the reference that the provider gave it, where its answer has arrived.
    """

    @property
    def name(self) -> str: ...

    @property
    def method(self) -> ProviderMethod: ...

    async def open(self, intent: Intent) -> GatewayAnswer:
        """Ask for the money; the same key again answers what the first asking led to."""
        ...

    async def find(self, payment: Payment, *, hint: str = "") -> GatewayAnswer | None:
        """What is true of a payment; None: it never arrived, and never will.

        ``hint`` is a reference that a message named, to look at first where ours is not known yet.
        """
        ...

    async def capture(self, payment: Payment, amount: Money) -> GatewayAnswer:
        """Charge what was authorised, or a part; the rest is let go."""
        ...

    async def void(self, payment: Payment) -> GatewayAnswer: ...

    async def refund(self, payment: Payment, amount: Money, refund_key: UUID) -> GatewayAnswer:
        """Give money back; the same ``refund_key`` again gives it back once."""
        ...

    async def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent | None:
        """Check the signature over the raw bytes, then read the message; None: it is about nothing of the shop's.

        Raises:
            WebhookRefused: forged, too old, or not understood.
        """
        ...

    async def listed(self, since: datetime) -> Sequence[Listed] | None:
        """The provider's own list of the shop's payments since a time; None: it gives none."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...
