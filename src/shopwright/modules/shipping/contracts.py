"""What crosses the border of shipping."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.money import Money


class RateKind(StrEnum):
    """What the price of a method depends on; pickup is fetched by the customer."""

    FLAT = "flat"
    BY_WEIGHT = "by_weight"
    BY_PRICE = "by_price"
    PICKUP = "pickup"


class Refusal(StrEnum):
    """Why a method does not deliver; stable."""

    PLACE = "not_delivered_there"
    CURRENCY = "no_price_in_currency"
    TOO_HEAVY = "too_heavy"
    TOO_CHEAP = "below_minimum"
    TOO_DEAR = "above_maximum"


@dataclass(frozen=True, slots=True)
class Area:
    """A country, a region of it, or postal codes of either (exact, ``35*`` or ``97000-97999``)."""

    country: str
    region: str = ""
    postal_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliveryZone:
    """Areas with delivery methods of their own; without any it is the whole world."""

    id: UUID
    name: str
    areas: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The price from a weight in grams, or from an amount in minor units, on."""

    at_least: int
    amount: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a method costs in one currency, in minor units.

    ``steps`` rise; the last one that is reached counts. ``free_from`` and steps of a price ask what is left of the
    goods' worth after discounts; ``minimum`` and ``maximum`` bound what they are worth before.
    """

    amount: int = 0
    steps: tuple[Step, ...] = ()
    free_from: int | None = None
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """A way to deliver; ``tariffs`` go by currency, ``days`` are working days at least and at most."""

    id: UUID
    name: str
    kind: RateKind
    zone_id: UUID | None = None
    description: str = ""
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    most_grams: int | None = None
    days: tuple[int, int] | None = None
    position: int = 0
    is_active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class DeliveryMethodDraft:
    """A method as staff describe it."""

    name: str
    kind: RateKind
    zone_id: UUID | None = None
    description: str = ""
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    most_grams: int | None = None
    days: tuple[int, int] | None = None
    position: int = 0
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class ShippingRules:
    """Every active method, in the order in which they are offered, with the zones by id."""

    methods: tuple[DeliveryMethod, ...] = ()
    zones: Mapping[UUID, DeliveryZone] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.methods)


@dataclass(frozen=True, slots=True)
class DeliveryOption:
    """A method with what it costs, or why it does not deliver."""

    method: DeliveryMethod
    price: Money | None
    refusal: Refusal | None = None
