"""What crosses the border of promotions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money
from shopwright.modules.quotes.contracts import Adjustment

LARGEST_BATCH = 10_000
LONGEST_CODE = 40
"""What processes keep of tax, promotions and shipping is of this version."""
Amounts = Mapping[str, int]
"""Minor units by currency; what is not named there has no amount."""


class PromotionClass(StrEnum):
    """What a promotion lowers; items come before the order, and both before shipping."""

    ITEM = "item"
    ORDER = "order"
    SHIPPING = "shipping"


class PromotionState(StrEnum):
    INACTIVE = "inactive"
    ACTIVE = "active"
    ARCHIVED = "archived"


class BenefitKind(StrEnum):
    """``fixed`` is an amount off (each piece, the order, the shipping), ``fixed_price`` what it costs instead."""

    PERCENT = "percent"
    FIXED = "fixed"
    FIXED_PRICE = "fixed_price"
    BUY_X_GET_Y = "buy_x_get_y"
    FREE_SHIPPING = "free_shipping"


@dataclass(frozen=True, slots=True)
class Target:
    """Goods that something is about: those that any of these names, and all where none does.

    Categories hold what is below them; brands and tags are compared in small letters.
    """

    category_ids: frozenset[UUID] = frozenset()
    product_ids: frozenset[UUID] = frozenset()
    variant_ids: frozenset[UUID] = frozenset()
    brands: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not (self.product_ids or self.variant_ids or self.asks_for_marks)

    @property
    def asks_for_marks(self) -> bool:
        """Whether it takes more than the goods themselves to know what it is about."""
        return bool(self.category_ids or self.brands or self.tags)


EVERYTHING = Target()


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a promotion gives. ``hundredths`` of a percent: 1250 is 12.5 %.

    Of ``buy`` pieces of ``bought`` (the target, where there is none) ``get`` pieces of the target cost ``hundredths``
    less, the cheapest first, up to ``repeats`` times.
    """

    kind: BenefitKind
    target: Target = EVERYTHING
    hundredths: int = 0
    amounts: Amounts = field(default_factory=dict)
    most: Amounts = field(default_factory=dict)
    buy: int = 0
    get: int = 0
    repeats: int | None = None
    bought: Target | None = None


@dataclass(frozen=True, slots=True)
class Spend:
    """Goods worth this much, before any promotion."""

    amounts: Amounts
    among: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many pieces; one of something is that it is in the cart."""

    quantity: int
    among: Target = EVERYTHING


@dataclass(frozen=True, slots=True)
class FirstOrder:
    """Nothing was ordered before, by this account or this address."""


@dataclass(frozen=True, slots=True)
class InGroup:
    """The customer is in one of these groups."""

    group_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class GoesTo:
    """The goods go to one of these countries."""

    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class Hours:
    """On these days of the week (Monday is 0; all, where none is named), from one time of day to before another.

    A window that ends before it begins goes over midnight, and belongs to the day on which it begins.
    """

    weekdays: frozenset[int] = frozenset()
    begins: time | None = None
    ends: time | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition = AllOf | AnyOf | Not | Spend | Pieces | FirstOrder | InGroup | GoesTo | Hours
ALWAYS = AllOf(())


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionDraft:
    """A promotion as staff describe it.

    It goes together with another where each names the other's class, neither is ``exclusive``, and they are in no
    ``lane`` together. Higher priorities are taken off first.
    """

    name: str
    label: str
    kind: PromotionClass
    benefit: Benefit
    condition: Condition = ALWAYS
    needs_code: bool = False
    is_announced: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    priority: int = 0
    lane: str = ""
    exclusive: bool = False
    combines_with: frozenset[PromotionClass] = frozenset(PromotionClass)
    usage_limit: int | None = None
    customer_limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion(PromotionDraft):
    """A promotion as it is stored; ``used`` is how often, as of when it was read."""

    id: UUID
    state: PromotionState
    version: int = 1
    used: int = 0

    @property
    def source(self) -> str:
        """How adjustments name it."""
        return f"promotion:{self.id}"


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """A code that a customer names, and how often it was used; ``promotion_id`` is None for one that there is not."""

    code: str
    id: UUID | None = None
    promotion_id: UUID | None = None
    is_active: bool = True
    used: int = 0
    usage_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What a product is known by: its categories and all above them, its brand and tags in small letters."""

    category_ids: frozenset[UUID] = frozenset()
    brand: str = ""
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of the customer and the moment; ``used`` and ``used_by_customer`` go by promotion.

    ``customer`` stands for who buys: a keyed fingerprint, None as long as he is unknown.
    """

    now: datetime
    customer: str | None = None
    groups: frozenset[UUID] = frozenset()
    is_first_order: bool | None = True
    country: str = ""
    codes: tuple[CodeFacts, ...] = ()
    used: Mapping[UUID, int] = field(default_factory=dict)
    used_by_customer: Mapping[UUID, int] = field(default_factory=dict)
    marks: Mapping[UUID, Marks] = field(default_factory=dict)


class Reason(StrEnum):
    """Why a promotion applied or did not; stable."""

    APPLIED = "applied"
    UNKNOWN_CODE = "unknown_code"
    CODE_USED_UP = "code_used_up"
    NOT_STARTED = "not_started"
    EXPIRED = "expired"
    USED_UP = "used_up"
    CUSTOMER_LIMIT = "customer_limit"
    SPEND_MORE = "spend_more"
    ADD_MORE = "add_more"
    NOT_IN_CART = "not_in_cart"
    NOT_FIRST_ORDER = "not_first_order"
    SIGN_IN = "sign_in"
    NOT_IN_GROUP = "not_in_group"
    WRONG_COUNTRY = "wrong_country"
    WRONG_TIME = "wrong_time"
    EXCLUDED_GOODS = "excluded_goods"
    WRONG_CURRENCY = "wrong_currency"
    NO_SHIPPING = "no_shipping"
    NO_EFFECT = "no_effect"
    BETTER_COMBINATION = "better_combination"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a promotion or a code, and what is missing where something is."""

    reason: Reason
    label: str = ""
    promotion_id: UUID | None = None
    code: str = ""
    code_id: UUID | None = None
    amount: Money | None = None
    missing_amount: Money | None = None
    missing_quantity: int | None = None

    @property
    def applied(self) -> bool:
        return self.reason is Reason.APPLIED


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What promotions make of a draft."""

    adjustments: tuple[Adjustment, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def applied(self) -> tuple[Outcome, ...]:
        return tuple(each for each in self.outcomes if each.applied)


Fare = Callable[[Money], Money | None]
"""What shipping costs goods of this value after discounts; None as long as nobody knows."""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Every promotion that may run, and what any of them asks for."""

    promotions: tuple[Promotion, ...] = ()
    asks_for_groups: bool = False
    asks_for_orders: bool = False
    asks_for_marks: bool = False

    def __bool__(self) -> bool:
        return bool(self.promotions)


class RedemptionState(StrEnum):
    """``reserved`` while the order may come to nothing; both count against limits until ``released``."""

    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Code:
    id: UUID
    promotion_id: UUID
    code: str
    is_active: bool
    usage_limit: int | None
    used: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CodeBatch:
    """So many codes of one kind: a prefix, and characters that nobody guesses."""

    count: int
    prefix: str = ""
    usage_limit: int | None = 1


@dataclass(frozen=True, slots=True)
class Usage:
    """How a promotion was used: orders that hold it, those that gave it back, and what it took off, by currency."""

    orders: int
    released: int
    customers: int
    amounts: tuple[Money, ...]
