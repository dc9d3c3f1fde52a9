"""Delivery zones and methods as they are sent and answered."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictInt, StringConstraints

from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    CurrencyCode,
    IdText,
    LongText,
    Payload,
    ShortText,
    example,
)
from shopwright.kernel.money import Money
from shopwright.modules.shipping.contracts import (
    Area,
    DeliveryMethod,
    DeliveryMethodDraft,
    DeliveryOption,
    DeliveryZone,
    RateKind,
    Step,
    Tariff,
)

Name = Annotated[ShortText, StringConstraints(min_length=1, max_length=100)]
Grams = Annotated[StrictInt, Field(ge=1, le=2_000_000_000)]
Days = Annotated[StrictInt, Field(ge=0, le=365)]
Pattern = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z \-*]{1,30}$")]


class AreaPayload(Payload):
    """A country, a region of it, or postal codes of either: exact, `35*` or `97000-97999`."""

    model_config = example({"country": "DE", "postal_codes": ["10*", "12*"]})

    country: Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
    region: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z \-]{0,40}$")] = ""
    postal_codes: Annotated[list[Pattern], Field(max_length=500)] = Field(default_factory=list)


class DeliveryZonePayload(Payload):
    """Where methods deliver to; no area is the whole world."""

    model_config = example({"name": "Berlin", "areas": [{"country": "DE", "postal_codes": ["1*"]}]})

    name: Name
    areas: Annotated[list[AreaPayload], Field(max_length=300)] = Field(default_factory=list)

    def as_areas(self) -> list[Area]:
        return [Area(each.country, each.region, tuple(each.postal_codes)) for each in self.areas]


class StepPayload(Payload):
    """The price from a weight (in grams), or from a worth of goods, on."""

    model_config = example({"at_least": "1000", "amount": "6.90"})

    at_least: Annotated[str, StringConstraints(pattern=r"^\d{1,15}(\.\d{1,4})?$")]
    amount: Amount


class TariffPayload(Payload):
    """What a method costs in one currency; free from a worth of goods on, and only between a minimum and a maximum."""

    model_config = example({"currency": "EUR", "amount": "4.90", "free_from": "50.00"})

    currency: CurrencyCode
    amount: Amount
    steps: Annotated[list[StepPayload], Field(max_length=50)] = Field(default_factory=list)
    free_from: Amount | None = None
    minimum: Amount | None = None
    maximum: Amount | None = None

    def as_tariff(self, kind: RateKind) -> Tariff:
        return Tariff(
            amount=self._minor(self.amount),
            steps=tuple(self._step(kind, each) for each in self.steps),
            free_from=self._some(self.free_from),
            minimum=self._some(self.minimum) or 0,
            maximum=self._some(self.maximum),
        )

    def _step(self, kind: RateKind, step: StepPayload) -> Step:
        is_weight = kind is RateKind.BY_WEIGHT and step.at_least.isdecimal()
        at_least = int(step.at_least) if is_weight else self._minor(step.at_least)
        return Step(at_least, self._minor(step.amount))

    def _minor(self, amount: str) -> int:
        return Money.parse(amount, self.currency).minor

    def _some(self, amount: str | None) -> int | None:
        return None if amount is None else self._minor(amount)


class DeliveryMethodPayload(Payload):
    """A way to deliver to a zone, or everywhere."""

    model_config = example(
        {
            "name": "Parcel",
            "kind": "flat",
            "tariffs": [{"currency": "EUR", "amount": "4.90", "free_from": "50.00"}],
            "days_at_least": 1,
            "days_at_most": 3,
        }
    )

    name: Name
    kind: Annotated[RateKind, Field(strict=False)]
    zone_id: IdText | None = None
    description: LongText = ""
    tariffs: Annotated[list[TariffPayload], Field(min_length=1, max_length=50)]
    most_grams: Grams | None = None
    days_at_least: Days | None = None
    days_at_most: Days | None = None
    position: Annotated[StrictInt, Field(ge=0, le=10_000)] = 0
    is_active: bool = True

    def as_draft(self) -> DeliveryMethodDraft:
        least, most = self.days_at_least, self.days_at_most
        if most is None:
            most = least
        days = (least or 0, most) if most is not None else None
        return DeliveryMethodDraft(
            name=self.name,
            kind=self.kind,
            zone_id=self.zone_id,
            description=self.description,
            tariffs={each.currency: each.as_tariff(self.kind) for each in self.tariffs},
            most_grams=self.most_grams,
            days=days,
            position=self.position,
            is_active=self.is_active,
        )


class DeliveryAnswer(Answer):
    """How something is delivered, and what that costs; where it is not, why."""

    id: UUID
    name: str
    description: str
    kind: str
    price: str | None
    reason: str | None
    days_at_least: int | None
    days_at_most: int | None

    @classmethod
    def of(cls, option: DeliveryOption) -> "DeliveryAnswer":
        method = option.method
        return cls(
            id=method.id,
            name=method.name,
            description=method.description,
            kind=method.kind,
            price=option.price.amount if option.price else None,
            reason=option.refusal,
            days_at_least=method.days[0] if method.days else None,
            days_at_most=method.days[1] if method.days else None,
        )


class DeliveryZoneAnswer(Answer):
    id: UUID
    name: str
    areas: list[dict[str, Any]]

    @classmethod
    def of(cls, zone: DeliveryZone) -> "DeliveryZoneAnswer":
        areas = [
            {
                "country": each.country,
                "region": each.region,
                "postal_codes": list(each.postal_codes),
            }
            for each in zone.areas
        ]
        return cls(id=zone.id, name=zone.name, areas=areas)


class TariffAnswer(Answer):
    """Steps are of grams where the price goes by weight, of amounts where it goes by price."""

    currency: str
    amount: str
    steps: list[dict[str, str]]
    free_from: str | None
    minimum: str | None
    maximum: str | None


class DeliveryMethodAnswer(Answer):
    id: UUID
    name: str
    kind: str
    zone_id: UUID | None
    description: str
    tariffs: list[TariffAnswer]
    most_grams: int | None
    days_at_least: int | None
    days_at_most: int | None
    position: int
    is_active: bool
    version: int

    @classmethod
    def of(cls, method: DeliveryMethod) -> "DeliveryMethodAnswer":
        return cls(
            id=method.id,
            name=method.name,
            kind=method.kind,
            zone_id=method.zone_id,
            description=method.description,
            tariffs=[_tariff(method.kind, *each) for each in sorted(method.tariffs.items())],
            most_grams=method.most_grams,
            days_at_least=method.days[0] if method.days else None,
            days_at_most=method.days[1] if method.days else None,
            position=method.position,
            is_active=method.is_active,
            version=method.version,
        )


def _tariff(kind: RateKind, currency: str, tariff: Tariff) -> TariffAnswer:
    def told(minor: int) -> str:
        return Money(minor, currency).amount

    is_weight = kind is RateKind.BY_WEIGHT
    return TariffAnswer(
        currency=currency,
        amount=told(tariff.amount),
        steps=[
            {
                "at_least": str(step.at_least) if is_weight else told(step.at_least),
                "amount": told(step.amount),
            }
            for step in tariff.steps
        ],
        free_from=None if tariff.free_from is None else told(tariff.free_from),
        minimum=told(tariff.minimum) if tariff.minimum else None,
        maximum=None if tariff.maximum is None else told(tariff.maximum),
    )
