"""What a promotion takes off: of each line, or of the shipping."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from shopwright.kernel.money import Money, round_minor
from shopwright.modules.promotions.contracts import (
    Benefit,
    BenefitKind,
    Promotion,
    PromotionClass,
)
from shopwright.modules.promotions.rules.lines import Lines

WHOLE = 10_000
"""A hundred per cent, in hundredths of one."""


def is_in_currency(benefit: Benefit, currency: str) -> bool:
    """Whether a benefit says what it is in a currency: amounts, and a cap where there is one."""
    needs_amount = benefit.kind in (BenefitKind.FIXED, BenefitKind.FIXED_PRICE)
    if needs_amount and currency not in benefit.amounts:
        return False
    return not benefit.most or currency in benefit.most


def off_lines(promotion: Promotion, lines: Lines, left: Sequence[int]) -> list[int]:
    """What is taken off each line, of what earlier promotions left; never more than that."""
    benefit = promotion.benefit
    chosen = lines.among(benefit.target)
    if promotion.kind is PromotionClass.ORDER:
        whole = sum(left[i] for i in chosen)
        taken = _capped(benefit, _off(benefit, whole, 1, lines.currency), lines.currency)
        return _shared(taken, chosen, left, lines.currency)
    off = [0] * len(left)
    if benefit.kind is BenefitKind.BUY_X_GET_Y:
        _off_cheapest(benefit, lines, left, off)
    else:
        for i in chosen:
            off[i] = _off(benefit, left[i], lines.goods[i].quantity, lines.currency)
    taken = sum(off)
    capped = _capped(benefit, taken, lines.currency)
    return off if capped == taken else _shared(capped, range(len(off)), off, lines.currency)


def off_shipping(benefit: Benefit, shipping: int, currency: str) -> int:
    """What is taken off the shipping."""
    if benefit.kind is BenefitKind.FREE_SHIPPING:
        return _capped(benefit, shipping, currency)
    return _capped(benefit, _off(benefit, shipping, 1, currency), currency)


def _off(benefit: Benefit, amount: int, quantity: int, currency: str) -> int:
    if benefit.kind is BenefitKind.PERCENT:
        return percent(amount, benefit.hundredths)
    named = benefit.amounts[currency] * quantity
    return min(amount, named) if benefit.kind is BenefitKind.FIXED else max(0, amount - named)


def percent(amount: int, hundredths: int) -> int:
    """So many hundredths of a percent of an amount, rounded as everything is."""
    return round_minor(Decimal(amount * hundredths).scaleb(-4))


def _capped(benefit: Benefit, amount: int, currency: str) -> int:
    return min(amount, benefit.most.get(currency, amount))


def _shared(amount: int, chosen: Sequence[int], weights: Sequence[int], currency: str) -> list[int]:
    """An amount by weights, largest remainder; nothing of it is lost, no line gives more than it has."""
    shares = [0] * len(weights)
    if amount:
        parts = Money(amount, currency).split([weights[i] for i in chosen])
        for i, part in zip(chosen, parts, strict=True):
            shares[i] = part.minor
    return shares


def _off_cheapest(benefit: Benefit, lines: Lines, left: Sequence[int], off: list[int]) -> None:
    """The cheapest pieces of the target, as many as what is bought beside them allows."""
    chosen, goods = lines.among(benefit.target), lines.goods
    bought = frozenset(lines.among(benefit.bought or benefit.target))
    cheapest = sorted(chosen, key=lambda i: (Fraction(left[i], goods[i].quantity), i))
    given = _pieces_given(benefit, lines, cheapest, bought)
    for i in cheapest:
        pieces = min(given, goods[i].quantity)
        given -= pieces
        off[i] = percent(left[i] * pieces // goods[i].quantity, benefit.hundredths)


def _pieces_given(
    benefit: Benefit, lines: Lines, cheapest: Sequence[int], bought: frozenset[int]
) -> int:
    """How many pieces are given: whole sets only, and no piece is both bought and given."""
    pool = sum(lines.goods[i].quantity for i in bought)
    most = sum(lines.goods[i].quantity for i in cheapest) // benefit.get
    if benefit.repeats is not None:
        most = min(most, benefit.repeats)
    least = 0
    while least < most:
        sets = (least + most + 1) // 2
        if pool - _taken(lines, cheapest, bought, sets * benefit.get) >= sets * benefit.buy:
            least = sets
        else:
            most = sets - 1
    return least * benefit.get


def _taken(lines: Lines, cheapest: Sequence[int], bought: frozenset[int], pieces: int) -> int:
    """How many of so many cheapest pieces are of those that have to be bought."""
    found = 0
    for i in cheapest:
        here = min(pieces, lines.goods[i].quantity)
        pieces -= here
        found += here if i in bought else 0
    return found
