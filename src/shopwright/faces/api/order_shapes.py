"""Orders and payments as they are sent and answered."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints

from shopwright.faces.api.amounts import AdjustmentAnswer, TaxLineAnswer, VatText
from shopwright.faces.api.cart_shapes import MOST_CODES, CodeText, ItemPayload, ProblemAnswer
from shopwright.faces.api.places import PLACE, PlaceAnswer, PlacePayload
from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    CurrencyCode,
    IdText,
    OwnLongText,
    OwnText,
    Payload,
    ShortText,
    Time,
    example,
)
from shopwright.flows.checkout.contracts import CartProblem, Placed
from shopwright.modules.orders.contracts import (
    HistoryEntry,
    Order,
    OrderAdjustment,
    OrderLine,
    OrderStatus,
)
from shopwright.modules.payments.contracts import Payment, Refund
from shopwright.modules.quotes.contracts import Adjustment

Note = Annotated[OwnLongText, StringConstraints(max_length=2000)]
Reason = Annotated[OwnText, StringConstraints(max_length=500)]
Token = Annotated[str, StringConstraints(max_length=200, pattern=r"^[\x21-\x7e]*$")]
ON_THE_PAGE = "What the provider's script gave; empty: the customer pays on the provider's page."


class PaymentPayload(Payload):
    """How the customer pays: a provider, and the token that its page gave. No card data ever comes here."""

    model_config = example({"provider": "test", "token": "test_ok"})

    provider: Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,29}$")] = "test"
    token: Token = Field("", examples=["test_ok"], description=ON_THE_PAGE)


class CheckoutPayload(Payload):
    """What completes a cart; what the cart knows already can be left out."""

    model_config = example(
        {
            "email": "robin@example.com",
            "shipping_address": PLACE,
            "payment": {"provider": "test", "token": "test_ok"},
            "expected_total": "29.00",
        }
    )

    email: EmailStr | None = None
    shipping_address: PlacePayload | None = None
    billing_address: PlacePayload | None = None
    payment: PaymentPayload | None = None
    expected_total: Amount | None = None
    vat_number: VatText = ""
    delivery_method_id: IdText | None = None
    codes: Annotated[list[CodeText], Field(max_length=MOST_CODES)] = Field(default_factory=list)
    note: Note = ""


class OrderPayload(CheckoutPayload):
    """An order of items, or of the caller's cart where it names none."""

    model_config = example(
        {
            "items": [{"variant_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11", "quantity": 2}],
            "email": "robin@example.com",
            "shipping_address": PLACE,
            "payment": {"provider": "test", "token": "test_ok"},
        }
    )

    items: Annotated[list[ItemPayload], Field(max_length=100)] | None = None
    currency: CurrencyCode | None = None


class TrackingPayload(Payload):
    """How the parcel can be followed."""

    carrier: Annotated[ShortText, StringConstraints(max_length=100)] = ""
    number: Annotated[ShortText, StringConstraints(max_length=100)] = ""


class StatusPayload(Payload):
    """The next step of an order."""

    model_config = example(
        {"status": "shipped", "tracking": {"carrier": "Parcel Post", "number": "PP123456789GB"}}
    )

    status: Annotated[OrderStatus, Field(strict=False)]
    reason: Reason = ""
    tracking: TrackingPayload | None = None


class CancelPayload(Payload):
    """Why an order is cancelled."""

    model_config = example({"reason": "Ordered twice."})

    reason: Reason = ""


class RefundPayload(Payload):
    """What is given back; no amount is all that is left."""

    model_config = example({"amount": "5.00", "reason": "A cup arrived broken."})

    amount: Amount | None = None
    reason: Reason = ""
    restock: bool = False


class OrderLineAnswer(Answer):
    """A line as it was when the order was placed."""

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
    discount: str
    tax: str
    relief: str
    tax_class: str
    total: str
    cancelled: int
    shipped: int
    delivered: int
    returned: int

    @classmethod
    def of(cls, line: OrderLine) -> "OrderLineAnswer":
        return cls(
            id=line.id,
            variant_id=line.variant_id,
            product_id=line.product_id,
            title=line.title,
            variant_title=line.variant_title,
            sku=line.sku,
            slug=line.slug,
            image_url=line.image_url,
            quantity=line.quantity,
            unit_price=line.unit_price.amount,
            discount=line.discount.amount,
            tax=line.tax.amount,
            relief=line.relief.amount,
            tax_class=line.tax_class,
            total=line.total.amount,
            cancelled=line.cancelled,
            shipped=line.shipped,
            delivered=line.delivered,
            returned=line.returned,
        )


class PaymentAnswer(Answer):
    """An attempt to pay; ``action_url`` is where the customer goes for a second step."""

    id: UUID
    order_id: UUID
    provider: str
    status: str
    amount: str
    captured: str
    refunded: str
    currency: str
    failure: str
    action_url: str
    created_at: Time

    @classmethod
    def of(cls, payment: Payment) -> "PaymentAnswer":
        return cls(
            id=payment.id,
            order_id=payment.order_id,
            provider=payment.provider,
            status=payment.state,
            amount=payment.amount.amount,
            captured=payment.captured.amount,
            refunded=payment.refunded.amount,
            currency=payment.amount.currency,
            failure=payment.failure,
            action_url=payment.action_url,
            created_at=payment.created_at,
        )


