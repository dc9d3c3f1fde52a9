"""What crosses the border of payments."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money

BANK_TRANSFER = "bank_transfer"
"""The way to pay of which customers are told by mail where to send the money."""
SCRIPT = "script"
"""The token of who wants no page, but a secret for the provider's own script in his page."""
BY_HAND = "staff"
"""The source of facts that people noted."""


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
    """What a provider says about an intent: its reference, where it stands, and all facts so far.

    ``client_secret`` opens the intent to the provider's script in the customer's page; it is handed on, and kept nowhere.
    """

    reference: str
    state: PaymentState
    facts: tuple[Fact, ...] = ()
    action_url: str = ""
    failure: str = ""
    client_secret: str = field(default="", repr=False)


class CaseKind(StrEnum):
    """In what the shop's books and a provider's differ, or what a person has to do."""

    ORPHAN_PAYMENT = "orphan_payment"
    MISSING_PAYMENT = "missing_payment"
    AMOUNT_MISMATCH = "amount_mismatch"
    REFUND_MISMATCH = "refund_mismatch"
    OVERPAID = "overpaid"
    REFUND_BY_HAND = "refund_by_hand"
    DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a payment that a person should look at; ``reference`` tells one from another."""

    kind: CaseKind
    reference: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class WebhookEvent:
    """A verified message of a provider about one payment.

    ``reference`` is the payment's at the provider; ``key`` is ours, as the provider tells it. Without an ``answer`` the
    message says no more than that something happened, and the provider has to be asked what.
    """

    event_id: str
    reference: str
    answer: GatewayAnswer | None = None
    key: UUID | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A payment in a provider's own list; ``key`` is ours, as the provider tells it."""

    key: UUID
    answer: GatewayAnswer


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
    def capturable(self) -> Money:
        """What was authorised and not yet charged."""
        return self.authorized if self.state is PaymentState.AUTHORIZED else self.authorized * 0

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


class CaseState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class PaymentCase:
    """A difference that a person has to look into, and what became of it."""

    id: UUID
    kind: CaseKind
    state: CaseState
    provider: str
    reference: str
    payment_id: UUID | None
    order_id: UUID | None
    detail: str
    note: str
    resolved_by: str
    opened_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is to be paid where and how much, as far as it is known."""

    total: Money | None = None
    country: str = ""


@dataclass(frozen=True, slots=True)
class ProviderMethod:
    """A way to pay that the shop offers, with hints for people who try it out.

    ``by_hand``: people move the money and note it here; ``waits`` is how long an order may then stay unpaid.
    ``currencies`` and ``countries`` are those that it is for, none for all; ``most`` is in minor units.
    """

    provider: str
    title: str
    tokens: Mapping[str, str] = field(default_factory=dict)
    by_hand: bool = False
    waits: timedelta | None = None
    instructions: Mapping[str, str] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    most: int | None = None
