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

_LOWERING = (
    AdjustmentKind.DISCOUNT,
    AdjustmentKind.SHIPPING_DISCOUNT,
    AdjustmentKind.RELIEF,
)
_OF_THE_WHOLE = (AdjustmentKind.SHIPPING, AdjustmentKind.SHIPPING_DISCOUNT)


def make_quote(
    goods: Sequence[Goods],
    currency: str,
    stages: Sequence[Stage] = (),
    *,
    tax_included: bool = False,
) -> Quote:
    """Quote goods of one currency through the stages; ``tax_included`` where prices hold their tax.

    A discount never takes a line below nothing: what is beyond is cut off, and so is what shipping is lowered by. A
    discount on the whole is shared by the lines' values (largest remainder), so that the parts are the sum.

    Raises:
        NothingToQuote: no goods.
        UnsoundQuote: a quantity below one, a negative price, a stage that added an amount with the wrong sign, or to a
            line that is not there.
        CurrencyMismatch: an amount in another currency.
    """
    _check(goods, currency)
    draft = Draft.of(goods, currency, tax_included=tax_included)
    for stage in stages:
        if added := stage(draft):
            _check_signs(added)
            _check_places(added, len(draft.goods))
            draft = _with(draft, added)
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
        if (each.amount.minor > 0) if each.kind in _LOWERING else (each.amount.minor < 0):
            raise UnsoundQuote("Discounts and relief lower the total; shipping and tax do not.")


def _check_places(adjustments: Sequence[Adjustment], lines: int) -> None:
    for each in adjustments:
        if each.line is None:
            continue
        if each.kind in _OF_THE_WHOLE or not 0 <= each.line < lines:
            raise UnsoundQuote(
                "A discount or a tax belongs to a line that is there, shipping to the whole."
            )


def _with(draft: Draft, added: tuple[Adjustment, ...]) -> Draft:
    """The draft with more adjustments, and what all of them come to."""
    adjustments = draft.adjustments + added
    return replace(
        draft,
        adjustments=adjustments,
        discounts=tuple(_discounts(draft, adjustments)),
        shipping=_shipping(draft.currency, adjustments),
    )


def _add_up(draft: Draft) -> Quote:
    currency, zero = draft.currency, Money.zero(draft.currency)
    taxes = _per_line(draft, draft.adjustments, AdjustmentKind.TAX)
    lines = tuple(
        _line(draft, place, tax, -relief)
        for place, (tax, relief) in enumerate(
            zip(taxes, _per_line(draft, draft.adjustments, AdjustmentKind.RELIEF), strict=True)
        )
    )
    shipping_tax = total(_on_the_whole(draft.adjustments, AdjustmentKind.TAX), currency)
    spared = total(_on_the_whole(draft.adjustments, AdjustmentKind.RELIEF), currency)
    shipping = max(draft.shipping + spared, zero)
    on_top = zero if draft.tax_included else shipping_tax
    return Quote(
        currency=currency,
        lines=lines,
        adjustments=draft.adjustments,
        subtotal=total(draft.subtotals, currency),
        discount=total(draft.discounts, currency),
        relief=total((line.relief for line in lines), currency),
        shipping=shipping,
        tax=total(taxes, currency) + shipping_tax,
        shipping_tax=shipping_tax,
        total=total((line.total for line in lines), currency) + shipping + on_top,
        tax_included=draft.tax_included,
    )


def _line(draft: Draft, place: int, tax: Money, relief: Money) -> QuotedLine:
    subtotal, discount = draft.subtotals[place], draft.discounts[place]
    relief = min(relief, subtotal - discount)
    net = subtotal - discount - relief
    return QuotedLine(
        goods=draft.goods[place],
        subtotal=subtotal,
        discount=discount,
        tax=tax,
        total=net if draft.tax_included else net + tax,
        relief=relief,
    )


def _discounts(draft: Draft, adjustments: Sequence[Adjustment]) -> list[Money]:
    """What each line is lowered by, as positive amounts, clamped at the line's value."""
    lowered = [-amount for amount in _per_line(draft, adjustments, AdjustmentKind.DISCOUNT)]
    taken = [min(each, most) for each, most in zip(lowered, draft.subtotals, strict=True)]
    for amount in _on_the_whole(adjustments, AdjustmentKind.DISCOUNT):
        left = [most - each for most, each in zip(draft.subtotals, taken, strict=True)]
        size = min(-amount, total(left, draft.currency))
        shares = size.split([each.minor for each in left])
        taken = [each + share for each, share in zip(taken, shares, strict=True)]
    return taken


def _shipping(currency: str, adjustments: Sequence[Adjustment]) -> Money:
    full = total(_on_the_whole(adjustments, AdjustmentKind.SHIPPING), currency)
    lowered = total(_on_the_whole(adjustments, AdjustmentKind.SHIPPING_DISCOUNT), currency)
    return max(full + lowered, Money.zero(currency))


def _per_line(draft: Draft, adjustments: Sequence[Adjustment], kind: AdjustmentKind) -> list[Money]:
    amounts = [Money.zero(draft.currency)] * len(draft.goods)
    for each in adjustments:
        if each.kind is kind and each.line is not None:
            amounts[each.line] += each.amount
    return amounts


def _on_the_whole(adjustments: Sequence[Adjustment], kind: AdjustmentKind) -> list[Money]:
    return [each.amount for each in adjustments if each.kind is kind and each.line is None]
