"""Credit notes: what of an invoice is taken back, tax and all, and never more than there is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shopwright.kernel.money import Money
from shopwright.modules.invoices.contracts import (
    DocumentKind,
    Item,
    Snapshot,
    TaxShare,
)


def credits_due(
    refunds: Sequence[tuple[str, int]], *, done: dict[str, int], total: int, overpaid: int
) -> list[tuple[str, int]]:
    """Which refunds have no credit note yet, and what each takes of the invoice.

    ``refunds`` are their names and amounts, the oldest first; ``done``: what was credited by name. Money beyond the
    invoice is given back first, and lowers nothing.
    """
    found, given_back, credited_so_far = [], 0, sum(done.values())
    for name, amount in refunds:
        given_back += amount
        if name in done:
            continue
        due = min(given_back - overpaid, total) - credited_so_far
        if (share := min(due, amount)) > 0:
            found.append((name, share))
            credited_so_far += share
    return found


def credited(
    invoice: Snapshot,
    amount: int,
    *,
    before: Sequence[Snapshot],
    number: str,
    issued_on: date,
    reason: str = "",
) -> Snapshot:
    """The credit note that takes ``amount`` of an invoice back, after those that did ``before``.

    Tax goes back in proportion, reckoned over all credit notes together: the last one takes what is left of each rate,
    so that after the whole amount nothing is. One that takes all at once repeats the lines.
    """
    gone, sums = sum(each.total for each in before), _Sums(invoice, before)
    tax = _part(invoice.tax, gone + amount, invoice.total) - sums.tax
    taxes = sums.taxes_of(tax, amount - tax, is_last=gone + amount == invoice.total)
    is_whole = amount == invoice.total
    note = replace(
        invoice,
        kind=DocumentKind.CREDIT_NOTE,
        number=number,
        issued_on=issued_on.isoformat(),
        refers_to=invoice.number,
        refers_to_date=invoice.issued_on,
        reason=reason,
        taxes=taxes,
        net=amount - tax,
        tax=tax,
        total=amount,
        paid=amount,
    )
    return note if is_whole else _in_part(note)


def taken_back(invoice: Snapshot, pieces: Sequence[tuple[int, int, int]]) -> list[Item]:
    """Lines of an invoice (by place) with so many pieces, for which so much goes back."""
    return [
        replace(invoice.lines[place], quantity=quantity, amount=amount)
        for place, quantity, amount in pieces
    ]


def naming(note: Snapshot, goods: Sequence[Item]) -> Snapshot:
    """A credit note of a part with its goods, where it is known which those are; as it was, where the sums don't fit."""
    is_theirs = sum(each.amount for each in goods) == note.total
    is_told_by_lines = any(each.title for each in note.lines)
    if len(note.taxes) > 1 or not goods or not is_theirs or is_told_by_lines:
        return note
    shares = Money(note.net, note.currency).split([each.amount for each in goods])
    lines = [
        _priced(each, share.minor, is_gross=note.tax_included)
        for each, share in zip(goods, shares, strict=True)
    ]
    if any(each.discount < 0 for each in lines):
        return note
    return replace(
        note,
        lines=tuple(lines),
        subtotal=sum(each.unit_price * each.quantity for each in lines),
        discount=sum(each.discount for each in lines),
    )


def _priced(item: Item, net: int, *, is_gross: bool) -> Item:
    amount = item.amount if is_gross else net
    discount = item.unit_price * item.quantity - amount
    return replace(item, amount=amount, net=net, discount=discount)


def _in_part(note: Snapshot) -> Snapshot:
    """A note about a part names no goods, but what goes back at each rate."""
    lines = tuple(_item(note, share) for share in note.taxes if share.base or share.amount)
    if not lines or sum(each.net for each in lines) != note.net:
        lines = (_item(note, TaxShare("", "0", "", note.net, note.tax), named=False),)
    return replace(
        note,
        lines=lines,
        subtotal=note.total if note.tax_included else note.net,
        discount=0,
        relief=0,
        shipping=0,
        shipping_net=0,
        shipping_taxes=(),
        shipping_method="",
    )


def _item(note: Snapshot, share: TaxShare, *, named: bool = True) -> Item:
    amount = share.base + (share.amount if note.tax_included else 0)
    rates = (share.rate,) if named else ()
    return Item("", "", 1, amount, 0, amount, share.base, rates, share.treatment)


class _Sums:
    """What is left of an invoice's taxes after some credit notes."""

    def __init__(self, invoice: Snapshot, before: Sequence[Snapshot]) -> None:
        self.tax = sum(each.tax for each in before)
        self._currency = invoice.currency
        self._left = list(invoice.taxes)
        for note in before:
            self._left = [
                replace(mine, base=mine.base - its.base, amount=mine.amount - its.amount)
                for mine, its in zip(self._left, note.taxes, strict=True)
            ]
        self._net_left = invoice.net - sum(each.net for each in before)

    def taxes_of(self, tax: int, net: int, *, is_last: bool) -> tuple[TaxShare, ...]:
        """Each rate's share, by what is left of it (largest remainder): never more than that."""
        if is_last or not self._left:
            return tuple(self._left)
        amounts = self._split(tax, [each.amount for each in self._left])
        bases = [each.base for each in self._left]
        if sum(bases) == self._net_left:
            parts = self._split(net, bases)
        else:  # several taxes of one base
            parts = [_part(base, net, self._net_left) for base in bases]
        return tuple(
            replace(each, base=base, amount=amount)
            for each, base, amount in zip(self._left, parts, amounts, strict=True)
        )

    def _split(self, amount: int, weights: list[int]) -> list[int]:
        return [each.minor for each in Money(amount, self._currency).split(weights)]


def _part(whole: int, part: int, of: int) -> int:
    """``whole`` x ``part`` / ``of``, halves up; never grows faster than ``part``, and is all of it at the end."""
    if not of:
        return 0
    quotient, rest = divmod(whole * part, of)
    return quotient + (2 * rest >= of)
