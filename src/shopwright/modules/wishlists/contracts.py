"""What crosses the border of wishlists."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.catalog.contracts import SellableVariant
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.pricing.contracts import Price

LONGEST_NAME, LONGEST_NOTE, LARGEST_QUANTITY = 100, 500, 1000
DEFAULT_NAME = "Wishlist"
TELL = "wishlists.tell_waiting"
CONFIRM_ALERT, STOP_ALERTS = "alert-confirm", "alert-stop"  # what links in mails are signed for


class ListKind(StrEnum):
    """``default``: the one that a customer has without asking; ``saved``: what he took out of his cart for later."""

    DEFAULT = "default"
    PLAIN = "plain"
    SAVED = "saved"


class AlertState(StrEnum):
    """``unconfirmed``: a guest has not opened the link in his mail; ``told`` and ``ended`` are over."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    TOLD = "told"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many lists a customer has, and how much is on one."""

    lists: int = 20
    items: int = 200


@dataclass(frozen=True, slots=True)
class AlertTerms:
    """For how many variants one waits at most, and how long a guest's wish waits for his confirmation."""

    most: int = 50
    confirm_within: timedelta = timedelta(hours=48)
    takes_guests: bool = True


@dataclass(frozen=True, slots=True)
class Wishlist:
    """A list; ``shown_as`` is what its owner is called by those who have the link."""

    id: UUID
    user_id: UUID
    kind: ListKind
    name: str
    shown_as: str
    shared_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None


@dataclass(frozen=True, slots=True)
class NewWish:
    """Goods to put on a list: a variant, or a product whose variant is chosen later; one of them is named."""

    product_id: UUID | None = None
    variant_id: UUID | None = None
    quantity: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class WishChange:
    """What is to be otherwise about a wish; None leaves it as it is."""

    variant_id: UUID | None = None
    quantity: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Goods on a list; ``title`` and ``price`` are those of the day on which they were put there."""

    id: UUID
    wishlist_id: UUID
    product_id: UUID
    variant_id: UUID | None
    title: str
    quantity: int
    note: str
    position: int
    price: Money | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ShownWish:
    """A wish as of now: what it is, costs, and whether it is there; nothing of goods that are not for sale."""

    wish: Wish
    goods: SellableVariant | None = None
    price: Price | None = None
    level: StockLevel | None = None

    @property
    def is_for_sale(self) -> bool:
        return self.goods is not None

    @property
    def is_in_stock(self) -> bool:
        return self.goods is not None and self.level is not None and self.level.can_sell

    @property
    def difference(self) -> Money | None:
        """What it costs more (or, negative, less) than when it was put on the list; None in another currency."""
        then, now = self.wish.price, self.price
        if then is None or now is None or then.currency != now.currency:
            return None
        return now.amount - then


@dataclass(frozen=True, slots=True)
class StockAlert:
    """Somebody waits for a variant; ``email`` is a guest's alone."""

    id: UUID
    variant_id: UUID
    user_id: UUID | None
    email: str
    language: str
    state: AlertState
    expires_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AlertChance:
    """Whether an alert can be set for a variant, and whether somebody has set it."""

    variant_id: UUID
    is_in_stock: bool
    is_set: bool


class CarryCode(StrEnum):
    """What became of something that was to go from a list into the cart; stable."""

    MOVED = "moved"
    VARIANT_NEEDED = "variant_needed"
    VARIANT_UNAVAILABLE = "variant_unavailable"
    PRICE_MISSING = "price_missing"
    OUT_OF_STOCK = "out_of_stock"
    QUANTITY_LIMIT = "quantity_limit"
    CART_FULL = "cart_full"


@dataclass(frozen=True, slots=True)
class Carried:
    """One thing of a list: in the cart and off the list, or still there, and why."""

    wish_id: UUID
    variant_id: UUID | None
    quantity: int
    code: CarryCode
    available: int | None = None

    @property
    def is_moved(self) -> bool:
        return self.code is CarryCode.MOVED
