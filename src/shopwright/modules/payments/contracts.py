"""What crosses the border of payments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shopwright.kernel.money import Money


class PaymentState(StrEnum):
    """Where a payment stands; moved forward by facts only."""

    CREATED = "created"
    PROCESSING = "processing"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    FAILED = "failed"
    VOIDED = "voided"


OPEN_STATES = (PaymentState.CREATED, PaymentState.PROCESSING, PaymentState.REQUIRES_ACTION)
"""States in which the provider's last word is still to come."""


class FactKind(StrEnum):
    """What a provider can say has happened."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUNDED = "refunded"
    REFUND_FAILED = "refund_failed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened at the provider, named by the provider's own reference; told once or many times."""

    kind: FactKind
    reference: str
    amount: Money
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PaymentChoice:
    """How the customer pays: a provider, and the token that its page or script gave."""

    provider: str
    token: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What we ask a provider for; ``key`` makes asking twice the same as asking once."""

    key: UUID
    order_id: UUID
    amount: Money
    token: str
    capture: bool
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """What a provider says about an intent: its reference, where it stands, and all facts so far."""

    reference: str
    state: PaymentState
    facts: tuple[Fact, ...] = ()
    action_url: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A verified message of a provider: it names an intent, whose facts we then apply; ``key`` is the intent's, if told."""

    event_id: str
    reference: str
    answer: GatewayAnswer
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to pay an order; ``opened_order`` is true of the one that the order was placed with."""

    id: UUID
    order_id: UUID
    provider: str
    reference: str | None
    state: PaymentState
    amount: Money
    authorized: Money
    captured: Money
    refunded: Money
    refund_pending: Money
    failure: str
    action_url: str
    created_at: datetime
    updated_at: datetime
    opened_order: bool = False

    @property
    def refundable(self) -> Money:
        return self.captured - self.refunded - self.refund_pending

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back; its id is the key that the provider is asked with."""

    id: UUID
    payment_id: UUID
    amount: Money
    reason: str
    state: RefundState
    created_at: datetime
    restock: bool = False


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A line of a payment's log."""

    id: UUID
    payment_id: UUID
    kind: FactKind
    reference: str
    amount: Money
    detail: str
    source: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ProviderMethod:
    """A way to pay that the shop offers, with hints for people who try it out."""

    provider: str
    title: str
    tokens: Mapping[str, str]
    extra: Mapping[str, Any] | None = None
