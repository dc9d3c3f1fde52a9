"""Which promotions go together, and which of those that do are the best for the customer."""

from collections.abc import Iterator, Sequence
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

    Up to ``EXACT`` promotions, every set of those that go together is weighed, so that one more never makes it dearer:
    a discount may cost more shipping than it takes off. Of more, the largest sets are, the one of the highest
    priorities first, until ``MOST_TRIED`` ends it.
    """

    lines: Lines
    promotions: Sequence[Promotion]
    fare: Fare
    best: tuple[Taken, ...] = ()
    _cost: int | None = None
    _tried: int = 0
    _with: list[int] = field(default_factory=list)
    _fares: dict[int, int | None] = field(default_factory=dict)

    def search(self) -> tuple[Taken, ...]:
        places = range(len(self.promotions))
        self._with = [sum(1 << j for j in places if self._fits(i, j)) for i in places]
        if len(places) <= EXACT:
            self._visit(places, self.lines.left, ())
            return self.best
        for chosen in self._largest(0, (1 << len(places)) - 1, 0):
            self._follow([place for place in places if chosen >> place & 1])
            if self._tried >= MOST_TRIED:
                break
        return self.best

    def are_apart(self, place: int, others: Sequence[Taken]) -> bool:
        """Whether a promotion does not go together with one of those taken."""
        return any(not self._with[place] >> each.place & 1 for each in others)

    def shipping_of(self, left: Sequence[int]) -> int | None:
        """What shipping costs goods of which so much is left to pay."""
        goods = sum(left)
        if goods not in self._fares:
            fare = self.fare(Money(goods, self.lines.currency))
            self._fares[goods] = None if fare is None else fare.minor
        return self._fares[goods]

    def _fits(self, one: int, other: int) -> bool:
        return one != other and go_together(self.promotions[one], self.promotions[other])

    def _visit(self, places: Sequence[int], left: Sequence[int], taken: tuple[Taken, ...]) -> None:
        """Weigh every set of these with what is taken."""
        places = [place for place in places if not self.are_apart(place, taken)]
        if not places:
            self._weigh(left, taken)
            return
        found = self._effect(places[0], left, taken)
        if found is not None:
            self._visit(places[1:], _after(left, found), (*taken, found))
        self._visit(places[1:], left, taken)

    def _follow(self, places: Sequence[int]) -> None:
        """Weigh these taken one after the other."""
        left: Sequence[int] = self.lines.left
        taken: tuple[Taken, ...] = ()
        for place in places:
            if (found := self._effect(place, left, taken)) is not None:
                left, taken = _after(left, found), (*taken, found)
        self._weigh(left, taken)

    def _largest(self, chosen: int, open_places: int, done: int) -> Iterator[int]:
        """Every set that goes together and that none can be added to, as bits (Bron and Kerbosch, with a pivot)."""
        if not open_places:
            if not done:
                yield chosen
            return
        pivot = max(
            _bits(open_places | done), key=lambda i: (self._with[i] & open_places).bit_count()
        )
        for place in _bits(open_places & ~self._with[pivot]):
            fits = self._with[place]
            yield from self._largest(chosen | 1 << place, open_places & fits, done & fits)
            open_places &= ~(1 << place)
            done |= 1 << place

    def _effect(self, place: int, left: Sequence[int], taken: Sequence[Taken]) -> Taken | None:
        self._tried += 1
        promotion, currency = self.promotions[place], self.lines.currency
        if promotion.kind is not PromotionClass.SHIPPING:
            off = off_lines(promotion, self.lines, left)
            return Taken(place, tuple(off)) if any(off) else None
        fare = self.shipping_of(left)
        if fare is None:
            return None
        rest = fare - sum(each.shipping for each in taken)
        off_fare = off_shipping(promotion.benefit, rest, currency)
        return Taken(place, (0,) * len(left), off_fare) if off_fare else None

    def _weigh(self, left: Sequence[int], taken: tuple[Taken, ...]) -> None:
        off_fare = sum(each.shipping for each in taken)
        cost = sum(left) + (self.shipping_of(left) or 0) - off_fare
        if self._cost is None or cost < self._cost:
            self.best, self._cost = taken, cost


def _after(left: Sequence[int], taken: Taken) -> Sequence[int]:
    if taken.shipping:
        return left
    return [most - each for most, each in zip(left, taken.off, strict=True)]


def _bits(bits: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest on."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
