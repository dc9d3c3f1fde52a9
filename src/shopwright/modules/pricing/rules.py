"""Which prices can be, what a discount makes of them, and what they were before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from shopwright.kernel.money import LARGEST_MINOR, Money
from shopwright.modules.pricing.contracts import (
    LONGEST_NAME,
    WHOLE,
    Cut,
    DiscountDraft,
    PastPrice,
    Price,
)
from shopwright.modules.pricing.errors import InvalidDiscount, InvalidPrice

PRIOR_DAYS = 30
_INSTANT = timedelta(microseconds=1)


def check(price: Price) -> None:
    """Refuse a price that can't be.

    Raises:
        InvalidPrice: negative, too large, in two currencies, or not below what it is compared with.
    """
    if not 0 <= price.amount.minor <= LARGEST_MINOR:
        raise InvalidPrice("A price is zero or more, and not beyond all measure.")
    if price.compare_at is None:
        return
    if price.compare_at.currency != price.currency:
        raise InvalidPrice("A price and what it is compared with are in one currency.")
    if not price.amount.minor < price.compare_at.minor <= LARGEST_MINOR:
        raise InvalidPrice("The price to compare with must be above the price.")


def check_discount(draft: DiscountDraft, now: datetime) -> None:
    """Refuse a discount that can't be.

    Raises:
        InvalidDiscount: says what is wrong with it.
    """
    if not 1 <= len(draft.name) <= LONGEST_NAME:
        raise InvalidDiscount("A discount has a name.")
    if (draft.hundredths is None) == (draft.amount is None):
        raise InvalidDiscount("A discount is either a percentage or an amount.")
    if draft.hundredths is not None and not 0 < draft.hundredths < WHOLE:
        raise InvalidDiscount("A percentage is above 0 and below 100.")
    if draft.amount is not None and not 0 < draft.amount.minor <= LARGEST_MINOR:
        raise InvalidDiscount("An amount is above 0, and not beyond all measure.")
    if draft.ends_at <= max(draft.starts_at, now):
        raise InvalidDiscount("A discount ends after it begins, and not before now.")


@dataclass(frozen=True, slots=True)
class Standing:
    """A price with the discounts beside it; the history shows everything before ``next_change_at``.

    ``shown_since`` is when customers saw it first; None where they have not.
    """

    price: Price
    cuts: tuple[Cut, ...] = ()
    next_change_at: datetime | None = None
    shown_since: datetime | None = None


def offer(standing: Standing, now: datetime) -> tuple[Price, Cut | None]:
    """What customers pay at a moment, and the discount that makes it so.

    Of several discounts the one counts that is best for the customer, of equal ones the oldest; they never add up. What
    the merchant compares his price with stays to be compared with; where he has nothing, it is the price itself.
    """
    regular = standing.price
    active = [cut for cut in standing.cuts if cut.starts_at <= now < cut.ends_at]
    best = min(active, key=lambda cut: (_less(regular.amount, cut), cut.discount_id), default=None)
    amount = regular.amount if best is None else _less(regular.amount, best)
    if best is None or amount == regular.amount:
        return Price(regular.variant_id, regular.amount, regular.compare_at), None
    return Price(regular.variant_id, amount, regular.compare_at or regular.amount), best


def shown(standing: Standing, now: datetime) -> Price:
    """What customers pay as far as the history tells."""
    due = standing.next_change_at
    return offer(standing, due - _INSTANT if due is not None and due <= now else now)[0]


def flips(standing: Standing, now: datetime) -> list[tuple[datetime, Price, Cut | None]]:
    """What became different by discounts that began or ended up to a moment and are not in the history yet."""
    since = standing.next_change_at
    found = []
    for at in sorted(_ends(standing.cuts)):
        if since is not None and since <= at <= now:
            after, cut = offer(standing, at)
            if after != offer(standing, at - _INSTANT)[0]:
                found.append((at, after, cut))
    return found


def next_change(cuts: Iterable[Cut], now: datetime) -> datetime | None:
    """When the first of some discounts begins or ends after a moment."""
    return min((at for at in _ends(cuts) if at > now), default=None)


def lowest_prior(history: Sequence[PastPrice]) -> Money | None:
    """The lowest price in the 30 days before the reduction that is on now; ``history`` is in the order of time.

    Directive 98/6/EC, Article 6a, as put in by Directive (EU) 2019/2161: (1) and (2) the prior price is the lowest one
    applied in the 30 days before the application of the reduction, so they are counted back from its beginning, however
    long ago that is; (4) what is on sale for less than 30 days has the lowest since it is; (5) a reduction that only grows
    is one reduction, and counted from its first step. One after which the price rose is another one.

    None where nothing is reduced, and where there was no price before.
    """
    real = [each for each, later in pairwise(history) if later.at > each.at]
    real += history[-1:]
    if not real or real[-1].compare_at is None:
        return None
    first = len(real) - 1
    while first and _goes_on(real[first - 1], real[first]):
        first -= 1
    opens = real[first].at - timedelta(days=PRIOR_DAYS)
    applied = [each.amount for each, later in pairwise(real[: first + 1]) if later.at > opens]
    return min(applied, key=lambda amount: amount.minor, default=None)


def _goes_on(earlier: PastPrice, later: PastPrice) -> bool:
    """Whether two prices, one after the other, are of one reduction."""
    return earlier.compare_at is not None and later.amount <= earlier.amount


def _less(regular: Money, cut: Cut) -> Money:
    if cut.hundredths is not None:
        return regular.times(Decimal(WHOLE - cut.hundredths) / WHOLE)
    return Money(max(0, regular.minor - (cut.minor or 0)), regular.currency)


def _ends(cuts: Iterable[Cut]) -> set[datetime]:
    return {at for cut in cuts for at in (cut.starts_at, cut.ends_at)}
