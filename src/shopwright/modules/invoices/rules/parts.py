"""What a refund is known to be of: pieces of an invoice's lines, and its delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopwright.kernel.money import Money
from shopwright.modules.invoices.contracts import Item, Snapshot, TaxShare


@dataclass(frozen=True, slots=True)
class Parts:
    """Goods, each for what goes back for it, and the delivery by its own taxes; neither where it is an amount."""

    goods: tuple[Item, ...] = ()
    delivery: tuple[TaxShare, ...] = ()
    method: str = ""

    @property
    def amount(self) -> int:
        return sum(each.amount for each in self.goods) + gross_of(self.delivery)


AN_AMOUNT = Parts()


def taken_back(
    invoice: Snapshot,
    pieces: Sequence[tuple[int, int, int]],
    *,
    delivery: int = 0,
    kept: int = 0,
) -> Parts:
    """Lines of an invoice (by place) with so many pieces, for which so much goes back, and what went for the delivery.

    What is ``kept`` of it all for the trouble lowers the goods, each in proportion. An amount where it is more than they
    are worth, or the invoice does not tell which taxes are in the delivery.
    """
    worth = [amount for _, _, amount in pieces]
    if not pieces or kept > sum(worth):
        return AN_AMOUNT
    if delivery and gross_of(invoice.shipping_taxes) != delivery:
        return AN_AMOUNT
    left = Money(sum(worth) - kept, invoice.currency).split(worth)
    goods = tuple(
        replace(invoice.lines[place], quantity=quantity, amount=amount.minor)
        for (place, quantity, _), amount in zip(pieces, left, strict=True)
    )
    if not delivery:
        return Parts(goods)
    return Parts(goods, invoice.shipping_taxes, invoice.shipping_method)


def gross_of(shares: Sequence[TaxShare]) -> int:
    return sum(each.base + each.amount for each in shares)


def own_of(share: TaxShare, delivery: Sequence[TaxShare]) -> TaxShare:
    """What of the delivery is taxed as this share is; nothing where it is taxed otherwise."""
    alike = (each for each in delivery if _key(each) == _key(share))
    return next(alike, replace(share, base=0, amount=0))


def _key(share: TaxShare) -> tuple[str, str, str]:
    return share.label, share.rate, share.treatment
