"""What crosses the border of tax."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from shopwright.kernel.places import Place

STANDARD, EXEMPT = "standard", "exempt"
"""The class of goods that name none, and the class that is taxed nowhere."""

MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""The member states of the European Union."""


class Treatment(StrEnum):
    """How the law treats a sale, as an invoice has to say it."""

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"


class Rounding(StrEnum):
    """What is rounded to whole minor units: each line's tax, that of each single piece, or that of each rate in all."""

    LINE = "line"
    UNIT = "unit"
    TOTAL = "total"


class Sales(StrEnum):
    """Whose rate a consumer in another member state pays: his own country's (One Stop Shop), or the shop's."""

    DESTINATION = "destination"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """One tax on a class of goods; ``rate`` 0.19 is 19 %. A ``compound`` one is taken of the amount with those before."""

    tax_class: str
    name: str
    rate: Decimal
    treatment: Treatment = Treatment.STANDARD
    compound: bool = False


@dataclass(frozen=True, slots=True)
class TaxZone:
    """A country, a region of it, or postal codes of either, with the rates that hold there.

    ``postal_codes`` are exact (``78266``), begin with something (``35*``) or lie in a range (``97000-97999``); without
    any, the zone is the whole country or region. The narrowest zone of a place counts; one without rates is outside of
    the territory of the tax.
    """

    id: UUID
    name: str
    country: str
    region: str = ""
    postal_codes: tuple[str, ...] = ()
    rates: tuple[TaxRate, ...] = ()
    origin: str = ""


@dataclass(frozen=True, slots=True)
class TaxRules:
    """Every zone, by country."""

    zones: Mapping[str, tuple[TaxZone, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.zones)


@dataclass(frozen=True, slots=True)
class VatNumber:
    """A VAT identification number that is well formed, with the country that gave it (Greece is GR, not EL)."""

    country: str
    number: str


@dataclass(frozen=True, slots=True)
class TaxTerms:
    """What the shop's settings say about tax.

    ``shipping`` is the class of shipping; empty: it shares the rates of the goods, by their values.
    """

    origin: Place
    included: bool = True
    rounding: Rounding = Rounding.LINE
    sales: Sales = Sales.DESTINATION
    shipping: str = ""


@dataclass(frozen=True, slots=True)
class TaxZoneDraft:
    """A zone as staff describe it."""

    name: str
    country: str
    region: str = ""
    postal_codes: tuple[str, ...] = ()
    rates: tuple[TaxRate, ...] = ()
