"""Whether what a promotion asks for is there, and what is missing where it is not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shopwright.modules.promotions.contracts import (
    AllOf,
    AnyOf,
    Condition,
    FirstOrder,
    GoesTo,
    Hours,
    InGroup,
    Not,
    Pieces,
    Reason,
    Situation,
    Spend,
)
from shopwright.modules.promotions.rules.lines import Lines
from shopwright.modules.promotions.rules.walking import leaves_of


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a condition does not hold; ``reason`` is None where it does."""

    reason: Reason | None = None
    amount: int | None = None
    quantity: int | None = None


_HOLDS = Finding()
_OPPOSITE = {
    FirstOrder: Reason.NOT_FIRST_ORDER,
    InGroup: Reason.NOT_IN_GROUP,
    GoesTo: Reason.WRONG_COUNTRY,
    Hours: Reason.WRONG_TIME,
}


def find(condition: Condition, lines: Lines, situation: Situation) -> Finding:
    """What stands in a condition's way: of several the first, of alternatives the nearest to be had."""
    if isinstance(condition, AllOf):
        found = (find(part, lines, situation) for part in condition.parts)
        return next((each for each in found if each.reason is not None), _HOLDS)
    if isinstance(condition, AnyOf):
        return _any(condition, lines, situation)
    if isinstance(condition, Not):
        return _not(condition, lines, situation)
    if isinstance(condition, Spend):
        return _spend(condition, lines)
    if isinstance(condition, Pieces):
        return _pieces(condition, lines)
    return _who(condition, situation)


def _any(condition: AnyOf, lines: Lines, situation: Situation) -> Finding:
    found = [find(part, lines, situation) for part in condition.parts]
    if not found or any(each.reason is None for each in found):
        return _HOLDS
    return min(found, key=lambda each: each.amount is None and each.quantity is None)


def _not(condition: Not, lines: Lines, situation: Situation) -> Finding:
    if situation.is_first_order is None and _asks_for_orders(condition):
        return Finding(Reason.SIGN_IN)
    if find(condition.part, lines, situation).reason is not None:
        return _HOLDS
    return Finding(_OPPOSITE.get(type(condition.part), Reason.EXCLUDED_GOODS))


def _asks_for_orders(condition: Condition) -> bool:
    return any(isinstance(leaf, FirstOrder) for leaf in leaves_of(condition))


def _spend(condition: Spend, lines: Lines) -> Finding:
    least = condition.amounts.get(lines.currency)
    if least is None:
        return Finding(Reason.WRONG_CURRENCY)
    worth = sum(lines.worth[i] for i in lines.among(condition.among))
    return _HOLDS if worth >= least else Finding(Reason.SPEND_MORE, amount=least - worth)


def _pieces(condition: Pieces, lines: Lines) -> Finding:
    count = sum(lines.goods[i].quantity for i in lines.among(condition.among))
    if count >= condition.quantity:
        return _HOLDS
    reason = Reason.ADD_MORE if count else Reason.NOT_IN_CART
    return Finding(reason, quantity=condition.quantity - count)


def _who(condition: FirstOrder | InGroup | GoesTo | Hours, situation: Situation) -> Finding:
    if isinstance(condition, FirstOrder):
        if situation.is_first_order is None:
            return Finding(Reason.SIGN_IN)
        holds = situation.is_first_order
    elif isinstance(condition, InGroup):
        holds = not condition.group_ids.isdisjoint(situation.groups)
    elif isinstance(condition, GoesTo):
        holds = situation.country in condition.countries
    else:
        holds = _is_within(condition, situation.now)
    return _HOLDS if holds else Finding(_OPPOSITE[type(condition)])


def _is_within(hours: Hours, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(hours.zone))
    clock, day = local.time(), local.weekday()
    begins, ends = hours.begins, hours.ends
    is_over_midnight = begins is not None and ends is not None and ends <= begins
    if is_over_midnight and ends is not None and clock < ends:
        day = (local - timedelta(days=1)).weekday()
    elif (begins is not None and clock < begins) or (
        ends is not None and not is_over_midnight and clock >= ends
    ):
        return False
    return not hours.weekdays or day in hours.weekdays
