"""The pipeline: price, promotions, shipping, tax, in this order; each stage only adds adjustments."""

from collections.abc import Sequence
from dataclasses import replace

from shopwright.kernel.money import Money, total
from shopwright.modules.quotes.contracts import (
    Adjustment,
    AdjustmentKind,
    Draft,
    Goods,
    Quote,
    QuotedLine,
    Stage,
)
from shopwright.modules.quotes.errors import NothingToQuote, UnsoundQuote


def make_quote(goods: Sequence[Goods], currency: str, stages: Sequence[Stage] = ()) -> Quote:
    """Quote goods of one currency through the stages.

    A discount never takes a line below nothing: what is beyond is cut off. A discount on the whole is shared by the
    lines' values (largest remainder), so that the parts are the sum.

    Raises:
        NothingToQuote: no goods.
        UnsoundQuote: a quantity below one, a negative price, a stage that added an amount with the wrong sign, or to a
            line that is not there.
        CurrencyMismatch: an amount in another currency.
    """
    _check(goods, currency)
    draft = Draft(currency, tuple(goods))
    for stage in stages:
        added = stage(draft)
        _check_signs(added)
        _check_places(added, len(draft.goods))
        draft = replace(draft, adjustments=draft.adjustments + added)
    return _add_up(draft)


def merged(goods: Sequence[Goods]) -> list[Goods]:
    """One line a variant, in the order in which they first appear."""
    lines: dict[object, Goods] = {}
    for each in goods:
        known = lines.get(each.variant_id)
        lines[each.variant_id] = (
            replace(known, quantity=known.quantity + each.quantity) if known else each
        )
    return list(lines.values())


def _check(goods: Sequence[Goods], currency: str) -> None:
    if not goods:
        raise NothingToQuote
    for each in goods:
        if each.quantity < 1 or each.unit_price < Money.zero(currency):
            raise UnsoundQuote(
                "A line has a quantity of one or more and a price of nothing or more."
            )


def _check_signs(adjustments: Sequence[Adjustment]) -> None:
    for each in adjustments:
        if (
            (each.amount.minor > 0)
            if each.kind is AdjustmentKind.DISCOUNT
            else (each.amount.minor < 0)
        ):
            raise UnsoundQuote("A discount lowers the total; shipping and tax do not.")


def _check_places(adjustments: Sequence[Adjustment], lines: int) -> None:
    for each in adjustments:
        if each.line is None:
            continue
        if each.kind is AdjustmentKind.SHIPPING or not 0 <= each.line < lines:
            raise UnsoundQuote(
                "A discount or a tax belongs to a line that is there, shipping to the whole."
            )


def _add_up(draft: Draft) -> Quote:
    subtotals = [line.unit_price * line.quantity for line in draft.goods]
    discounts = _discounts(draft, subtotals)
    taxes = _per_line(draft, AdjustmentKind.TAX)
    lines = tuple(
        QuotedLine(goods, subtotal, discount, tax, subtotal - discount + tax)
        for goods, subtotal, discount, tax in zip(
            draft.goods, subtotals, discounts, taxes, strict=True
        )
    )
    subtotal, discount = total(subtotals, draft.currency), total(discounts, draft.currency)
    shipping = total(_amounts(draft, AdjustmentKind.SHIPPING), draft.currency)
    tax = total(_amounts(draft, AdjustmentKind.TAX), draft.currency)
    return Quote(
        draft.currency,
        lines,
        draft.adjustments,
        subtotal,
        discount,
        shipping,
        tax,
        subtotal - discount + shipping + tax,
    )


def _discounts(draft: Draft, subtotals: Sequence[Money]) -> list[Money]:
    """What each line is lowered by, as positive amounts, clamped at the line's value."""
    taken = [-amount for amount in _per_line(draft, AdjustmentKind.DISCOUNT)]
    taken = [min(discount, subtotal) for discount, subtotal in zip(taken, subtotals, strict=True)]
    for each in draft.adjustments:
        if each.kind is AdjustmentKind.DISCOUNT and each.line is None:
            left = [
                subtotal - discount for subtotal, discount in zip(subtotals, taken, strict=True)
            ]
            size = min(-each.amount, total(left, draft.currency))
            shares = size.split([amount.minor for amount in left])
            taken = [discount + share for discount, share in zip(taken, shares, strict=True)]
    return taken


def _per_line(draft: Draft, kind: AdjustmentKind) -> list[Money]:
    amounts = [Money.zero(draft.currency)] * len(draft.goods)
    for each in draft.adjustments:
        if each.kind is kind and each.line is not None:
            amounts[each.line] += each.amount
    return amounts


def _amounts(draft: Draft, kind: AdjustmentKind) -> list[Money]:
    return [each.amount for each in draft.adjustments if each.kind is kind]
