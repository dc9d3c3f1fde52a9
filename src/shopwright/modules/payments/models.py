"""Tables of payments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db.base import Base, append_only
from shopwright.infra.db.personal import impersonal, personal
from shopwright.infra.db.types import Currency, Id, Minor, UtcTime

_STATES = "'created', 'processing', 'requires_action', 'authorized', 'captured', 'failed', 'voided'"


class PaymentRow(Base):
    """An attempt to pay; its amounts are sums over its events."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("amount > 0 AND authorized >= 0 AND captured >= 0", name="amounts"),
        CheckConstraint("refunded >= 0 AND refund_pending >= 0", name="refunds"),
        CheckConstraint("refunded + refund_pending <= captured", name="refunded"),
        UniqueConstraint("provider", "reference"),
        Index("ix_payments_state_updated_at", "state", "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    order_id: Mapped[UUID] = mapped_column(Id, index=True)
    provider: Mapped[str] = mapped_column(String(30), info=impersonal())
    reference: Mapped[str | None] = mapped_column(String(200), info=impersonal())
    state: Mapped[str] = mapped_column(String(20), info=impersonal())
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    amount: Mapped[int] = mapped_column(Minor)
    authorized: Mapped[int] = mapped_column(Minor, default=0)
    captured: Mapped[int] = mapped_column(Minor, default=0)
    refunded: Mapped[int] = mapped_column(Minor, default=0)
    refund_pending: Mapped[int] = mapped_column(Minor, default=0)
    opened_order: Mapped[bool] = mapped_column(default=False)
    failure: Mapped[str] = mapped_column(
        String(200), default="", info=personal("order_id>orders.id")
    )
    action_url: Mapped[str] = mapped_column(
        String(2000), default="", info=personal("order_id>orders.id", exported=False)
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class PaymentEventRow(Base):
    """What a provider said has happened; never changed, each fact once."""

    __tablename__ = "payment_events"
    __table_args__ = (
        UniqueConstraint("provider", "reference", "kind"),
        CheckConstraint("amount >= 0", name="amount"),
        Index("ix_payment_events_payment_id_id", "payment_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(Id, ForeignKey("payments.id", ondelete="RESTRICT"))
    provider: Mapped[str] = mapped_column(String(30), info=impersonal())
    reference: Mapped[str] = mapped_column(String(200), info=impersonal())
    kind: Mapped[str] = mapped_column(String(20), info=impersonal())
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    detail: Mapped[str] = mapped_column(
        String(200), default="", info=personal("payment_id>payments.id")
    )
    source: Mapped[str] = mapped_column(String(20), info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class RefundRow(Base):
    """Money on its way back; pending until the provider has said what became of it."""

    __tablename__ = "refunds"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'succeeded', 'failed')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_refunds_state_updated_at", "state", "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    payment_id: Mapped[UUID] = mapped_column(
        Id, ForeignKey("payments.id", ondelete="RESTRICT"), index=True
    )
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    reason: Mapped[str] = mapped_column(
        String(500), default="", info=personal("payment_id>payments.id")
    )
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    restock: Mapped[bool] = mapped_column(default=False)
    actor: Mapped[str] = mapped_column(String(100), info=impersonal())
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class WebhookReceipt(Base):
    """Messages of providers that were taken in, each once."""

    __tablename__ = "payment_webhooks"
    __table_args__ = ({"info": impersonal()},)

    provider: Mapped[str] = mapped_column(String(30), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcTime)


class PaymentCaseRow(Base):
    """A difference between our books and a provider's; ``open_key`` lets each be open once."""

    __tablename__ = "payment_cases"
    __table_args__ = (
        CheckConstraint("(resolved_at IS NULL) = (open_key IS NOT NULL)", name="open"),
        Index("ix_payment_cases_resolved_at", "resolved_at", "id"),
        Index("ix_payment_cases_told_at", "told_at"),
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), info=impersonal())
    provider: Mapped[str] = mapped_column(String(30), info=impersonal())
    reference: Mapped[str] = mapped_column(String(200), info=impersonal())
    open_key: Mapped[str | None] = mapped_column(String(260), unique=True, info=impersonal())
    payment_id: Mapped[UUID | None] = mapped_column(
        Id, ForeignKey("payments.id", ondelete="RESTRICT"), index=True
    )
    order_id: Mapped[UUID | None] = mapped_column(Id, index=True)
    detail: Mapped[str] = mapped_column(
        String(500), default="", info=personal("order_id>orders.id")
    )
    note: Mapped[str] = mapped_column(String(2000), default="", info=personal("order_id>orders.id"))
    resolved_by: Mapped[str] = mapped_column(String(100), default="", info=impersonal())
    opened_at: Mapped[datetime] = mapped_column(UtcTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcTime)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcTime)


class TestGatewayIntent(Base):
    """The built-in test provider's own books; the shop reads them only through its gateway."""

    __tablename__ = "test_gateway_intents"

    key: Mapped[UUID] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(60), unique=True, info=impersonal())
    order_id: Mapped[UUID] = mapped_column(Id)
    token: Mapped[str] = mapped_column(String(60), info=personal("order_id>orders.id"))
    state: Mapped[str] = mapped_column(String(20), info=impersonal())
    capture: Mapped[bool]
    amount: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(Currency, info=impersonal())
    failure: Mapped[str] = mapped_column(
        String(100), default="", info=personal("order_id>orders.id")
    )
    settles_at: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class TestGatewayFact(Base):
    """What happened to an intent of the test provider."""

    __tablename__ = "test_gateway_facts"
    __table_args__ = (
        UniqueConstraint("intent_key", "kind", "request_key"),
        {"info": impersonal()},
    )

    id: Mapped[UUID] = mapped_column(Id, primary_key=True)
    intent_key: Mapped[UUID] = mapped_column(
        Id, ForeignKey("test_gateway_intents.key", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(20))
    request_key: Mapped[UUID] = mapped_column(Id)
    amount: Mapped[int] = mapped_column(Minor)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


append_only(PaymentEventRow.__table__, erasable={"detail": "''"})
