"""What is ordered: sellable, priced, within limits, and at the total that was shown."""

from collections.abc import Sequence
from dataclasses import replace

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.errors import (
    CartEmpty,
    PricesMissing,
    TooManyPieces,
    TotalChanged,
    TotalTooLarge,
    VariantsUnavailable,
)
from shopwright.flows.checkout.steps.pricing import Basket, Priced, price
from shopwright.flows.checkout.steps.problems import beyond_limits
from shopwright.infra.work import Work
from shopwright.kernel.money import LARGEST_MINOR, Money
from shopwright.modules.quotes.contracts import Quote, Shelf, Wanted


async def priced_for_order(till: Till, work: Work, basket: Basket) -> tuple[Quote, Priced]:
    """The quote that becomes an order with how it came about, or a refusal that names what is in its way.

    Raises:
        CartEmpty: nothing is wanted.
        TooManyPieces: more pieces of a variant than a line may hold, or of a product or more lines than an order may.
        VariantsUnavailable, PricesMissing: name the variants.
        TotalTooLarge: more than can be paid, or written down.
        NotDelivered, MethodUnavailable: nothing delivers it there, or not what was chosen.
    """
    lines = summed(basket.items)
    if not lines:
        raise CartEmpty
    if len(lines) > till.terms.cart_lines:
        raise TooManyPieces(limit=till.terms.cart_lines)
    if any(line.quantity > till.terms.line_quantity for line in lines):
        raise TooManyPieces(limit=till.terms.line_quantity)
    priced = await price(till, work.db, replace(basket, items=tuple(lines)), now=work.now)
    refuse_missing(priced.shelf, basket.currency)
    for line, _ in beyond_limits(priced.shelf.goods):
        raise TooManyPieces(limit=line.most_per_order, product_id=str(line.product_id))
    quote, most = priced.quote, Money(LARGEST_MINOR, basket.currency)
    if quote is None:
        raise CartEmpty
    if max(quote.subtotal, quote.total) > most:
        raise TotalTooLarge(limit=most.amount, currency=basket.currency)
    if priced.obstacle is not None:
        raise priced.obstacle
    return quote, priced


def refuse_missing(shelf: Shelf, currency: str) -> None:
    if shelf.unavailable:
        raise VariantsUnavailable(variant_ids=[str(each) for each in shelf.unavailable])
    if shelf.unpriced:
        raise PricesMissing(variant_ids=[str(each) for each in shelf.unpriced], currency=currency)


def refuse_other_total(quote: Quote, expected: str | None) -> None:
    """Stop where the customer was shown another total.

    Raises:
        TotalChanged: tells the total as it is now.
        InvalidMoney: the expected total is not an amount of the currency.
    """
    if expected is not None and Money.parse(expected, quote.currency) != quote.total:
        raise TotalChanged(
            expected_total=expected, total=quote.total.amount, currency=quote.currency
        )


def summed(wanted: Sequence[Wanted]) -> list[Wanted]:
    """One line a variant, in the order in which they first appear."""
    totals: dict[object, Wanted] = {}
    for each in wanted:
        known = totals.get(each.variant_id)
        totals[each.variant_id] = Wanted(
            each.variant_id, each.quantity + (known.quantity if known else 0)
        )
    return list(totals.values())
