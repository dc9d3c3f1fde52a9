"""The tax of goods that go back, each at its own rate."""

from collections.abc import Sequence
from dataclasses import replace

from shopwright.kernel.money import Money
from shopwright.modules.invoices.contracts import Item, TaxShare


def is_of(share: TaxShare, item: Item) -> bool:
    return item.rates == (share.rate,) and item.treatment == share.treatment


def shares_of_goods(
    whole: Sequence[TaxShare], left: Sequence[TaxShare], goods: Sequence[Item]
) -> tuple[TaxShare, ...] | None:
    """What goes back at each rate with these goods, of what is ``left`` of an invoice's ``whole`` taxes.

    Reckoned for each rate over all credit notes together, so that the last of its goods takes what is left of it. None
    where a line is of no rate or of several, or more would go back at a rate than is left.
    """
    if not goods or any(sum(is_of(each, item) for each in whole) != 1 for item in goods):
        return None
    found = []
    for first, rest in zip(whole, left, strict=True):
        gross = sum(item.amount for item in goods if is_of(first, item))
        if gross > rest.base + rest.amount:
            return None
        found.append(_taken(first, rest, gross))
    return tuple(each for each in found if each.base or each.amount)


def net_of_goods(
    taxes: Sequence[TaxShare], goods: Sequence[Item], currency: str
) -> list[int] | None:
    """The net amount of each of the goods; None where they are not what goes back at these rates."""
    found = [0] * len(goods)
    for share in taxes:
        mine = [place for place, item in enumerate(goods) if is_of(share, item)]
        amounts = [goods[place].amount for place in mine]
        if sum(amounts) != share.base + share.amount:
            return None
        if mine:
            parts = Money(share.base, currency).split(amounts)
            for place, part in zip(mine, parts, strict=True):
                found[place] = part.minor
    return found


def _taken(whole: TaxShare, left: TaxShare, gross: int) -> TaxShare:
    total, gone_tax = whole.base + whole.amount, whole.amount - left.amount
    gone = total - (left.base + left.amount)
    tax = part_of(whole.amount, gone + gross, total) - gone_tax
    tax = max(min(tax, left.amount, gross), gross - left.base, 0)
    return replace(whole, base=gross - tax, amount=tax)


def part_of(whole: int, part: int, of: int) -> int:
    """``whole`` x ``part`` / ``of``, halves up; never grows faster than ``part``, and is all of it at the end."""
    if not of:
        return 0
    quotient, rest = divmod(whole * part, of)
    return quotient + (2 * rest >= of)
