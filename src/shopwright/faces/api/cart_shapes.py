"""Carts as they are sent and answered."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import EmailStr, Field, StrictInt, StringConstraints

from shopwright.faces.api.amounts import AdjustmentAnswer, TaxLineAnswer, VatText
from shopwright.faces.api.delivery_shapes import DeliveryAnswer
from shopwright.faces.api.places import PLACE, PlaceAnswer, PlacePayload
from shopwright.faces.api.promotion_answers import OutcomeAnswer
from shopwright.faces.api.shapes import (
    LARGEST_QUANTITY,
    Answer,
    IdText,
    Payload,
    Quantity,
    Time,
    example,
)
from shopwright.flows.checkout.contracts import CartProblem, CartView
from shopwright.modules.quotes.contracts import QuotedLine


class ItemPayload(Payload):
    """So many pieces of a variant, or of a product's first variant."""

    model_config = example({"variant_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11", "quantity": 2})

    variant_id: IdText | None = None
    product_id: IdText | None = None
    quantity: Quantity = 1


CodeText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{2,39}$")]
MOST_CODES = 10


class CartCodePayload(Payload):
    """A discount code; capitals do not matter."""

    model_config = example({"code": "SPRING26"})

    code: CodeText


class QuantityPayload(Payload):
    """How many pieces a line shall hold; 0 takes it out."""

    model_config = example({"quantity": 3})

    quantity: Annotated[StrictInt, Field(ge=0, le=LARGEST_QUANTITY)]


class SyncPayload(Payload):
    """A client's local cart."""

    model_config = example(
        {"items": [{"variant_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11", "quantity": 1}]}
    )

    items: Annotated[list[ItemPayload], Field(min_length=1, max_length=100)]


class CartDetailsPayload(Payload):
    """Who buys and where it goes; what is left out stays as it was, and null takes a place or a method out again."""

    model_config = example({"email": "robin@example.com", "shipping_address": PLACE})

    email: EmailStr | None = None
    shipping_address: PlacePayload | None = None
    billing_address: PlacePayload | None = None
    vat_number: VatText | None = None
    delivery_method_id: IdText | None = None


class CartLineAnswer(Answer):
    """A line, priced now."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    title: str
    variant_title: str
    sku: str
    slug: str
    image_url: str
    quantity: int
    unit_price: str
    compare_at_price: str | None
    discount: str
    tax: str
    relief: str
    total: str
    available: int | None


class ProblemAnswer(Answer):
    """What stands between the cart and an order."""

    code: str
    message: str
    variant_id: UUID | None
    is_blocking: bool
    details: dict[str, Any]

    @classmethod
    def of(cls, problem: CartProblem) -> "ProblemAnswer":
        return cls(
            code=problem.code,
            message=problem.message,
            variant_id=problem.variant_id,
            is_blocking=problem.is_blocking,
            details=dict(problem.details),
        )


class CartAnswer(Answer):
    """A cart, priced now, with everything that is in an order's way."""

    id: UUID | None
    cart_token: str | None = None
    currency: str
    items: list[CartLineAnswer]
    item_count: int
    subtotal: str
    discount: str
    shipping: str
    tax: str
    tax_included: bool
    relief: str
    total: str
    adjustments: list[AdjustmentAnswer]
    tax_lines: list[TaxLineAnswer]
    email: str
    shipping_address: PlaceAnswer | None
    billing_address: PlaceAnswer | None
    vat_number: str = ""
    delivery: DeliveryAnswer | None = None
    codes: list[str] = Field(default_factory=list)
    promotions: list[OutcomeAnswer] = Field(default_factory=list)
    problems: list[ProblemAnswer]
    expires_at: Time | None

    @classmethod
    def empty(cls, currency: str, zero: str) -> "CartAnswer":
        """A cart that does not exist yet."""
        return cls(
            id=None,
            currency=currency,
            items=[],
            item_count=0,
            subtotal=zero,
            discount=zero,
            shipping=zero,
            tax=zero,
            tax_included=True,
            relief=zero,
            total=zero,
            adjustments=[],
            tax_lines=[],
            email="",
            shipping_address=None,
            billing_address=None,
            problems=[],
            expires_at=None,
        )

    @classmethod
    def of(cls, view: CartView, *, token: str | None) -> "CartAnswer":
        quote, cart, zero = view.quote, view.cart, view.total.zero(view.cart.currency).amount
        lines = quote.lines if quote else ()
        return cls(
            id=cart.id,
            cart_token=token,
            currency=cart.currency,
            items=[_line(view, line) for line in lines],
            item_count=sum(line.goods.quantity for line in lines),
            subtotal=quote.subtotal.amount if quote else zero,
            discount=quote.discount.amount if quote else zero,
            shipping=quote.shipping.amount if quote else zero,
            tax=quote.tax.amount if quote else zero,
            tax_included=quote.tax_included if quote else True,
            relief=quote.relief.amount if quote else zero,
            total=view.total.amount,
            adjustments=AdjustmentAnswer.all_of(quote.adjustments if quote else ()),
            tax_lines=TaxLineAnswer.all_of(quote.adjustments if quote else ()),
            email=cart.email,
            shipping_address=PlaceAnswer.of(cart.shipping_address),
            billing_address=PlaceAnswer.of(cart.billing_address),
            vat_number=cart.vat_number,
            delivery=DeliveryAnswer.of(view.delivery) if view.delivery else None,
            codes=list(cart.codes),
            promotions=[OutcomeAnswer.of(each) for each in view.promotions],
            problems=[ProblemAnswer.of(problem) for problem in view.problems],
            expires_at=view.expires_at,
        )


def _line(view: CartView, line: QuotedLine) -> CartLineAnswer:
    goods = line.goods
    return CartLineAnswer(
        id=view.line_ids[goods.variant_id],
        variant_id=goods.variant_id,
        product_id=goods.product_id,
        title=goods.title,
        variant_title=goods.variant_title,
        sku=goods.sku,
        slug=goods.slug,
        image_url=goods.image_url,
        quantity=goods.quantity,
        unit_price=goods.unit_price.amount,
        compare_at_price=goods.compare_at.amount if goods.compare_at else None,
        discount=line.discount.amount,
        tax=line.tax.amount,
        relief=line.relief.amount,
        total=line.total.amount,
        available=view.available.get(goods.variant_id),
    )
