"""The value added tax of the European Union: rates of the member states, and the places outside of it.

Rates come from the ``eu-vat-rates-data`` package. Territories are those of Article 6 of Directive 2006/112/EC, which
belong to a member state but not to the territory of the tax, and the regions of Portugal and Austria with rates of their
own (Articles 104 and 105).
"""

from decimal import Decimal

from eu_vat_rates_data import get_all_rates

from shopwright.modules.tax.contracts import MEMBERS, STANDARD, TaxRate, TaxZoneDraft, Treatment

ORIGIN = "eu"
_LARGEST = Decimal(100)
_OUTSIDE = (
    ("DE", "Heligoland", ("27498",)),
    ("DE", "Büsingen", ("78266",)),
    ("ES", "Canary Islands", ("35*", "38*")),
    ("ES", "Ceuta and Melilla", ("51*", "52*")),
    ("FR", "Overseas", ("97*", "984*", "986*", "987*", "988*")),
    ("GR", "Mount Athos", ("63086", "63087")),
    ("IT", "Livigno", ("23041",)),
    ("FI", "Åland", ("22*",)),
)
_OF_THEIR_OWN = (
    ("PT", "Azores", ("95*", "96*", "97*", "98*", "99*"), "16", ("9", "4")),
    ("PT", "Madeira", ("90*", "91*", "92*", "93*", "94*"), "22", ("12", "5")),
    ("AT", "Jungholz and Mittelberg", ("6691", "6991", "6992", "6993"), "19", ("13", "10")),
)


def union_zones() -> list[TaxZoneDraft]:
    """Every member state with its rates, and the territories that differ.

    Classes: ``standard``, ``reduced`` (the highest reduced rate), ``reduced_2``, ``reduced_3`` below it,
    ``super_reduced``; Greece goes by its ISO code.
    """
    zones = []
    for code, found in get_all_rates().items():
        country = {"EL": "GR"}.get(code, code)
        if country in MEMBERS:
            lower = sorted((_decimal(rate) for rate in found["reduced"]), reverse=True)
            extra = found["super_reduced"]
            rates = _rates(_decimal(found["standard"]), lower, _decimal(extra) if extra else None)
            zones.append(TaxZoneDraft(found["country"], country, rates=rates))
    zones += [TaxZoneDraft(name, country, postal_codes=codes) for country, name, codes in _OUTSIDE]
    zones += [
        TaxZoneDraft(
            name,
            country,
            postal_codes=codes,
            rates=_rates(Decimal(standard), [Decimal(each) for each in lower], None),
        )
        for country, name, codes, standard, lower in _OF_THEIR_OWN
    ]
    return zones


def _rates(standard: Decimal, lower: list[Decimal], least: Decimal | None) -> tuple[TaxRate, ...]:
    rates = [_rate(STANDARD, standard, Treatment.STANDARD)]
    for place, rate in enumerate(lower):
        name = "reduced" if place == 0 else f"reduced_{place + 1}"
        rates.append(_rate(name, rate, Treatment.REDUCED))
    if least is not None:
        rates.append(_rate("super_reduced", least, Treatment.REDUCED))
    return tuple(rates)


def _rate(tax_class: str, percent: Decimal, treatment: Treatment) -> TaxRate:
    if percent.is_zero():
        treatment = Treatment.ZERO
    return TaxRate(tax_class, f"VAT {percent.normalize():f} %", percent / _LARGEST, treatment)


def _decimal(percent: float) -> Decimal:
    return Decimal(str(percent))
