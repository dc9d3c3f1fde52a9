"""What else staff send about promotions: states, codes, baskets to try them out."""

from typing import Annotated

from pydantic import EmailStr, Field, StrictInt, StringConstraints

from shopwright.faces.api.cart_shapes import MOST_CODES, CodeText
from shopwright.faces.api.promotion_shapes import Count, Country
from shopwright.faces.api.shapes import (
    CurrencyCode,
    IdText,
    Moment,
    Payload,
    Quantity,
    example,
)
from shopwright.flows.checkout.steps.pricing import Basket
from shopwright.modules.customers.contracts import Address
from shopwright.modules.promotions.contracts import LARGEST_BATCH, CodeBatch, PromotionState
from shopwright.modules.quotes.contracts import Wanted

_VARIANT = "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"


class StatePayload(Payload):
    model_config = example({"state": "active"})

    state: Annotated[PromotionState, Field(strict=False)]


class CodePayload(Payload):
    """A code of one's own choosing; without a limit, it counts as often as its promotion."""

    model_config = example({"code": "SPRING26", "usage_limit": 100})

    code: CodeText
    usage_limit: Count | None = None


class CodeChangePayload(Payload):
    model_config = example({"is_active": False})

    is_active: bool
    usage_limit: Count | None = None


class CodeBatchPayload(Payload):
    """So many codes that nobody guesses; each counts once unless told."""

    model_config = example({"count": 100, "prefix": "VIP-"})

    count: Annotated[StrictInt, Field(ge=1, le=LARGEST_BATCH)]
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,20}$")] = ""
    usage_limit: Count | None = 1

    def as_batch(self) -> CodeBatch:
        return CodeBatch(self.count, self.prefix, self.usage_limit)


class PreviewItemPayload(Payload):
    model_config = example({"variant_id": _VARIANT, "quantity": 2})

    variant_id: IdText
    quantity: Quantity = 1


class PreviewPayload(Payload):
    """A basket, and what is known of who buys it; `promotion_ids` are some that rest."""

    model_config = example(
        {"items": [{"variant_id": _VARIANT, "quantity": 2}], "codes": ["SPRING26"]}
    )

    items: Annotated[list[PreviewItemPayload], Field(min_length=1, max_length=100)]
    currency: CurrencyCode | None = None
    country: Country | None = None
    user_id: IdText | None = None
    email: EmailStr | None = None
    codes: Annotated[list[CodeText], Field(max_length=MOST_CODES)] = Field(default_factory=list)
    promotion_ids: Annotated[list[IdText], Field(max_length=50)] = Field(default_factory=list)
    delivery_method_id: IdText | None = None
    at: Annotated[Moment, Field(strict=False)] | None = None

    def as_basket(self, home_currency: str) -> Basket:
        return Basket(
            items=tuple(Wanted(each.variant_id, each.quantity) for each in self.items),
            currency=self.currency or home_currency,
            destination=_somewhere_in(self.country) if self.country else None,
            user_id=self.user_id,
            email=self.email or "",
            codes=tuple(self.codes),
            delivery_method_id=self.delivery_method_id,
        )


def _somewhere_in(country: str) -> Address:
    return Address(recipient="", line1="", city="", country=country, postal_code="")
