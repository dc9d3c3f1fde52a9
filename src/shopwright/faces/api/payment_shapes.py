"""Payments as staff see and note them: ways to pay, money by hand, captures in part, cases."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shopwright.faces.api.order_shapes import ON_THE_PAGE, PaymentAnswer, Token
from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    IdText,
    OwnLongText,
    OwnName,
    Payload,
    Time,
    example,
)
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments.contracts import (
    CaseKind,
    CaseState,
    LoggedEvent,
    Payment,
    PaymentCase,
    ProviderMethod,
)

FOR_SCRIPTS = "`script`: a `client_secret` is answered for the provider's script."
BankReference = Annotated[OwnName, StringConstraints(max_length=140)]


class MethodAnswer(Answer):
    """A way to pay. ``tokens`` are what the test provider can be given; ``instructions``, where to send money by hand."""

    provider: str
    title: str
    tokens: dict[str, str]
    by_hand: bool
    instructions: dict[str, str]

    @classmethod
    def of(cls, method: ProviderMethod) -> "MethodAnswer":
        return cls(
            provider=method.provider,
            title=method.title,
            tokens=dict(method.tokens),
            by_hand=method.by_hand,
            instructions=dict(method.instructions),
        )


class MethodsAnswer(Answer):
    items: list[MethodAnswer]


class IntentPayload(Payload):
    """Which order is paid, and how; no order is the caller's cart, as `expected_total` where he was shown that."""

    model_config = example(
        {"order_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11", "provider": "test", "token": "test_ok"}
    )

    order_id: IdText | None = None
    provider: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,29}$")] = "test"
    token: Token = Field("", examples=["test_ok"], description=f"{ON_THE_PAGE} {FOR_SCRIPTS}")
    expected_total: Amount | None = None


class ConfirmPayload(Payload):
    """Which payment is asked about."""

    model_config = example({"payment_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"})

    payment_id: IdText


class PaymentLogAnswer(Answer):
    """A line of a payment's log."""

    id: UUID
    kind: str
    reference: str
    amount: str
    currency: str
    source: str
    at: Time

    @classmethod
    def of(cls, event: LoggedEvent) -> "PaymentLogAnswer":
        return cls(
            id=event.id,
            kind=event.kind,
            reference=event.reference,
            amount=event.amount.amount,
            currency=event.amount.currency,
            source=event.source,
            at=event.created_at,
        )


class ReceivedPayload(Payload):
    """Money that came by hand; ``reference`` is the bank's or the receipt's own, and is noted once."""

    model_config = example(
        {"amount": "19.99", "reference": "2026110300042", "received_on": "2026-11-03"}
    )

    amount: Amount
    reference: BankReference
    received_on: Annotated[date, Field(strict=False)]
    provider: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,29}$")] = "bank_transfer"


class SentPayload(Payload):
    """How money was sent back by hand."""

    model_config = example({"reference": "2026110500007"})

    reference: BankReference


class CapturePayload(Payload):
    """What is charged of what was authorised; no amount is all of it."""

    model_config = example({"amount": "10.00"})

    amount: Amount | None = None


class ResolutionPayload(Payload):
    """What became of a case."""

    model_config = example({"note": "The customer was called; the amount was sent back."})

    note: Annotated[OwnLongText, StringConstraints(min_length=1, max_length=2000)]


class CaseAnswer(Answer):
    """A difference between the shop's books and a provider's."""

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
    opened_at: Time
    resolved_at: Time | None

    @classmethod
    def of(cls, case: PaymentCase) -> "CaseAnswer":
        return cls(**{name: getattr(case, name) for name in cls.model_fields})


class PaymentLog(Answer):
    """The transaction log of an order, with its payments and what is still due, or was paid too much."""

    total: str
    paid: str
    refunded: str
    due: str
    overpaid: str
    currency: str
    payments: list[PaymentAnswer]
    items: list[PaymentLogAnswer]

    @classmethod
    def of(cls, order: Order, payments: list[Payment], events: list[LoggedEvent]) -> "PaymentLog":
        kept, nothing = order.paid - order.refunded, Money.zero(order.currency)
        return cls(
            total=order.total.amount,
            paid=order.paid.amount,
            refunded=order.refunded.amount,
            due=max(order.total - order.paid, nothing).amount,
            overpaid=max(kept - order.total, nothing).amount,
            currency=order.currency,
            payments=[PaymentAnswer.of(each) for each in payments],
            items=[PaymentLogAnswer.of(event) for event in events],
        )
