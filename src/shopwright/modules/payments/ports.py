"""What a payment provider must be able to do."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    GatewayAnswer,
    Intent,
    ProviderMethod,
    WebhookEvent,
)


class PaymentGateway(Protocol):
    """A provider. Every call may raise ``GatewayUnreachable``, after which nobody knows: ask :meth:`find`."""

    @property
    def name(self) -> str: ...

    @property
    def method(self) -> ProviderMethod: ...

    async def open(self, intent: Intent) -> GatewayAnswer:
        """Ask for the money; the same key again answers what the first asking led to."""
        ...

    async def find(self, key: UUID) -> GatewayAnswer | None:
        """What is true of the intent with this key; None: it never arrived, and never will."""
        ...

    async def capture(self, key: UUID, amount: Money) -> GatewayAnswer: ...

    async def void(self, key: UUID) -> GatewayAnswer: ...

    async def refund(self, key: UUID, amount: Money, refund_key: UUID) -> GatewayAnswer:
        """Give money back; the same ``refund_key`` again gives it back once."""
        ...

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Check the signature over the raw bytes, then read the message.

        Raises:
            WebhookRefused: forged, too old, or not understood.
        """
        ...
