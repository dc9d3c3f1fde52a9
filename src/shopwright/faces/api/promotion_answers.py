"""Promotions, their codes and their use as staff are answered."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.amounts import AdjustmentAnswer
from shopwright.faces.api.promotion_shapes import (
    BenefitPayload,
    ClausePayload,
    conditions_of,
)
from shopwright.faces.api.shapes import Answer, Time
from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    Code,
    Evaluation,
    Outcome,
    Promotion,
    PromotionClass,
    PromotionState,
    Usage,
)
from shopwright.modules.quotes.contracts import Quote


class PromotionAnswer(Answer):
    id: UUID
    state: PromotionState
    name: str
    label: str
    kind: Annotated[PromotionClass, Field(serialization_alias="class")]
    benefit: BenefitPayload
    conditions: list[ClausePayload]
    needs_code: bool
    is_announced: bool
    starts_at: Time | None
    ends_at: Time | None
    priority: int
    lane: str
    exclusive: bool
    combines_with: list[PromotionClass]
    usage_limit: int | None
    customer_limit: int | None
    used: int
    version: Annotated[int, Field(description="The ETag, for If-Match.")]

    @classmethod
    def of(cls, found: Promotion) -> "PromotionAnswer":
        return cls(
            id=found.id,
            state=found.state,
            name=found.name,
            label=found.label,
            kind=found.kind,
            benefit=BenefitPayload.of(found.benefit),
            conditions=conditions_of(found.condition),
            needs_code=found.needs_code,
            is_announced=found.is_announced,
            starts_at=found.starts_at,
            ends_at=found.ends_at,
            priority=found.priority,
            lane=found.lane,
            exclusive=found.exclusive,
            combines_with=sorted(found.combines_with),
            usage_limit=found.usage_limit,
            customer_limit=found.customer_limit,
            used=found.used,
            version=found.version,
        )


class CodeAnswer(Answer):
    id: UUID
    promotion_id: UUID
    code: str
    is_active: bool
    usage_limit: int | None
    used: int
    created_at: Time

    @classmethod
    def of(cls, code: Code) -> "CodeAnswer":
        return cls(
            id=code.id,
            promotion_id=code.promotion_id,
            code=code.code,
            is_active=code.is_active,
            usage_limit=code.usage_limit,
            used=code.used,
            created_at=code.created_at,
        )


class CodesAnswer(Answer):
    """Codes that were made at once."""

    codes: list[str]


class TakenOffAnswer(Answer):
    amount: str
    currency: str


class UsageAnswer(Answer):
    """Orders that hold a promotion, orders that gave it back, customers, and what it took off."""

    orders: int
    released: int
    customers: int
    taken_off: list[TakenOffAnswer]

    @classmethod
    def of(cls, usage: Usage) -> "UsageAnswer":
        taken = [
            TakenOffAnswer(amount=each.amount, currency=each.currency) for each in usage.amounts
        ]
        return cls(
            orders=usage.orders,
            released=usage.released,
            customers=usage.customers,
            taken_off=taken,
        )


class OutcomeAnswer(Answer):
    """What became of a promotion or a code: `reason` is stable; what is missing, where something is."""

    promotion_id: UUID | None
    label: str
    code: str
    applied: bool
    reason: str
    amount: str | None
    missing_amount: str | None
    missing_quantity: int | None

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeAnswer":
        missing = outcome.missing_amount
        return cls(
            promotion_id=outcome.promotion_id,
            label=outcome.label,
            code=outcome.code,
            applied=outcome.applied,
            reason=outcome.reason.value,
            amount=outcome.amount.amount if outcome.amount else None,
            missing_amount=missing.amount if missing else None,
            missing_quantity=outcome.missing_quantity,
        )


class PreviewAnswer(Answer):
    """What a basket would come to, and what became of each promotion."""

    currency: str
    subtotal: str
    discount: str
    shipping: str
    total: str
    adjustments: list[AdjustmentAnswer]
    promotions: list[OutcomeAnswer]

    @classmethod
    def of(cls, currency: str, quote: Quote | None, evaluation: Evaluation) -> "PreviewAnswer":
        zero = Money.zero(currency).amount
        return cls(
            currency=currency,
            subtotal=quote.subtotal.amount if quote else zero,
            discount=quote.discount.amount if quote else zero,
            shipping=quote.shipping.amount if quote else zero,
            total=quote.total.amount if quote else zero,
            adjustments=AdjustmentAnswer.all_of(quote.adjustments if quote else ()),
            promotions=[OutcomeAnswer.of(each) for each in evaluation.outcomes],
        )
