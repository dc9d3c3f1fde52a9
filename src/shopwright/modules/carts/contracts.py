"""What crosses the border of carts."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.customers.contracts import Address

RESUME_CART, STOP_REMINDERS = "cart-resume", "cart-stop"  # what links in mails are signed for


class CartState(StrEnum):
    """``completing`` refuses every change until the completion is through, or its claim has expired."""

    OPEN = "open"
    COMPLETING = "completing"
    COMPLETED = "completed"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class CartLine:
    """Pieces of a variant, and the unit price that the customer saw when he put them in."""

    id: UUID
    variant_id: UUID
    quantity: int
    seen_price: Money


@dataclass(frozen=True, slots=True)
class Cart:
    id: UUID
    user_id: UUID | None
    state: CartState
    currency: str
    email: str
    shipping_address: Address | None
    billing_address: Address | None
    version: int
    expires_at: datetime
    updated_at: datetime
    vat_number: str = ""
    delivery_method_id: UUID | None = None
    codes: tuple[str, ...] = ()
    lines: tuple[CartLine, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class CartLimits:
    """How many lines a cart holds and how many pieces a line, and how long it lives untouched."""

    lines: int
    quantity: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CartDetails:
    """What a customer says about himself in the cart; None leaves a value as it is, ``removed`` names what goes out."""

    email: str | None = None
    shipping_address: Address | None = None
    billing_address: Address | None = None
    vat_number: str | None = None
    delivery_method_id: UUID | None = None
    removed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Untouched:
    """A cart with something in it that was left as it is; ``email`` is a guest's."""

    id: UUID
    user_id: UUID | None
    email: str
    version: int
    updated_at: datetime
