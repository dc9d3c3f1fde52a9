"""What the journey from cart to order is told, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from shopwright.infra.idempotency import StoredAnswer
from shopwright.infra.work import Works
from shopwright.kernel.money import Money
from shopwright.kernel.places import Place
from shopwright.modules.carts.contracts import Cart
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders.contracts import Order, OrderAdjustment
from shopwright.modules.payments.contracts import Payment, PaymentChoice
from shopwright.modules.payments.service import Gateways
from shopwright.modules.promotions.contracts import Outcome, RuleBook
from shopwright.modules.quotes.contracts import Adjustment, Quote, Stage, Wanted
from shopwright.modules.shipping.contracts import DeliveryOption, ShippingRules
from shopwright.modules.tax.contracts import TaxRules, TaxTerms


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of trade, as of one version."""

    version: int = -1
    tax: TaxRules = field(default_factory=TaxRules)
    promotions: RuleBook = field(default_factory=RuleBook)
    shipping: ShippingRules = field(default_factory=ShippingRules)


@dataclass(slots=True)
class Rulebook:
    """The rules that a process keeps."""

    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the shop's settings say about buying."""

    currency: str
    cart_lines: int = 100
    line_quantity: int = 1000
    guest_cart: timedelta = timedelta(days=30)
    customer_cart: timedelta = timedelta(days=90)
    claim: timedelta = timedelta(seconds=60)
    reservation: timedelta = timedelta(minutes=15)
    payment_expiry: timedelta = timedelta(minutes=60)
    unpaid_order: timedelta = timedelta(hours=72)
    guest_wait: timedelta = timedelta(days=7)
    guest_unpaid: int = 3
    reconcile_after: timedelta = timedelta(seconds=60)
    provider_timeout: float = 10.0
    capture: bool = True
    return_url: Callable[[UUID], str] = str


@dataclass(frozen=True, slots=True)
class Till:
    """What the journey works with: Works, payment providers by name, terms, and the stages of a quote."""

    works: Works
    gateways: Gateways
    terms: Terms
    stages: Sequence[Stage] = ()
    tax: TaxTerms = field(default_factory=lambda: TaxTerms(Place("")))
    rulebook: Rulebook = field(default_factory=Rulebook)


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """What a customer wants to order: a cart, or items of his own naming.

    ``expected_total`` is what he was shown, as a decimal text in the order's currency.
    """

    email: str = ""
    cart_id: UUID | None = None
    items: tuple[Wanted, ...] = ()
    user_id: UUID | None = None
    currency: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    payment: PaymentChoice | None = None
    expected_total: str | None = None
    note: str = ""
    vat_number: str = ""
    delivery_method_id: UUID | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """An order that was placed, now or before (``replayed``), with the payment that goes with it.

    ``adjustments``: how its total came about, where it was placed now. ``problems``: what was wished for and not had.
    """

    order: Order
    payment: Payment | None = None
    replayed: bool = False
    adjustments: Sequence[Adjustment | OrderAdjustment] = ()
    problems: "tuple[CartProblem, ...]" = ()


@dataclass(frozen=True, slots=True)
class Replayed:
    """The answer that was given to the same request before."""

    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class TakenAgain:
    """How many pieces of a variant an order holds, and how many of them went into the cart once more."""

    variant_id: UUID
    quantity: int
    added: int


class ProblemCode(StrEnum):
    """What stands between a cart and an order; stable."""

    EMPTY_CART = "empty_cart"
    VARIANT_UNAVAILABLE = "variant_unavailable"
    PRICE_MISSING = "price_missing"
    PRICE_CHANGED = "price_changed"
    INSUFFICIENT_STOCK = "insufficient_stock"
    MISSING_EMAIL = "missing_email"
    MISSING_SHIPPING_ADDRESS = "missing_shipping_address"
    QUANTITY_LIMIT = "quantity_limit"
    DELIVERY_UNAVAILABLE = "delivery_unavailable"
    CODE_INVALID = "code_invalid"


@dataclass(frozen=True, slots=True)
class CartProblem:
    """One thing that stands in the way; ``is_blocking`` ones refuse the checkout."""

    code: ProblemCode
    message: str
    variant_id: UUID | None = None
    is_blocking: bool = True
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as it is shown: priced today, with the list of its problems."""

    cart: Cart
    quote: Quote | None
    problems: tuple[CartProblem, ...]
    line_ids: Mapping[UUID, UUID]
    available: Mapping[UUID, int | None]
    delivery: DeliveryOption | None = None
    promotions: tuple[Outcome, ...] = ()

    @property
    def total(self) -> Money:
        return self.quote.total if self.quote else Money.zero(self.cart.currency)

    @property
    def expires_at(self) -> datetime:
        return self.cart.expires_at
