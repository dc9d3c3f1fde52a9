"""What an order comes to in analytics: pure, from the ledger alone, so that it can be made again at any time.

What is sold counts on the day on which its order was confirmed, and what is cancelled of it later on that day too.
Money counts on the day on which it came, or went back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

from shopwright.satellites.analytics.contracts import (
    GOODS,
    SALES,
    BookedLine,
    BookedOrder,
    Bought,
    Buyer,
    Cells,
    Channel,
    Cube,
)

Cell = tuple[Any, ...]
Turn = tuple[datetime, UUID]


@dataclass(slots=True)
class _Bag:
    """Orders that are counted together."""

    first: str
    last: str = ""
    orders: int = 0
    total: int = 0

    def put(self, bought: Bought, day: str) -> None:
        self.first, self.last = min(self.first, day), max(self.last, day)
        self.orders += 1
        self.total += bought.total


def day_of(at: datetime, zone: tzinfo) -> str:
    """The day of a time by the clocks of a zone, as ``2026-11-21``."""
    return at.astimezone(zone).date().isoformat()


def firsts(bought: Iterable[Bought]) -> dict[UUID, Turn]:
    """When the first order of each account was confirmed, and which it is."""
    found: dict[UUID, Turn] = {}
    for each in sorted(bought, key=_turn):
        found.setdefault(each.user_id, _turn(each))
    return found


def leading(bought: Iterable[Bought]) -> set[UUID]:
    """The first two orders of each account: those that can have changed from first to later, or back."""
    places: Counter[UUID] = Counter()
    found = set()
    for each in sorted(bought, key=_turn):
        places[each.user_id] += 1
        if places[each.user_id] <= 2:
            found.add(each.order_id)
    return found


def buyer_of(order: BookedOrder, first: Mapping[UUID, Turn]) -> Buyer:
    """Whose order it is: returning is who had one confirmed before this was, or before it was placed in vain."""
    if order.user_id is None:
        return Buyer.GUEST
    turn = (order.sold_at or order.placed_at, order.id)
    return Buyer.RETURNING if first.get(order.user_id, turn) < turn else Buyer.NEW


def channel_of(order: BookedOrder) -> Channel:
    """By what it was placed, as the first step of its history tells."""
    return Channel.INTEGRATION if "key:" in order.actor else Channel.SHOP


def cancelled_of(line: BookedLine, *, is_cancelled: bool) -> tuple[int, int]:
    """Pieces of a line that will not be delivered, and their share of its total, rounded down."""
    pieces = line.quantity if is_cancelled else line.cancelled
    return pieces, line.total * pieces // line.quantity


def sales_of(order: BookedOrder, buyer: Buyer, zone: tzinfo) -> dict[Cell, tuple[int, ...]]:
    """What an order adds to sales."""
    cells: dict[Cell, Counter[str]] = {}
    rest = (order.currency, order.country, channel_of(order).value, buyer.value)

    def on(at: datetime) -> Counter[str]:
        return cells.setdefault((day_of(at, zone), *rest), Counter())

    on(order.placed_at)["placed"] += 1
    if order.sold_at is not None:
        on(order.sold_at).update(_sold(order))
    for each in order.moved:
        came = each.kind == "captured"
        on(each.at).update({"paid" if came else "refunded": each.amount, "refunds": int(not came)})
    return _cells(SALES, cells)


def goods_of(order: BookedOrder, zone: tzinfo) -> dict[Cell, tuple[int, ...]]:
    """What an order adds to the sums of its products."""
    cells: dict[Cell, Counter[str]] = {}
    if order.sold_at is None:
        return {}
    day = day_of(order.sold_at, zone)
    for line in order.lines:
        place = (day, order.currency, line.product_id)
        if place not in cells:
            cells[place] = Counter(orders=1)
        pieces, worth = cancelled_of(line, is_cancelled=order.is_cancelled)
        told = {"units": line.quantity, "cancelled_units": pieces, "cancelled": worth}
        amounts = ("goods", "discount", "relief", "tax", "total")
        cells[place].update(told | {name: getattr(line, name) for name in amounts})
    return _cells(GOODS, cells)


def customers_of(
    bought: Iterable[Bought], zone: tzinfo
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """What each account bought, in all and by months, as rows; without cancelled orders, and without the erased."""
    orders = [each for each in bought if not each.is_cancelled and not each.is_erased]
    first, whole, months = dict[UUID, str](), dict[Cell, _Bag](), dict[Cell, _Bag]()
    for each in sorted(orders, key=_turn):
        day = day_of(each.sold_at, zone)
        first.setdefault(each.user_id, day)
        for bags, key in (
            (whole, (each.user_id, each.currency)),
            (months, (each.user_id, each.currency, day[:7])),
        ):
            bags.setdefault(key, _Bag(day)).put(each, day)
    return (
        [
            {"user_id": user, "currency": currency, "orders": bag.orders, "total": bag.total}
            | {"first_day": bag.first, "last_day": bag.last}
            for (user, currency), bag in whole.items()
        ],
        [
            {"user_id": user, "currency": currency, "orders": bag.orders, "total": bag.total}
            | {"period": month, "cohort": first[user][:7]}
            for (user, currency, month), bag in months.items()
        ],
    )


def difference(wanted: Cells, found: Cells) -> dict[Cell, tuple[int, ...]]:
    """What has to be added so that what was found becomes what is wanted."""
    changes = {}
    for cell in wanted.keys() | found.keys():
        nothing = (0,) * len(wanted.get(cell) or found[cell])
        pairs = zip(wanted.get(cell, nothing), found.get(cell, nothing), strict=True)
        change = tuple(want - have for want, have in pairs)
        if any(change):
            changes[cell] = change
    return changes


def summed(cells: Iterable[tuple[Cell, Sequence[int]]]) -> dict[Cell, tuple[int, ...]]:
    """Cells that meet are added up."""
    sums: dict[Cell, tuple[int, ...]] = {}
    for cell, values in cells:
        before = sums.get(cell, (0,) * len(values))
        sums[cell] = tuple(a + b for a, b in zip(before, values, strict=True))
    return sums


def by_period(cells: Cells) -> dict[Cell, tuple[int, ...]]:
    """Cells of days as cells of periods: of the day, and of its month."""
    return summed(
        ((period, *cell[1:]), values)
        for cell, values in cells.items()
        for period in (cell[0], str(cell[0])[:7])
    )


def _sold(order: BookedOrder) -> dict[str, int]:
    gone = [cancelled_of(line, is_cancelled=order.is_cancelled) for line in order.lines]
    worth = order.total if order.is_cancelled else sum(amount for _, amount in gone)
    amounts = ("goods", "discount", "relief", "delivery", "tax", "total")
    return {name: getattr(order, name) for name in amounts} | {
        "orders": 1,
        "cancelled_orders": int(order.is_cancelled),
        "units": sum(line.quantity for line in order.lines),
        "cancelled_units": sum(pieces for pieces, _ in gone),
        "cancelled": worth,
    }


def _cells(cube: Cube, cells: Mapping[Cell, Counter[str]]) -> dict[Cell, tuple[int, ...]]:
    return {cell: tuple(sums[name] for name in cube.measures) for cell, sums in cells.items()}


def _turn(bought: Bought) -> Turn:
    return bought.sold_at, bought.order_id