class TrackingAnswer(Answer):
    carrier: str
    number: str


class OrderAnswer(Answer):
    """An order; total = subtotal - discount - relief + shipping, and tax where it is not included."""

    id: UUID
    number: str
    status: str
    payment_status: str
    fulfilment_status: str
    return_status: str
    user_id: UUID | None
    email: str
    currency: str
    items: list[OrderLineAnswer]
    subtotal: str
    discount: str
    shipping: str
    tax: str
    tax_included: bool
    relief: str
    shipping_tax: str
    total: str
    paid: str
    refunded: str
    shipping_address: PlaceAnswer | None
    billing_address: PlaceAnswer | None
    vat_number: str
    delivery_method: str
    delivery_method_id: UUID | None
    note: str
    cancel_reason: str
    tracking: TrackingAnswer
    placed_at: Time
    updated_at: Time
    archived_at: Time | None
    payment: PaymentAnswer | None = None
    order_token: str | None = None
    adjustments: list[AdjustmentAnswer] | None = None
    tax_lines: list[TaxLineAnswer] | None = None
    problems: list[ProblemAnswer] | None = None

    @classmethod
    def of(
        cls,
        order: Order,
        *,
        payment: Payment | None = None,
        token: str | None = None,
        adjustments: Sequence[Adjustment | OrderAdjustment] | None = None,
        problems: Sequence[CartProblem] | None = None,
    ) -> "OrderAnswer":
        told = adjustments is not None
        return cls(
            id=order.id,
            number=order.number,
            status=order.status,
            payment_status=order.payment_status,
            fulfilment_status=order.fulfilment_status,
            return_status=order.return_status,
            user_id=order.user_id,
            email=order.email,
            currency=order.currency,
            items=[OrderLineAnswer.of(line) for line in order.lines],
            subtotal=order.subtotal.amount,
            discount=order.discount.amount,
            shipping=order.shipping.amount,
            tax=order.tax.amount,
            tax_included=order.tax_included,
            relief=order.relief.amount,
            shipping_tax=order.shipping_tax.amount,
            total=order.total.amount,
            paid=order.paid.amount,
            refunded=order.refunded.amount,
            shipping_address=PlaceAnswer.of(order.shipping_address),
            billing_address=PlaceAnswer.of(order.billing_address),
            vat_number=order.vat_number,
            delivery_method=order.delivery_method,
            delivery_method_id=order.delivery_method_id,
            note=order.note,
            cancel_reason=order.cancel_reason,
            tracking=TrackingAnswer(carrier=order.carrier, number=order.tracking_number),
            placed_at=order.placed_at,
            updated_at=order.updated_at,
            archived_at=order.archived_at,
            payment=PaymentAnswer.of(payment) if payment else None,
            order_token=token,
            adjustments=AdjustmentAnswer.all_of(adjustments or ()) if told else None,
            tax_lines=TaxLineAnswer.all_of(adjustments or ()) if told else None,
            problems=None if problems is None else [ProblemAnswer.of(each) for each in problems],
        )


class AdoptedAnswer(Answer):
    """Orders that are the caller's from now on."""

    order_ids: list[UUID]


class HistoryAnswer(Answer):
    """A step on one of an order's axes."""

    axis: str
    from_status: str
    to_status: str
    reason: str
    actor: str | None
    at: Time

    @classmethod
    def of(cls, entry: HistoryEntry, *, with_actor: bool) -> "HistoryAnswer":
        return cls(
            axis=entry.axis,
            from_status=entry.from_state,
            to_status=entry.to_state,
            reason=entry.reason,
            actor=entry.actor if with_actor else None,
            at=entry.created_at,
        )


class TrackAnswer(Answer):
    """Where an order is, and how it came there."""

    order_id: UUID
    number: str
    status: str
    fulfilment_status: str
    tracking: TrackingAnswer
    history: list[HistoryAnswer]


class RefundAnswer(Answer):
    """A refund, and the order after it."""

    id: UUID
    amount: str
    currency: str
    status: str
    reason: str
    order: OrderAnswer

    @classmethod
    def of(cls, refund: Refund, order: Order) -> "RefundAnswer":
        return cls(
            id=refund.id,
            amount=refund.amount.amount,
            currency=refund.amount.currency,
            status=refund.state,
            reason=refund.reason,
            order=OrderAnswer.of(order),
        )


class PlacedAnswer(Answer):
    """What a payment made of its order; ``client_secret`` is for the provider's script, where one was asked for."""

    order: OrderAnswer
    payment: PaymentAnswer | None
    client_secret: str | None = None

    @classmethod
    def of(cls, placed: Placed, order: OrderAnswer | None = None) -> "PlacedAnswer":
        payment = PaymentAnswer.of(placed.payment) if placed.payment else None
        return cls(order=order or OrderAnswer.of(placed.order), payment=payment)
