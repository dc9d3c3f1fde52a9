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
from shopwright.modules.invoices.rules.parts import AN_AMOUNT, Parts, gross_of
from shopwright.modules.invoices.rules.rating import nets_of_goods, part_of, shares_of_parts


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
    parts: Parts = AN_AMOUNT,
) -> Snapshot:
    """The credit note that takes ``amount`` of an invoice back, after those that did ``before``.

    Tax goes back in proportion, reckoned over all credit notes together: the last one takes what is left of each rate,
    so that after the whole amount nothing is. Where the amount is that of known ``parts``, it goes back at their rates.
    One that takes all at once repeats the lines.
    """
    sums = _Sums(invoice, before)
    taxes = sums.taxes_of_parts(parts, amount)
    if taxes is None:
        tax = sums.tax_of(amount)
        taxes = sums.taxes_of(tax, amount - tax, is_last=amount == sums.total_left)
    else:
        tax = sum(each.amount for each in taxes)
    is_whole = amount == invoice.total
    note = replace(
        invoice,
        kind=DocumentKind.CREDIT_NOTE,
        number=number,
        issued_on=issued_on.isoformat(),
        refers_to=invoice.number,
        refers_to_date=invoice.issued_on,
        reason="",
        taxes=taxes,
        net=amount - tax,
        tax=tax,
        total=amount,
        paid=amount,
    )
    return note if is_whole else _in_part(note)


def naming(note: Snapshot, parts: Parts) -> Snapshot:
    """A credit note with the goods and the delivery that it is about, where these are known and the sums fit."""
    is_told_by_lines = any(each.title for each in note.lines)
    if not parts.goods or parts.amount != note.total or is_told_by_lines:
        return note
    nets = nets_of_goods(note, parts)
    if nets is None:
        return note
    is_gross = note.tax_included
    lines = [
        _priced(each, net, is_gross=is_gross) for each, net in zip(parts.goods, nets, strict=True)
    ]
    if any(each.discount < 0 for each in lines):
        return note
    delivery_net = sum(each.base for each in parts.delivery)
    return replace(
        note,
        lines=tuple(lines),
        subtotal=sum(each.unit_price * each.quantity for each in lines),
        discount=sum(each.discount for each in lines),
        shipping=gross_of(parts.delivery) if is_gross else delivery_net,
        shipping_net=delivery_net,
        shipping_taxes=parts.delivery,
        shipping_method=parts.method,
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
        self._invoice, self._currency = invoice, invoice.currency
        self._gone = sum(each.total for each in before)
        self._tax_gone = sum(each.tax for each in before)
        self.total_left = invoice.total - self._gone
        self._left = list(invoice.taxes)
        for note in before:
            taken = _by_place(invoice.taxes, note.taxes)
            self._left = [
                replace(mine, base=mine.base - its.base, amount=mine.amount - its.amount)
                for mine, its in zip(self._left, taken, strict=True)
            ]
        self._net_left = invoice.net - sum(each.net for each in before)

    def tax_of(self, amount: int) -> int:
        """In proportion to the invoice; where goods of some rates have gone back, to what is left of it."""
        invoice = self._invoice
        if self._tax_gone == part_of(invoice.tax, self._gone, invoice.total):
            return part_of(invoice.tax, self._gone + amount, invoice.total) - self._tax_gone
        return part_of(invoice.tax - self._tax_gone, amount, self.total_left)

    def taxes_of_parts(self, parts: Parts, amount: int) -> tuple[TaxShare, ...] | None:
        """Each rate's share by what goes back at it; None where that can't be said, or there is one rate only."""
        is_last = amount == self.total_left
        adds_up = sum(each.base for each in self._left) == self._net_left
        if len(self._left) < 2 or is_last or parts.amount != amount or not adds_up:
            return None
        return shares_of_parts(self._invoice.taxes, self._left, parts)

    def taxes_of(self, tax: int, net: int, *, is_last: bool) -> tuple[TaxShare, ...]:
        """Each rate's share, by what is left of it (largest remainder): never more than that."""
        if is_last or not self._left:
            return tuple(self._left)
        amounts = self._split(tax, [each.amount for each in self._left])
        bases = [each.base for each in self._left]
        if sum(bases) == self._net_left:
            parts = self._split(net, bases)
        else:  # several taxes of one base
            parts = [part_of(base, net, self._net_left) for base in bases]
        return tuple(
            replace(each, base=base, amount=amount)
            for each, base, amount in zip(self._left, parts, amounts, strict=True)
        )

    def _split(self, amount: int, weights: list[int]) -> list[int]:
        return [each.minor for each in Money(amount, self._currency).split(weights)]


def _by_place(whole: Sequence[TaxShare], taken: Sequence[TaxShare]) -> Sequence[TaxShare]:
    """Taxes of a note in the places of the invoice's; one of goods names only their rates, each of which is there once."""
    if len(taken) == len(whole):
        return taken
    named = {(each.label, each.rate, each.treatment): each for each in taken}
    nothing = TaxShare("", "", "", 0, 0)
    return [named.get((each.label, each.rate, each.treatment), nothing) for each in whole]
