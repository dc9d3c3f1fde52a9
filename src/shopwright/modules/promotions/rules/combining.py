"""Which promotions go together, and which of those that do are the best for the customer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import Fare, Promotion, PromotionClass
from shopwright.modules.promotions.rules.benefits import off_lines, off_shipping
from shopwright.modules.promotions.rules.lines import Lines

EXACT = 6
"""Up to so many promotions, every set of those that go together is tried."""
MOST_TRIED = 256
"""How many times a promotion is worked out for one draft; beyond it, the best that was found counts."""
MOST_TOGETHER = 100
"""How many promotions are weighed against each other; those of the highest priority."""
_ORDER = {PromotionClass.ITEM: 0, PromotionClass.ORDER: 1, PromotionClass.SHIPPING: 2}


def in_order(promotions: Sequence[Promotion]) -> list[Promotion]:
    """As they are taken off: items, order, shipping; in each the higher priority first."""
    return sorted(promotions, key=lambda each: (_ORDER[each.kind], -each.priority, each.id))


def go_together(one: Promotion, other: Promotion) -> bool:
    if one.exclusive or other.exclusive or (one.lane and one.lane == other.lane):
        return False
    return other.kind in one.combines_with and one.kind in other.combines_with


@dataclass(frozen=True, slots=True)
class Taken:
    """A promotion, and what it takes off each line and the shipping."""

    place: int
    off: tuple[int, ...] = ()
    shipping: int = 0


@dataclass(slots=True)
class Combination:
    """The best set of promotions, found by :meth:`search`.

    All are tried that do not go together with something else; up to ``EXACT`` of them, leaving out is tried too, so
    that one more promotion never makes it dearer: a discount may cost more shipping than it takes off. It begins with
    taking whatever can be taken, in order, so that it has a good answer when ``MOST_TRIED`` ends it.
    """

    lines: Lines
    promotions: Sequence[Promotion]
    fare: Fare
    best: tuple[Taken, ...] = ()
    _cost: int | None = None
    _tried: int = 0
    _apart: list[int] = field(default_factory=list)
    _fares: dict[int, int | None] = field(default_factory=dict)

    def search(self) -> tuple[Taken, ...]:
        pairs = range(len(self.promotions))
        self._apart = [
            sum(
                1 << j
                for j in pairs
                if j != i and not go_together(self.promotions[i], self.promotions[j])
            )
            for i in pairs
        ]
        self._visit(0, self.lines.left, 0, ())
        return self.best

    def are_apart(self, place: int, others: Sequence[Taken]) -> bool:
        """Whether a promotion does not go together with one of those taken."""
        return any(self._apart[place] >> each.place & 1 for each in others)

    def shipping_of(self, left: Sequence[int]) -> int | None:
        """What shipping costs goods of which so much is left to pay."""
        goods = sum(left)
        if goods not in self._fares:
            fare = self.fare(Money(goods, self.lines.currency))
            self._fares[goods] = None if fare is None else fare.minor
        return self._fares[goods]

    def _visit(
        self, place: int, left: Sequence[int], shipping: int, taken: tuple[Taken, ...]
    ) -> None:
        while place < len(self.promotions) and self.are_apart(place, taken):
            place += 1
        if place == len(self.promotions):
            self._weigh(left, shipping, taken)
            return
        found = self._effect(place, left, shipping)
        if found is not None:
            rest = [most - each for most, each in zip(left, found.off, strict=True)]
            self._visit(place + 1, rest, shipping + found.shipping, (*taken, found))
        if found is None or self._may_leave_out(place):
            self._visit(place + 1, left, shipping, taken)

    def _may_leave_out(self, place: int) -> bool:
        if self._tried >= MOST_TRIED:
            return False
        return len(self.promotions) <= EXACT or bool(self._apart[place] >> place)

    def _effect(self, place: int, left: Sequence[int], shipping: int) -> Taken | None:
        self._tried += 1
        promotion = self.promotions[place]
        if promotion.kind is not PromotionClass.SHIPPING:
            off = off_lines(promotion, self.lines, left)
            return Taken(place, tuple(off)) if any(off) else None
        fare = self.shipping_of(left)
        if fare is None:
            return None
        off_fare = off_shipping(promotion.benefit, fare - shipping, self.lines.currency)
        return Taken(place, (0,) * len(left), off_fare) if off_fare else None

    def _weigh(self, left: Sequence[int], shipping: int, taken: tuple[Taken, ...]) -> None:
        cost = sum(left) + (self.shipping_of(left) or 0) - shipping
        if self._cost is None or cost < self._cost:
            self.best, self._cost = taken, cost
