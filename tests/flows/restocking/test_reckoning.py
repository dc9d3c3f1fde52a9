"""Demand, reorder point and order quantity, reckoned by hand."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from shopwright.flows.restocking import steps
from shopwright.flows.restocking.contracts import Demand, Plan, Restocking
from shopwright.kernel import ids
from shopwright.modules.inventory.contracts import StockLevel, StockPolicy, Thresholds

VARIANT = ids.new()
SHOP = Restocking(
    usual=Thresholds(3, 10, 100),
    window_days=90,
    lead_days=9,
    service_permille=950,
    order_cost=2000,
    holding_percent=25,
    currency="EUR",
)
STEADY = Demand(mean=10.0, deviation=4.0)


def level(on_hand: int, reserved: int = 0) -> StockLevel:
    return StockLevel(VARIANT, on_hand, reserved, tracked=True, backorder=True)


def plan(
    on_hand: int,
    demand: Demand = STEADY,
    *,
    reserved: int = 0,
    shop: Restocking = SHOP,
    worth: int | None = 1000,
    own: Mapping[str, int] | None = None,
) -> Plan:
    policy = StockPolicy(VARIANT, **(own or {}))
    return steps.plan_of(level(on_hand, reserved), policy, demand, shop, worth)


def test_demand_counts_the_days_on_which_nothing_was_sold() -> None:
    found = steps.demand_of([2, 4, 6], days=10)

    assert found.mean == 1.2
    assert found.deviation == pytest.approx(2.149935, abs=1e-6)  # sqrt(41.6 / 9)


def test_no_sales_are_no_demand() -> None:
    assert steps.demand_of([], days=90) == Demand(0.0, 0.0)


def test_a_steady_demand_has_no_deviation() -> None:
    assert steps.demand_of([3] * 10, days=10) == Demand(3.0, 0.0)


def test_the_reorder_point_is_demand_of_the_lead_time_and_safety_stock() -> None:
    # z(95 %) = 1.644854; 1.644854 * 4 * sqrt(9) = 19.74 -> 20; 10 * 9 = 90.
    # sqrt(2 * 3650 * 2000 / (1000 * 25 %)) = sqrt(58,400) = 241.66 -> 242.
    assert plan(110) == Plan(20, 110, 242, 242)
    assert plan(111) == Plan(20, 110, 242, 0)


def test_what_is_promised_counts_as_gone() -> None:
    assert plan(310, reserved=200).quantity == 242
    assert plan(311, reserved=200).quantity == 0


def test_an_order_lifts_stock_above_the_reorder_point() -> None:
    assert plan(0, reserved=200).quantity == 311  # 110 + 200 + 1, more than 242


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({"lead_days": 0}, Plan(0, 0, 242, 242)),
        ({"lead_days": 16}, Plan(27, 187, 242, 242)),  # 1.644854 * 4 * 4 = 26.3; 160
        ({"service_permille": 500}, Plan(0, 90, 242, 242)),
        ({"service_permille": 999}, Plan(38, 128, 242, 242)),  # 3.090232 * 12 = 37.08
        ({"safety_stock": 50}, Plan(50, 140, 242, 242)),
        ({"safety_stock": 5}, Plan(20, 110, 242, 242)),
    ],
)
def test_a_variant_may_reckon_otherwise(own: dict[str, int], expected: Plan) -> None:
    assert plan(0, own=own) == expected


@pytest.mark.parametrize("worth", [None, 0])
def test_without_a_worth_the_demand_of_the_lead_time_is_ordered(worth: int | None) -> None:
    assert plan(100, worth=worth).economic_quantity == 90


def test_orders_that_cost_nothing_are_as_large_as_the_lead_time_needs() -> None:
    assert plan(100, shop=replace(SHOP, order_cost=0)).economic_quantity == 90


def test_what_nobody_buys_is_not_reordered_but_kept_in_reserve() -> None:
    still = Demand()

    assert plan(0, still) == Plan(0, 0, 0, 0)
    assert plan(3, still, own={"safety_stock": 5}) == Plan(5, 5, 0, 3)
    assert plan(6, still, own={"safety_stock": 5}) == Plan(5, 5, 0, 0)


def test_cover_and_turnover_are_of_the_demand() -> None:
    assert steps.days_of_cover(level(125, 25), STEADY) == 10.0
    assert steps.days_of_cover(level(0), STEADY) == 0.0
    assert steps.days_of_cover(level(5), Demand()) is None
    assert steps.turnover(level(100), STEADY) == 36.5
    assert steps.turnover(level(0), STEADY) is None
