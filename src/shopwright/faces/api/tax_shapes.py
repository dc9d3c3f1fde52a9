"""Zones of tax as they are sent and answered; rates are in percent."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shopwright.faces.api.shapes import Answer, Payload, ShortText, example
from shopwright.modules.tax.contracts import TaxRate, TaxZone, TaxZoneDraft, Treatment

Percent = Annotated[
    str, StringConstraints(pattern=r"^(100|\d{1,2}(\.\d{1,4})?)$"), Field(examples=["19"])
]
Code = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[ShortText, StringConstraints(min_length=1, max_length=100)]
PostalPattern = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z \-*]{1,30}$")]
RegionText = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z \-]{0,40}$")]


class TaxRatePayload(Payload):
    """One tax on a class of goods; a compound one is taken of the amount with those before it."""

    model_config = example({"tax_class": "standard", "name": "VAT 19 %", "rate": "19"})

    tax_class: Code = "standard"
    name: Name
    rate: Percent
    compound: bool = False


class TaxZonePayload(Payload):
    """A country, a region of it, or postal codes of either, with the rates that hold there.

    Postal codes are exact (`78266`), begin with something (`35*`) or lie between two (`97000-97999`). A zone without
    rates is outside of the territory of the tax.
    """

    model_config = example(
        {
            "name": "Germany",
            "country": "DE",
            "rates": [
                {"tax_class": "standard", "name": "VAT 19 %", "rate": "19"},
                {"tax_class": "reduced", "name": "VAT 7 %", "rate": "7"},
            ],
        }
    )

    name: Name
    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    region: RegionText = ""
    postal_codes: Annotated[list[PostalPattern], Field(max_length=500)] = Field(
        default_factory=list
    )
    rates: Annotated[list[TaxRatePayload], Field(max_length=50)] = Field(default_factory=list)

    def as_draft(self) -> TaxZoneDraft:
        return TaxZoneDraft(
            name=self.name,
            country=self.country,
            region=self.region,
            postal_codes=tuple(self.postal_codes),
            rates=tuple(_rate(each) for each in self.rates),
        )


class TaxRateAnswer(Answer):
    tax_class: str
    name: str
    rate: str
    treatment: str
    compound: bool


class TaxZoneAnswer(Answer):
    """A zone; `origin` names the list that it came from, whose next edition replaces it."""

    id: UUID
    name: str
    country: str
    region: str
    postal_codes: list[str]
    rates: list[TaxRateAnswer]
    origin: str

    @classmethod
    def of(cls, zone: TaxZone) -> "TaxZoneAnswer":
        return cls(
            id=zone.id,
            name=zone.name,
            country=zone.country,
            region=zone.region,
            postal_codes=list(zone.postal_codes),
            rates=[
                TaxRateAnswer(
                    tax_class=each.tax_class,
                    name=each.name,
                    rate=f"{(each.rate * 100).normalize():f}",
                    treatment=each.treatment,
                    compound=each.compound,
                )
                for each in zone.rates
            ],
            origin=zone.origin,
        )


class ZonesTakenAnswer(Answer):
    """How many zones came."""

    zones: int


def _rate(payload: TaxRatePayload) -> TaxRate:
    rate = Decimal(payload.rate) / 100
    if rate.is_zero():
        treatment = Treatment.ZERO
    else:
        is_standard = payload.tax_class == "standard"
        treatment = Treatment.STANDARD if is_standard else Treatment.REDUCED
    return TaxRate(payload.tax_class, payload.name, rate, treatment, payload.compound)
