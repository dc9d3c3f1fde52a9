"""Which products pass a filter, and how many there would be with another choice. Pure.

Counts are disjunctive: those of a facet are made as if nothing were chosen in that facet, so that a second brand shows what it
would add.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from shopwright.satellites.search.contracts import CardFilter, Facet, FacetValue, Range
from shopwright.satellites.search.rules.entries import (
    ATTRIBUTE,
    BRAND,
    CATEGORY,
    TAG,
    Choice,
    Entry,
)
from shopwright.satellites.search.rules.numbers import steps
from shopwright.satellites.search.rules.words import folded

PRICE, IN_STOCK, RATING = "price", "in_stock", "rating"
_MOST_VALUES, _MOST_ATTRIBUTES, _MOST_RANGES = 50, 12, 6
_LEAST_COVERAGE = 0.05  # of the products, for an attribute to be worth a facet
_FEW, _LARGEST_VARIETY = (
    10,
    0.3,
)  # an attribute with nearly as many values as products names each of them
_LARGE = 500  # hits
_LAST = 10**9  # behind all attributes that have a place
_MANY_NUMBERS = 8  # different numbers of an attribute are shown as ranges from here on

Test = Callable[[Entry], bool]


@dataclass(slots=True)
class Sifted:
    """Those that pass, and those that one facet alone keeps out, by that facet."""

    passed: list[Entry] = field(default_factory=list)
    kept_out: dict[str, list[Entry]] = field(default_factory=dict)

    def with_facet_open(self, facet: str) -> Iterator[Entry]:
        return chain(self.passed, self.kept_out.get(facet, ()))


def is_in_sight(wanted: CardFilter) -> Test:
    """What no facet can open: the status, the owner, the currency."""
    status, owner_id, currency = wanted.status, wanted.owner_id, wanted.currency

    def test(entry: Entry) -> bool:
        return (
            entry.status == status
            and currency in entry.prices
            and (owner_id is None or entry.owner_id == owner_id)
        )

    return test


def tests_of(wanted: CardFilter) -> dict[str, Test]:
    """The test of each facet that something is chosen in."""
    tests = {facet: _has(facet, keys) for facet, keys in _chosen(wanted).items()}
    for name, span in wanted.ranges.items():
        facet = ATTRIBUTE + folded(name)
        tests[facet] = _is_between(facet, span)
    if wanted.min_price is not None or wanted.max_price is not None:
        tests[PRICE] = _costs(wanted)
    if wanted.in_stock is not None:
        tests[IN_STOCK] = lambda entry: entry.in_stock is wanted.in_stock
    if (least := wanted.min_rating) is not None:
        tests[RATING] = lambda entry: entry.rating is not None and entry.rating >= least
    return tests


def sift(entries: Iterable[Entry], wanted: CardFilter) -> Sifted:
    """Every entry is looked at once."""
    in_sight, tests = is_in_sight(wanted), tests_of(wanted)
    sifted = Sifted(kept_out={facet: [] for facet in tests})
    checks = list(tests.items())
    for entry in entries:
        if not in_sight(entry):
            continue
        failed = ""
        for facet, test in checks:
            if test(entry):
                continue
            if failed:
                break
            failed = facet
        else:
            (sifted.kept_out[failed] if failed else sifted.passed).append(entry)
    return sifted


def facets(
    sifted: Sifted, wanted: CardFilter, order: Mapping[str, int | None] | None = None
) -> list[Facet]:
    """Everything that can be chosen of what was found, with how many products there are then.

    ``order`` is that of attributes, by name; what has None there is not chosen by.
    """
    chosen, counts = _chosen(wanted), _counts(sifted)
    found = [
        _of_choices(CATEGORY, "Category", counts.get(CATEGORY, {}), chosen),
        _of_choices(BRAND, "Brand", counts.get(BRAND, {}), chosen),
        _of_prices(list(sifted.with_facet_open(PRICE)), wanted),
        _of_stock(list(sifted.with_facet_open(IN_STOCK)), wanted),
        _of_ratings(list(sifted.with_facet_open(RATING)), wanted),
        *_of_attributes(counts, sifted, chosen, wanted.ranges, order or {}),
        _of_choices(TAG, "Tag", counts.get(TAG, {}), chosen),
    ]
    return [facet for facet in found if facet.values]


def _has(facet: str, keys: set[str]) -> Test:
    def test(entry: Entry) -> bool:
        return any(each.facet == facet and each.key in keys for each in entry.choices)

    return test


def _is_between(facet: str, span: Range) -> Test:
    def test(entry: Entry) -> bool:
        return any(
            each.facet == facet and each.number is not None and _holds(span, each.number)
            for each in entry.choices
        )

    return test


def _holds(span: Range, number: float) -> bool:
    above = span.least is None or number >= span.least
    return above and (span.most is None or number < span.most)


def _costs(wanted: CardFilter) -> Test:
    least, most, currency = wanted.min_price, wanted.max_price, wanted.currency

    def test(entry: Entry) -> bool:
        price = entry.prices[currency]
        if price is None:
            return False
        return (least is None or price >= least) and (most is None or price <= most)

    return test


def _chosen(wanted: CardFilter) -> dict[str, set[str]]:
    """The keys of the choices that were made, by facet."""
    chosen = {
        CATEGORY: {wanted.category_id.hex} if wanted.category_id else set(),
        BRAND: set(map(folded, wanted.brands)),
        TAG: {folded(wanted.tag)} if wanted.tag else set(),
        **{
            ATTRIBUTE + folded(name): set(map(folded, values))
            for name, values in wanted.attributes.items()
        },
    }
    return {facet: keys for facet, keys in chosen.items() if keys}


def _counts(sifted: Sifted) -> dict[str, dict[Choice, int]]:
    """By facet, each with itself open."""
    by_facet: dict[str, dict[Choice, int]] = {}
    everywhere = Counter(chain.from_iterable(entry.choices for entry in sifted.passed))
    is_large = len(sifted.passed) > _LARGE
    for choice, count in everywhere.items():
        facet = choice.facet
        if count == 1 and is_large and facet not in sifted.kept_out and facet.startswith(ATTRIBUTE):
            continue  # of thousands, what one product has is no choice: it would stand last, and there are many
        by_facet.setdefault(facet, {})[choice] = count
    for facet, entries in sifted.kept_out.items():
        more = Counter(chain.from_iterable(entry.choices for entry in entries))
        mine = by_facet.setdefault(facet, {})
        for choice, count in more.items():
            if choice.facet == facet:
                mine[choice] = mine.get(choice, 0) + count
    return by_facet


def _of_choices(
    name: str, label: str, counts: Mapping[Choice, int], chosen: Mapping[str, set[str]]
) -> Facet:
    mine = chosen.get(name, set())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].key))
    shown = ordered[:_MOST_VALUES] + [
        pair for pair in ordered[_MOST_VALUES:] if pair[0].key in mine
    ]
    values = [
        FacetValue(
            choice.slug or choice.label, choice.label, count, choice.key in mine, choice.parent
        )
        for choice, count in shown
    ]
    return Facet(name, label, values)


def _of_attributes(
    counts: Mapping[str, Mapping[Choice, int]],
    sifted: Sifted,
    chosen: Mapping[str, set[str]],
    ranges: Mapping[str, Range],
    order: Mapping[str, int | None],
) -> Iterator[Facet]:
    """Those that many of the products have, and in which they differ; a chosen one in any case.

    Those that the shop has put into an order come first, in that.
    """
    places = {ATTRIBUTE + folded(name): place for name, place in order.items()}
    spans = {ATTRIBUTE + folded(name): span for name, span in ranges.items()}
    asked = {*chosen, *spans}
    least = _LEAST_COVERAGE * len(sifted.passed)
    worth = []
    for facet, found in counts.items():
        total = sum(found.values())
        is_telling = total >= least and 1 < len(found) <= max(_FEW, total * _LARGEST_VARIETY)
        if facet.startswith(ATTRIBUTE) and found and (facet in asked or is_telling):
            place = places.get(facet, _LAST)
            if place is not None:
                worth.append((facet not in asked, place, -total, facet))
    best = sorted(worth)[:_MOST_ATTRIBUTES]
    for *_, facet in sorted(best, key=lambda each: (each[1], each[0], *each[2:])):
        yield _of_attribute(facet, counts[facet], chosen, spans.get(facet))


def _of_attribute(
    facet: str,
    counts: Mapping[Choice, int],
    chosen: Mapping[str, set[str]],
    span: Range | None,
) -> Facet:
    label = next(iter(counts)).parent or ""
    if len(counts) >= _MANY_NUMBERS and all(each.number is not None for each in counts):
        return _of_numbers(ATTRIBUTE + label, label, counts, span)
    values = _of_choices(facet, label, counts, chosen).values
    return Facet(ATTRIBUTE + label, label, [replace(value, parent=None) for value in values])


def _of_prices(entries: Sequence[Entry], wanted: CardFilter) -> Facet:
    """Ranges of minor units, both ends included, as a filter by price has them: ``1000..1999``."""
    prices = Counter(
        float(price) for entry in entries if (price := entry.prices[wanted.currency]) is not None
    )
    values = []
    for low, high, count in _ranges(list(prices.items())):
        least, most = low if low is None else int(low), high if high is None else int(high) - 1
        is_chosen = (least, most) == (wanted.min_price, wanted.max_price)
        text = f"{_plain(least)}..{_plain(most)}"
        values.append(FacetValue(text, text, count, is_chosen))
    return Facet(PRICE, "Price", values)


def _of_numbers(
    facet: str, label: str, counts: Mapping[Choice, int], chosen: Range | None
) -> Facet:
    numbers = [(each.number or 0.0, count) for each, count in counts.items()]
    values = []
    for low, high, count in _ranges(numbers):
        text = f"{_plain(low)}..{_plain(high)}"
        is_chosen = chosen is not None and (chosen.least, chosen.most) == (low, high)
        values.append(FacetValue(text, text, count, is_chosen))
    return Facet(facet, label, values)


def _ranges(
    counts: Sequence[tuple[float, int]],
) -> Iterator[tuple[float | None, float | None, int]]:
    """From one step up to the next, which is not included, with how many numbers are there; none that is empty."""
    if not counts:
        return
    borders = steps([number for number, _ in counts], _MOST_RANGES)
    if not borders:
        return
    for low, high in pairwise([None, *borders, None]):
        count = sum(
            times
            for number, times in counts
            if (low is None or number >= low) and (high is None or number < high)
        )
        if count:
            yield low, high, count


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:.6f}".rstrip("0").rstrip(".")


def _of_stock(entries: Sequence[Entry], wanted: CardFilter) -> Facet:
    there = sum(entry.in_stock for entry in entries)
    counts = (("true", "In stock", there), ("false", "Out of stock", len(entries) - there))
    chosen = {None: "", True: "true", False: "false"}[wanted.in_stock]
    return Facet(
        IN_STOCK,
        "Availability",
        [
            FacetValue(value, label, count, value == chosen)
            for value, label, count in counts
            if count
        ],
    )


def _of_ratings(entries: Sequence[Entry], wanted: CardFilter) -> Facet:
    ratings = [entry.rating for entry in entries if entry.rating is not None]
    values = []
    for stars in (4, 3, 2, 1):
        count = sum(rating >= stars * 100 for rating in ratings)
        if count:
            is_chosen = wanted.min_rating == stars * 100
            values.append(FacetValue(str(stars), f"{stars} and up", count, is_chosen))
    return Facet(RATING, "Rating", values)
