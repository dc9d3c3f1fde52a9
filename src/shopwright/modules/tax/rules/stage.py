"""The last stage of a quote: what tax is in it, or comes on top.

Tax is taken of what is left of a line after discounts. Where prices hold their tax, that of rate r in an amount a is
a r / (1 + r); where they don't, it is a r (EN 16931, BT-117; Directive 2006/112/EC, Articles 73 and 78).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from shopwright.kernel.money import Money, round_minor
from shopwright.kernel.places import Place
from shopwright.modules.quotes.contracts import Adjustment, AdjustmentKind, Draft, Stage
from shopwright.modules.tax.contracts import (
    EXEMPT,
    MEMBERS,
    STANDARD,
    Rounding,
    Sales,
    TaxRate,
    TaxRules,
    TaxTerms,
    TaxZone,
    Treatment,
    VatNumber,
)
from shopwright.modules.tax.rules.places import zone_of

Rates = tuple[TaxRate, ...]
_PART_OF = {"MC": "FR"}
_FREED = {
    Treatment.REVERSE_CHARGE: "VAT reverse charge",
    Treatment.EXPORT: "Export",
    Treatment.ZERO: "No tax",
}


@dataclass(frozen=True, slots=True)
class _Stance:
    """How a sale is treated: taxed by a zone, or free of tax for a reason; ``home`` is where prices come from."""

    zone: TaxZone | None
    home: TaxZone | None
    freed: Treatment | None = None

    def rates_of(self, tax_class: str) -> Rates:
        return _rates_in(self.zone, tax_class)


@dataclass(frozen=True, slots=True)
class _Part:
    """One tax on one line (None: the shipping): exactly, before any rounding; ``pieces`` share it alike.

    Parts of one ``share`` are taken of the same amount.
    """

    share: int
    line: int | None
    rate: TaxRate
    exact: Decimal
    amount: Money
    pieces: int


def tax_stage(
    rules: TaxRules, terms: TaxTerms, destination: Place | None, vat_number: VatNumber | None
) -> Stage:
    """The stage of a sale to a place, the shop's own where none is known; without any rules it adds nothing.

    A business with a VAT number of another member state that has goods sent to another member state than the shop's is
    under reverse charge (Directive 2006/112/EC, Articles 138 and 196). Goods sent to a place without a zone, or to one
    without rates, leave the territory. Both pay no tax, and prices that hold the shop's own tax are relieved of it. So do
    those to a part of the shop's country that no zone names, which is no export.
    """

    def stage(draft: Draft) -> tuple[Adjustment, ...]:
        if not rules:
            return ()
        stance = _stance_of(rules, terms, destination or terms.origin, vat_number)
        if stance.freed is not None:
            return tuple(_freed(draft, terms, stance, stance.freed))
        return tuple(_taxed(draft, terms, stance))

    return stage


def _stance_of(
    rules: TaxRules, terms: TaxTerms, place: Place, vat_number: VatNumber | None
) -> _Stance:
    home = zone_of(rules, terms.origin)
    place = _in_the_union(rules, terms, place)
    zone = zone_of(rules, place)
    is_union = terms.origin.country in MEMBERS and place.country in MEMBERS
    is_abroad = place.country != terms.origin.country
    if zone is None and not is_abroad:
        return _Stance(None, home, Treatment.ZERO)
    if zone is None or not zone.rates:
        return _Stance(None, home, Treatment.EXPORT)
    if is_union and is_abroad:
        if vat_number is not None and vat_number.country != terms.origin.country:
            return _Stance(zone, home, Treatment.REVERSE_CHARGE)
        if terms.sales is Sales.ORIGIN:
            return _Stance(home, home)
    return _Stance(zone, home)


def _in_the_union(rules: TaxRules, terms: TaxTerms, place: Place) -> Place:
    """Sales to Monaco are sales to France (Article 7 of the Directive), unless the shop has a zone of its own for it."""
    belongs_to = _PART_OF.get(place.country)
    if belongs_to is None or terms.origin.country not in MEMBERS or rules.zones.get(place.country):
        return place
    return Place(belongs_to)


def _rates_in(zone: TaxZone | None, tax_class: str) -> Rates:
    """The rates of a class; a class that the zone does not name is taxed as standard."""
    if zone is None or tax_class == EXEMPT:
        return ()
    found = tuple(rate for rate in zone.rates if rate.tax_class == (tax_class or STANDARD))
    return found or tuple(rate for rate in zone.rates if rate.tax_class == STANDARD)


def _freed(
    draft: Draft, terms: TaxTerms, stance: _Stance, treatment: Treatment
) -> Iterator[Adjustment]:
    label = _FREED[treatment]
    for place, goods in enumerate(draft.goods):
        left = draft.subtotals[place] - draft.discounts[place]
        yield from _relieved(
            draft, left, _rates_in(stance.home, goods.tax_class), place, treatment, label
        )
    if not draft.shipping.is_zero:
        shares = _shipping_shares(draft, terms, stance.home)
        hidden = Money(
            sum(round_minor(_hidden(amount, rates)) for rates, amount in shares), draft.currency
        )
        if draft.tax_included and not hidden.is_zero:
            yield Adjustment(AdjustmentKind.RELIEF, -hidden, label, treatment=treatment)
        base = draft.shipping - hidden if draft.tax_included else draft.shipping
        yield _zero_tax(base, label, None, treatment)


def _relieved(
    draft: Draft, left: Money, rates: Rates, place: int, treatment: Treatment, label: str
) -> Iterator[Adjustment]:
    hidden = Money(round_minor(_hidden(left, rates)), draft.currency)
    if draft.tax_included and not hidden.is_zero:
        yield Adjustment(AdjustmentKind.RELIEF, -hidden, label, line=place, treatment=treatment)
        left -= hidden
    yield _zero_tax(left, label, place, treatment)


def _zero_tax(base: Money, label: str, line: int | None, treatment: Treatment) -> Adjustment:
    zero = Money.zero(base.currency)
    return Adjustment(
        AdjustmentKind.TAX,
        zero,
        label,
        line=line,
        rate=Decimal(0),
        base=base,
        treatment=treatment,
    )


def _hidden(amount: Money, rates: Rates) -> Decimal:
    """The tax in an amount that holds it."""
    combined = sum(_factors(rates), Decimal(0))
    return Decimal(amount.minor) * combined / (1 + combined)


def _factors(rates: Rates) -> list[Decimal]:
    """What each rate comes to of the net amount; a compound one is taken of it with those before."""
    factors: list[Decimal] = []
    for rate in rates:
        whole = 1 + sum(factors, Decimal(0)) if rate.compound else Decimal(1)
        factors.append(rate.rate * whole)
    return factors


def _taxed(draft: Draft, terms: TaxTerms, stance: _Stance) -> Iterator[Adjustment]:
    parts: list[_Part] = []
    for share, (line, rates, amount) in enumerate(_shares(draft, terms, stance)):
        if not rates:
            yield _zero_tax(amount, "Exempt", line, Treatment.EXEMPT)
        pieces = 1 if line is None else draft.goods[line].quantity
        factors = _factors(rates)
        whole = 1 + sum(factors, Decimal(0)) if draft.tax_included else Decimal(1)
        for rate, factor in zip(rates, factors, strict=True):
            exact = Decimal(amount.minor) * factor / whole
            parts.append(_Part(share, line, rate, exact, amount, pieces))
    yield from _rounded(draft, terms.rounding, parts)


def _shares(
    draft: Draft, terms: TaxTerms, stance: _Stance
) -> Iterator[tuple[int | None, Rates, Money]]:
    """What is taxed: each line, then the shipping, with the rates that hold for it."""
    for place, goods in enumerate(draft.goods):
        left = draft.subtotals[place] - draft.discounts[place]
        yield place, stance.rates_of(goods.tax_class), left
    if not draft.shipping.is_zero:
        for rates, amount in _shipping_shares(draft, terms, stance.zone):
            yield None, rates, amount


def _shipping_shares(
    draft: Draft, terms: TaxTerms, zone: TaxZone | None
) -> list[tuple[Rates, Money]]:
    """Shipping by the rates that it is taxed with: of its own class, or those of the goods by what they are worth."""
    if terms.shipping:
        return [(_rates_in(zone, terms.shipping), draft.shipping)]
    values: dict[Rates, int] = {}
    for place, goods in enumerate(draft.goods):
        left = draft.subtotals[place] - draft.discounts[place]
        rates = _rates_in(zone, goods.tax_class)
        values[rates] = values.get(rates, 0) + left.minor
    groups = sorted(values, key=lambda rates: [(-each.rate, each.tax_class) for each in rates])
    shares = draft.shipping.split([values[rates] for rates in groups])
    return [(rates, share) for rates, share in zip(groups, shares, strict=True) if share.minor]


def _rounded(draft: Draft, rounding: Rounding, parts: Sequence[_Part]) -> Iterator[Adjustment]:
    if rounding is Rounding.TOTAL:
        amounts = _of_each_rate(parts)
    elif rounding is Rounding.UNIT:
        amounts = [round_minor(part.exact / part.pieces) * part.pieces for part in parts]
    else:
        amounts = [round_minor(part.exact) for part in parts]
    taxes: dict[int, int] = {}
    for part, amount in zip(parts, amounts, strict=True):
        taxes[part.share] = taxes.get(part.share, 0) + amount
    for part, amount in zip(parts, amounts, strict=True):
        held = taxes[part.share] if draft.tax_included else 0
        yield Adjustment(
            AdjustmentKind.TAX,
            Money(amount, draft.currency),
            part.rate.name,
            source=part.rate.tax_class,
            line=part.line,
            rate=part.rate.rate,
            base=part.amount - Money(held, draft.currency),
            treatment=part.rate.treatment,
        )


def _of_each_rate(parts: Sequence[_Part]) -> list[int]:
    """Each rate's tax rounded once in all, and shared by largest remainder, so that the parts are the sum."""
    amounts = [int(part.exact.to_integral_value(ROUND_FLOOR)) for part in parts]
    by_rate: dict[TaxRate, list[int]] = {}
    for place, part in enumerate(parts):
        by_rate.setdefault(part.rate, []).append(place)
    for places in by_rate.values():
        whole = round_minor(sum((parts[place].exact for place in places), Decimal(0)))
        rest = whole - sum(amounts[place] for place in places)
        by_remainder = sorted(places, key=lambda each: (amounts[each] - parts[each].exact, each))
        for place in by_remainder[:rest]:
            amounts[place] += 1
    return amounts
