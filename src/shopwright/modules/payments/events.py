"""Facts about payments."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentMoved(Event):
    """A provider's fact was applied to a payment; amounts in minor units. ``refund_id`` is of one that we asked for."""

    name: ClassVar[str] = "payment.moved"
    payment_id: UUID
    order_id: UUID
    kind: str
    amount: int
    currency: str
    refund_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class TransferAwaited(Event):
    """A customer wants to pay by transfer, and has to know where to send how much."""

    name: ClassVar[str] = "payment.transfer_awaited"
    payment_id: UUID
    order_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentCaseOpened(Event):
    """The shop's books and a provider's differ, or a person has to do something: somebody should look."""

    name: ClassVar[str] = "payment.case_opened"
    case_id: UUID
    kind: str
    provider: str
    payment_id: UUID | None
    order_id: UUID | None


@dataclass(frozen=True, slots=True)
class PaymentCasesTold(Event):
    """Cases were opened since staff was last told; ``to`` is the shop's own address for it."""

    name: ClassVar[str] = "payment.cases_told"
    case_ids: tuple[UUID, ...]
    to: str


@dataclass(frozen=True, slots=True)
class PaymentCaseResolved(Event):
    """A person looked into a case, and closed it."""

    name: ClassVar[str] = "payment.case_resolved"
    case_id: UUID
