"""Which methods deliver, and at which price: by hand."""

from dataclasses import replace

import pytest

from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.kernel.places import Place
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Goods
from shopwright.modules.quotes.rules import make_quote
from shopwright.modules.shipping.contracts import (
    Area,
    DeliveryMethod,
    DeliveryMethodDraft,
    DeliveryZone,
    RateKind,
    Refusal,
    ShippingRules,
    Step,
    Tariff,
)
from shopwright.modules.shipping.errors import InvalidDelivery, MethodUnavailable, NotDelivered
from shopwright.modules.shipping.rules import (
    Load,
    checked_areas,
    checked_method,
    chosen,
    load_of,
    options,
    shipping_stage,
)

BERLIN = Place("DE", "", "10115")
GERMANY = DeliveryZone(ids.new(), "Germany", (Area("DE"),))
ISLANDS = DeliveryZone(ids.new(), "Islands", (Area("DE", "", ("26465", "2754*")),))


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def method(
    name: str,
    tariff: Tariff,
    *,
    kind: RateKind = RateKind.FLAT,
    zone: DeliveryZone | None = None,
    most_grams: int | None = None,
) -> DeliveryMethod:
    zone_id = zone.id if zone else None
    return DeliveryMethod(ids.new(), name, kind, zone_id, "", {"EUR": tariff}, most_grams)


def rules(*methods: DeliveryMethod) -> ShippingRules:
    return ShippingRules(methods, {zone.id: zone for zone in (GERMANY, ISLANDS)})


def load(worth: int = 2000, grams: int = 500, subtotal: int | None = None) -> Load:
    return Load(grams, euros(worth if subtotal is None else subtotal), euros(worth))


def price_of(one: DeliveryMethod, burden: Load, place: Place = BERLIN) -> int | Refusal | None:
    [option] = options(rules(one), burden, place)
    return option.price.minor if option.price else option.refusal


PARCEL = method("Parcel", Tariff(490, free_from=5000), zone=GERMANY)
BY_WEIGHT = method(
    "Freight",
    Tariff(500, (Step(1000, 900), Step(5000, 1900))),
    kind=RateKind.BY_WEIGHT,
    most_grams=30_000,
)
BY_PRICE = method("Letter", Tariff(300, (Step(2000, 200), Step(4000, 100))), kind=RateKind.BY_PRICE)


def test_a_flat_method_costs_the_same_until_it_is_free() -> None:
    assert price_of(PARCEL, load(4999)) == 490
    assert price_of(PARCEL, load(5000)) == 0


def test_what_is_free_is_a_matter_of_what_is_left_after_discounts() -> None:
    assert price_of(PARCEL, load(worth=4999, subtotal=6000)) == 490


@pytest.mark.parametrize(
    ("grams", "price"),
    [(0, 500), (999, 500), (1000, 900), (4999, 900), (5000, 1900), (30_000, 1900)],
)
def test_a_price_by_weight_rises_with_each_step(grams: int, price: int) -> None:
    assert price_of(BY_WEIGHT, load(grams=grams)) == price


def test_a_method_takes_no_more_than_it_can_carry() -> None:
    assert price_of(BY_WEIGHT, load(grams=30_001)) is Refusal.TOO_HEAVY


@pytest.mark.parametrize(
    ("worth", "price"), [(1999, 300), (2000, 200), (3999, 200), (4000, 100), (10**9, 100)]
)
def test_a_price_by_price_follows_its_steps(worth: int, price: int) -> None:
    assert price_of(BY_PRICE, load(worth)) == price


@pytest.mark.parametrize(
    ("subtotal", "answer"),
    [(999, Refusal.TOO_CHEAP), (1000, 490), (2000, 490), (2001, Refusal.TOO_DEAR)],
)
def test_a_method_is_offered_between_its_bounds(subtotal: int, answer: int | Refusal) -> None:
    bounded = method("Bounded", Tariff(490, minimum=1000, maximum=2000))

    assert price_of(bounded, load(worth=500, subtotal=subtotal)) == answer


@pytest.mark.parametrize(
    ("postal_code", "answer"),
    [("26465", 900), ("27541", 900), ("10115", Refusal.PLACE), ("", Refusal.PLACE)],
)
def test_a_zone_of_postal_codes_is_no_other_place(postal_code: str, answer: int | Refusal) -> None:
    ferry = method("Ferry", Tariff(900), zone=ISLANDS)

    assert price_of(ferry, load(), Place("DE", "", postal_code)) == answer


def test_a_currency_without_a_tariff_has_no_price() -> None:
    yen = Load(500, Money(2000, "JPY"), Money(2000, "JPY"))

    assert price_of(PARCEL, yen) is Refusal.CURRENCY


