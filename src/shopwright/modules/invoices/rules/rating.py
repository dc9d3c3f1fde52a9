"""The tax of what goes back, goods and delivery, each at its own rate."""

from collections.abc import Sequence
from dataclasses import replace

from shopwright.kernel.money import Money
from shopwright.modules.invoices.contracts import Item, Snapshot, TaxShare
from shopwright.modules.invoices.rules.parts import Parts, gross_of, own_of


def shares_of_parts(
    whole: Sequence[TaxShare], left: Sequence[TaxShare], parts: Parts
) -> tuple[TaxShare, ...] | None:
    """What goes back at each rate with these parts, of what is ``left`` of an invoice's ``whole`` taxes.

    The delivery takes its own tax back. That of goods is reckoned for each rate over all credit notes together, so that
    the last of its goods takes what is left of it. None where a line is of no rate or of several, or more would go back
    at a rate than is left.
    """
    goods = parts.goods
    if not goods or any(sum(_is_of(each, item) for each in whole) != 1 for item in goods):
        return None
    found = []
    for first, rest in zip(whole, left, strict=True):
        own = own_of(first, parts.delivery)
        gross = sum(item.amount for item in goods if _is_of(first, item))
        if gross + gross_of([own]) > gross_of([rest]):
            return None
        found.append(_taken(first, rest, gross, own))
    return tuple(each for each in found if each.base or each.amount)


def nets_of_goods(note: Snapshot, parts: Parts) -> list[int] | None:
    """The net amount of each of the goods of a note, which with the delivery's come to its own; None where they can't."""
    if len(note.taxes) > 1:
        return _nets_by_rate(note, parts)
    net = note.net - sum(each.base for each in parts.delivery)
    return _shared(net, [each.amount for each in parts.goods], note.currency)


def part_of(whole: int, part: int, of: int) -> int:
    """``whole`` x ``part`` / ``of``, halves up; never grows faster than ``part``, and is all of it at the end."""
    if not of:
        return 0
    quotient, rest = divmod(whole * part, of)
    return quotient + (2 * rest >= of)


def _is_of(share: TaxShare, item: Item) -> bool:
    return item.rates == (share.rate,) and item.treatment == share.treatment


def _taken(whole: TaxShare, left: TaxShare, gross: int, own: TaxShare) -> TaxShare:
    tax, both = own.amount, gross + gross_of([own])
    if gross:
        total, gone = gross_of([whole]), gross_of([whole]) - gross_of([left])
        tax += part_of(whole.amount, gone + gross, total) - (whole.amount - left.amount)
    tax = max(min(tax, left.amount, both), both - left.base, 0)
    return replace(whole, base=both - tax, amount=tax)


def _nets_by_rate(note: Snapshot, parts: Parts) -> list[int] | None:
    found = [0] * len(parts.goods)
    for share in note.taxes:
        own = own_of(share, parts.delivery)
        mine = [place for place, item in enumerate(parts.goods) if _is_of(share, item)]
        amounts = [parts.goods[place].amount for place in mine]
        nets = _shared(share.base - own.base, amounts, note.currency)
        if nets is None or sum(amounts) != gross_of([share]) - gross_of([own]):
            return None
        for place, net in zip(mine, nets, strict=True):
            found[place] = net
    return found


def _shared(net: int, amounts: Sequence[int], currency: str) -> list[int] | None:
    if net < 0 or (net and not any(amounts)):
        return None
    return [each.minor for each in Money(net, currency).split(amounts)] if amounts else []
