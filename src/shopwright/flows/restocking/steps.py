"""The reckoning of demand and of what to reorder: pure.

Statistics are no money: they are reckoned in floats and rounded up to whole pieces at the end.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist

from shopwright.flows.restocking.contracts import Demand, Plan, Restocking
from shopwright.modules.inventory.contracts import StockLevel, StockPolicy

DAYS_A_YEAR = 365
LARGEST = 2**31 - 1
_EXACT = 6  # decimals that are kept before rounding up, so that 12.000000000001 is 12


def demand_of(sold: Sequence[int], *, days: int) -> Demand:
    """The daily demand over so many days; days that are not in ``sold`` sold nothing.

    Mean and standard deviation of a sample (n - 1).
    """
    mean = sum(sold) / days
    squares = sum((each - mean) ** 2 for each in sold) + (days - len(sold)) * mean**2
    return Demand(mean, math.sqrt(squares / (days - 1)))


def plan_of(
    level: StockLevel, policy: StockPolicy, demand: Demand, shop: Restocking, unit_worth: int | None
) -> Plan:
    """When to reorder a variant, and how many pieces.

    A continuous review with order point and order quantity, (s, Q), for a demand that is spread normally and a lead time
    that is fixed (Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4th ed., chapters 4
    and 6):

    * safety stock = z * sigma * sqrt(L), at least what the variant keeps in reserve; z is the point of the normal
      distribution below which the service level lies, sigma the deviation of a day's demand, L the lead time in days;
    * reorder point s = d * L + safety stock; d is the mean of a day's demand;
    * economic order quantity Q = sqrt(2 * D * K / h); D is a year's demand, K the cost of an order, h what keeping a
      piece for a year costs: a share of its worth. Where its worth is unknown or nothing, Q is the demand of the lead time.

    At or below s, Q pieces are ordered, and more where Q alone would not lift the available ones above s.
    """
    lead = policy.lead_days if policy.lead_days is not None else shop.lead_days
    permille = policy.service_permille or shop.service_permille
    z = NormalDist().inv_cdf(permille / 1000)
    buffer = max(_up(z * demand.deviation * math.sqrt(lead)), policy.safety_stock or 0)
    point = _up(demand.mean * lead) + buffer
    economic = _economic(demand, shop, unit_worth, lead)
    available = level.on_hand - level.reserved
    is_due = available <= point and (demand.mean > 0 or point > 0)
    quantity = max(economic, point - available + 1) if is_due else 0
    return Plan(min(buffer, LARGEST), min(point, LARGEST), economic, min(quantity, LARGEST))


def days_of_cover(level: StockLevel, demand: Demand) -> float | None:
    """How long the available pieces last at the usual demand."""
    return round(level.available / demand.mean, 1) if demand.mean else None


def turnover(level: StockLevel, demand: Demand) -> float | None:
    """How often what is on hand would be sold in a year, at the demand of the window; stock stands for its average."""
    return round(demand.mean * DAYS_A_YEAR / level.on_hand, 2) if level.on_hand > 0 else None


def _economic(demand: Demand, shop: Restocking, unit_worth: int | None, lead: int) -> int:
    if not demand.mean:
        return 0
    if not unit_worth or not shop.order_cost:
        return max(_up(demand.mean * lead), 1)
    holding = unit_worth * shop.holding_percent / 100
    yearly = demand.mean * DAYS_A_YEAR
    return max(_up(math.sqrt(2 * yearly * shop.order_cost / holding)), 1)


def _up(number: float) -> int:
    return math.ceil(round(number, _EXACT))