def test_what_is_not_chosen_is_the_cheapest_that_is_brought() -> None:
    express = method("Express", Tariff(1500))
    pickup = method("Pickup", Tariff(0), kind=RateKind.PICKUP)

    picked = chosen(rules(express, pickup, PARCEL), load(), BERLIN, None)

    assert picked.method is PARCEL
    assert chosen(rules(express, pickup), load(), BERLIN, pickup.id).method is pickup


def test_a_method_chosen_that_does_not_deliver_there_is_refused_with_its_reason() -> None:
    ferry = method("Ferry", Tariff(900), zone=ISLANDS)

    with pytest.raises(MethodUnavailable) as refused:
        chosen(rules(ferry, PARCEL), load(), BERLIN, ferry.id)
    with pytest.raises(MethodUnavailable):
        chosen(rules(PARCEL), load(), BERLIN, ids.new())

    assert refused.value.extra["reason"] == "not_delivered_there"


def test_where_nothing_delivers_every_reason_is_told() -> None:
    ferry = method("Ferry", Tariff(900), zone=ISLANDS)

    with pytest.raises(NotDelivered) as refused:
        chosen(rules(ferry, BY_WEIGHT), load(grams=40_000), BERLIN, None)

    assert refused.value.extra["reasons"] == {
        "Ferry": "not_delivered_there",
        "Freight": "too_heavy",
    }


def goods(price: int, quantity: int = 1, *, grams: int = 100, sent: bool = True) -> Goods:
    return Goods(
        ids.new(),
        ids.new(),
        "Tea",
        quantity,
        euros(price),
        weight_grams=grams,
        requires_shipping=sent,
    )


def test_what_is_digital_needs_no_delivery_and_weighs_nothing() -> None:
    book = goods(1000, sent=False)

    assert load_of([book], euros(1000)) is None
    mixed = load_of([book, goods(2000, 3)], euros(7000))
    assert mixed == Load(300, euros(7000), euros(7000))


def test_the_stage_adds_the_price_of_what_is_left_after_discounts() -> None:
    less = Adjustment(AdjustmentKind.DISCOUNT, euros(-1), "less")

    full = make_quote([goods(5000)], "EUR", [shipping_stage(PARCEL)])
    lowered = make_quote([goods(5000)], "EUR", [lambda _: (less,), shipping_stage(PARCEL)])
    nothing = make_quote([goods(5000)], "EUR", [shipping_stage(None)])

    assert (full.shipping.minor, lowered.shipping.minor, nothing.shipping.minor) == (0, 490, 0)
    [told] = [each for each in lowered.adjustments if each.kind is AdjustmentKind.SHIPPING]
    assert (told.label, told.source) == ("Parcel", str(PARCEL.id))


DRAFT = DeliveryMethodDraft("Parcel", RateKind.BY_WEIGHT, tariffs={"EUR": Tariff(490)})


@pytest.mark.parametrize(
    "fault",
    [
        {"tariffs": {}},
        {"tariffs": {"EURO": Tariff(1)}},
        {"tariffs": {"EUR": Tariff(-1)}},
        {"tariffs": {"EUR": Tariff(1, minimum=2, maximum=1)}},
        {"tariffs": {"EUR": Tariff(1, (Step(5, 1), Step(5, 2)))}},
        {"tariffs": {"EUR": Tariff(1, (Step(5, 1), Step(4, 2)))}},
        {"tariffs": {"EUR": Tariff(1, (Step(-1, 1),))}},
        {"tariffs": {"EUR": Tariff(1, (Step(1, 10**16),))}},
        {"kind": RateKind.FLAT, "tariffs": {"EUR": Tariff(1, (Step(5, 1),))}},
        {"days": (3, 2)},
        {"days": (-1, 2)},
        {"most_grams": 0},
    ],
)
def test_what_can_not_be_a_method_is_refused(fault: dict[str, object]) -> None:
    assert checked_method(DRAFT) is DRAFT
    with pytest.raises(InvalidDelivery):
        checked_method(replace(DRAFT, **fault))  # type: ignore[arg-type]


def test_areas_are_kept_tidy_and_refused_where_they_can_not_be() -> None:
    assert checked_areas([Area("de", "by", ("80 331", "81*"))]) == (
        Area("DE", "BY", ("80331", "81*")),
    )
    for fault in (Area("GER"), Area("DE", "", ("(a+)+",)), Area("DE", "", ("9999-1000",))):
        with pytest.raises(InvalidDelivery):
            checked_areas([fault])
