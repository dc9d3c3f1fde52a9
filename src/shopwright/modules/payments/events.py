"""Facts about payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentMoved(Event):
    """A provider's fact was applied to a payment; amounts in minor units."""

    name: ClassVar[str] = "payment.moved"
    payment_id: UUID
    order_id: UUID
    kind: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class PaymentInDoubt(Event):
    """A provider said something that does not fit: a person should look."""

    name: ClassVar[str] = "payment.in_doubt"
    payment_id: UUID
    order_id: UUID
    reason: str
