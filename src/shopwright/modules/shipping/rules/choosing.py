"""Which methods deliver goods to a place, and at which price."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shopwright.kernel.money import Money, total
from shopwright.kernel.places import Place, lies_in
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft, Goods, Stage
from shopwright.modules.shipping.contracts import (
    DeliveryMethod,
    DeliveryOption,
    DeliveryZone,
    RateKind,
    Refusal,
    ShippingRules,
    Tariff,
)
from shopwright.modules.shipping.errors import MethodUnavailable, NotDelivered


@dataclass(frozen=True, slots=True)
class Load:
    """What is delivered: its weight in grams, and what all goods are worth before and after discounts.

    Whether a method takes it is a matter of what it was worth before, what that costs of what it is worth after.
    """

    grams: int
    subtotal: Money
    worth: Money


def load_of(goods: Sequence[Goods], subtotal: Money, worth: Money | None = None) -> Load | None:
    """What of some goods is delivered; None where all of them are digital."""
    sent = [line for line in goods if line.requires_shipping]
    if not sent:
        return None
    grams = sum(line.weight_grams * line.quantity for line in sent)
    return Load(grams, subtotal, subtotal if worth is None else worth)


def options(rules: ShippingRules, load: Load, place: Place | None) -> list[DeliveryOption]:
    """Every method, in the order in which they are offered, with its price or why it does not deliver.

    A place that is not known yet is in no zone; methods without one deliver everywhere.
    """
    return [_option(rules, method, load, place) for method in rules.methods]


def chosen(
    rules: ShippingRules, load: Load, place: Place | None, wanted: UUID | None
) -> DeliveryOption:
    """The method that somebody wants, or where he named none the cheapest one that is brought (of two, the one offered first).

    Raises:
        MethodUnavailable: what he wants does not deliver; ``reason`` says why.
        NotDelivered: nothing does; ``reasons`` by method.
    """
    found = options(rules, load, place)
    if wanted is not None:
        picked = next((each for each in found if each.method.id == wanted), None)
        if picked is None or picked.price is None:
            reason = picked.refusal if picked else "unknown"
            raise MethodUnavailable(method_id=str(wanted), reason=reason)
        return picked
    priced = [each for each in found if each.price is not None]
    if not priced:
        raise NotDelivered(reasons={each.method.name: each.refusal for each in found})
    return min(priced, key=_preference)


def _preference(option: DeliveryOption) -> tuple[bool, int]:
    """What is brought before what is fetched, the cheapest first."""
    return option.method.kind is RateKind.PICKUP, option.price.minor if option.price else 0


def fare_of(method: DeliveryMethod, load: Load) -> Money | None:
    """What a method costs for a load, None where it does not take it."""
    price = _price(method, load)
    return price if isinstance(price, Money) else None


def shipping_stage(method: DeliveryMethod | None) -> Stage:
    """The stage that adds what a method costs, of what is left of the goods' worth after discounts."""

    def stage(draft: Draft) -> tuple[Adjustment, ...]:
        if method is None:
            return ()
        subtotal = total(draft.subtotals, draft.currency)
        worth = subtotal - total(draft.discounts, draft.currency)
        load = load_of(draft.goods, subtotal, worth)
        price = fare_of(method, load) if load else None
        if price is None:
            return ()
        return (Adjustment(AdjustmentKind.SHIPPING, price, method.name, source=str(method.id)),)

    return stage


def _option(
    rules: ShippingRules, method: DeliveryMethod, load: Load, place: Place | None
) -> DeliveryOption:
    zone = rules.zones.get(method.zone_id) if method.zone_id else None
    if method.zone_id is not None and (zone is None or not _delivers_to(zone, place)):
        return DeliveryOption(method, None, Refusal.PLACE)
    price = _price(method, load)
    if isinstance(price, Refusal):
        return DeliveryOption(method, None, price)
    return DeliveryOption(method, price)


def _delivers_to(zone: DeliveryZone, place: Place | None) -> bool:
    if not zone.areas:
        return True
    return place is not None and any(
        area.country == place.country
        and area.region in ("", place.region.upper())
        and (not area.postal_codes or lies_in(place.postal_code, area.postal_codes))
        for area in zone.areas
    )


def _price(method: DeliveryMethod, load: Load) -> Money | Refusal:
    currency, subtotal, worth = load.worth.currency, load.subtotal.minor, load.worth.minor
    tariff = method.tariffs.get(currency)
    if tariff is None:
        return Refusal.CURRENCY
    if method.most_grams is not None and load.grams > method.most_grams:
        return Refusal.TOO_HEAVY
    if subtotal < tariff.minimum:
        return Refusal.TOO_CHEAP
    if tariff.maximum is not None and subtotal > tariff.maximum:
        return Refusal.TOO_DEAR
    if tariff.free_from is not None and worth >= tariff.free_from:
        return Money.zero(currency)
    return Money(_amount(method.kind, tariff, load), currency)


def _amount(kind: RateKind, tariff: Tariff, load: Load) -> int:
    if kind in (RateKind.FLAT, RateKind.PICKUP):
        return tariff.amount
    measure = load.grams if kind is RateKind.BY_WEIGHT else load.worth.minor
    reached = [step.amount for step in tariff.steps if step.at_least <= measure]
    return reached[-1] if reached else tariff.amount
