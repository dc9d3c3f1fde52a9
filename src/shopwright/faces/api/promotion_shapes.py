"""Promotions as they are sent and answered."""

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator

from shopwright.faces.api.shapes import (
    Amount,
    CurrencyCode,
    IdText,
    Moment,
    Name,
    Payload,
    ShortText,
    example,
)
from shopwright.kernel.money import Money
from shopwright.modules.promotions.contracts import (
    AllOf,
    Amounts,
    AnyOf,
    Benefit,
    BenefitKind,
    Condition,
    FirstOrder,
    GoesTo,
    Hours,
    InGroup,
    Not,
    Pieces,
    PromotionClass,
    PromotionDraft,
    Spend,
    Target,
)

_LARGEST = 2**31 - 1
Count = Annotated[StrictInt, Field(ge=1, le=_LARGEST)]
PercentText = Annotated[
    str,
    StringConstraints(pattern=r"^(100(\.0{1,2})?|\d{1,2}(\.\d{1,2})?)$"),
    Field(examples=["12.5"]),
]
Prices = Annotated[dict[CurrencyCode, Amount], Field(max_length=50)]
Label = Annotated[ShortText, StringConstraints(max_length=200)]
Lane = Annotated[ShortText, StringConstraints(max_length=40)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Ids = Annotated[list[IdText], Field(max_length=500)]
Words = Annotated[list[Name], Field(max_length=100)]
Classes = Annotated[list[Annotated[PromotionClass, Field(strict=False)]], Field(max_length=3)]


class TargetPayload(Payload):
    """Goods that any of these names, and all goods where none does; categories hold what is below them."""

    model_config = example({"category_ids": ["0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11"]})

    category_ids: Ids = Field(default_factory=list)
    product_ids: Ids = Field(default_factory=list)
    variant_ids: Ids = Field(default_factory=list)
    brands: Words = Field(default_factory=list)
    tags: Words = Field(default_factory=list)

    def as_target(self) -> Target:
        return Target(
            frozenset(self.category_ids),
            frozenset(self.product_ids),
            frozenset(self.variant_ids),
            frozenset(self.brands),
            frozenset(self.tags),
        )

    @classmethod
    def of(cls, target: Target) -> Self:
        return cls(
            category_ids=sorted(target.category_ids),
            product_ids=sorted(target.product_ids),
            variant_ids=sorted(target.variant_ids),
            brands=sorted(target.brands),
            tags=sorted(target.tags),
        )


class BenefitPayload(Payload):
    """What a promotion gives; amounts and the most that is taken off are decimal texts by currency.

    `buy_x_get_y`: of `buy` pieces of `bought` (of the target, where it is left out), `get` pieces of the target cost
    `percent` less, the cheapest first, up to `repeats` times.
    """

    model_config = example({"kind": "percent", "percent": "12.5"})

    kind: Annotated[BenefitKind, Field(strict=False)]
    target: TargetPayload = Field(default_factory=TargetPayload)
    percent: PercentText | None = None
    amounts: Prices = Field(default_factory=dict)
    most: Prices = Field(default_factory=dict)
    buy: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    get: Annotated[StrictInt, Field(ge=0, le=1000)] = 0
    repeats: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None
    bought: TargetPayload | None = None

    def as_benefit(self) -> Benefit:
        return Benefit(
            kind=self.kind,
            target=self.target.as_target(),
            hundredths=int(Decimal(self.percent or 0) * 100),
            amounts=minor_of(self.amounts),
            most=minor_of(self.most),
            buy=self.buy,
            get=self.get,
            repeats=self.repeats,
            bought=self.bought.as_target() if self.bought else None,
        )

    @classmethod
    def of(cls, benefit: Benefit) -> Self:
        return cls(
            kind=benefit.kind,
            target=TargetPayload.of(benefit.target),
            percent=f"{benefit.hundredths / Decimal(100):.2f}" if benefit.hundredths else None,
            amounts=written(benefit.amounts),
            most=written(benefit.most),
            buy=benefit.buy,
            get=benefit.get,
            repeats=benefit.repeats,
            bought=TargetPayload.of(benefit.bought) if benefit.bought else None,
        )


class Question(StrEnum):
    """What a condition asks."""

    SPEND = "spend"
    PIECES = "pieces"
    FIRST_ORDER = "first_order"
    CUSTOMER_GROUP = "customer_group"
    COUNTRY = "country"
    HOURS = "hours"


class QuestionPayload(Payload):
    """One thing that is asked; `negated`, that it is not so.

    `spend`: goods (`among`, or all) worth `amounts`, before promotions. `pieces`: so many of them; 1 is that one is in
    the cart. `hours`: on `weekdays` (0 is Monday) from a time to before another, in a `time_zone`.
    """

    model_config = example({"asks": "spend", "amounts": {"EUR": "50.00"}})

    asks: Annotated[Question, Field(strict=False)]
    negated: bool = False
    amounts: Prices = Field(default_factory=dict)
    pieces: Count | None = None
    among: TargetPayload = Field(default_factory=TargetPayload)
    group_ids: Ids = Field(default_factory=list)
    countries: Annotated[list[Country], Field(max_length=250)] = Field(default_factory=list)
    weekdays: Annotated[list[Annotated[StrictInt, Field(ge=0, le=6)]], Field(max_length=7)] = Field(
        default_factory=list
    )
    begins: Clock | None = None
    ends: Clock | None = None
    time_zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,40}$")] = "UTC"

    def as_condition(self) -> Condition:
        found = self._asked()
        return Not(found) if self.negated else found

    def _asked(self) -> Condition:
        among = self.among.as_target()
        match self.asks:
            case Question.SPEND:
                return Spend(minor_of(self.amounts), among)
            case Question.PIECES:
                return Pieces(self.pieces or 1, among)
            case Question.FIRST_ORDER:
                return FirstOrder()
            case Question.CUSTOMER_GROUP:
                return InGroup(frozenset(self.group_ids))
            case Question.COUNTRY:
                return GoesTo(frozenset(self.countries))
            case Question.HOURS:
                begins, ends = _time(self.begins), _time(self.ends)
                return Hours(frozenset(self.weekdays), begins, ends, self.time_zone)

    @classmethod
    def of(cls, condition: Condition) -> Self:
        negated = isinstance(condition, Not)
        asked = condition.part if isinstance(condition, Not) else condition
        return cls(negated=negated, **_plain_question(asked))


class ClausePayload(Payload):
    """One of these has to be so."""

    model_config = example({"any_of": [{"asks": "spend", "amounts": {"EUR": "50.00"}}]})

    any_of: Annotated[list[QuestionPayload], Field(min_length=1, max_length=20)]

    def as_condition(self) -> Condition:
        parts = tuple(each.as_condition() for each in self.any_of)
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    @classmethod
    def of(cls, condition: Condition) -> Self:
        parts = condition.parts if isinstance(condition, AnyOf) else (condition,)
        return cls(any_of=[QuestionPayload.of(each) for each in parts])


class PromotionPayload(Payload):
    """A promotion; every one of its `conditions` has to be so.

    It goes together with another where each names the other's class in `combines_with`, neither is `exclusive`, and
    they are in no `lane` together. Higher priorities are taken off first; a percentage is of what is left.
    """

    model_config = example(
        {
            "name": "Autumn 2026",
            "label": "10 % off from 50 euros",
            "class": "order",
            "benefit": {"kind": "percent", "percent": "10"},
            "conditions": [{"any_of": [{"asks": "spend", "amounts": {"EUR": "50.00"}}]}],
            "needs_code": True,
            "customer_limit": 1,
        }
    )

    name: Annotated[ShortText, StringConstraints(min_length=1, max_length=200)]
    label: Label = ""
    kind: Annotated[PromotionClass, Field(strict=False, alias="class")]
    benefit: BenefitPayload
    conditions: Annotated[list[ClausePayload], Field(max_length=20)] = Field(default_factory=list)
    needs_code: bool = False
    is_announced: bool = True
    starts_at: Annotated[Moment, Field(strict=False)] | None = None
    ends_at: Annotated[Moment, Field(strict=False)] | None = None
    priority: Annotated[StrictInt, Field(ge=-1000, le=1000)] = 0
    lane: Lane = ""
    exclusive: bool = False
    combines_with: Classes = Field(default_factory=lambda: list(PromotionClass))
    usage_limit: Count | None = None
    customer_limit: Count | None = None

    @model_validator(mode="after")
    def ask_for_a_percentage(self) -> Self:
        needs = self.benefit.kind in (BenefitKind.PERCENT, BenefitKind.BUY_X_GET_Y)
        if needs and self.benefit.percent is None:
            message = "percent is required for this kind of benefit"
            raise ValueError(message)
        return self

    def as_draft(self) -> PromotionDraft:
        return PromotionDraft(
            **self.model_dump(
                include={
                    *("name", "label", "kind", "needs_code", "is_announced", "starts_at"),
                    *("ends_at", "priority", "lane", "exclusive", "usage_limit", "customer_limit"),
                }
            ),
            combines_with=frozenset(self.combines_with),
            benefit=self.benefit.as_benefit(),
            condition=AllOf(tuple(each.as_condition() for each in self.conditions)),
        )


def conditions_of(condition: Condition) -> list[ClausePayload]:
    """A condition as clauses: those that this face makes are made of nothing else."""
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    return [ClausePayload.of(each) for each in parts]


def minor_of(prices: Mapping[str, str]) -> Amounts:
    return {currency: Money.parse(each, currency).minor for currency, each in prices.items()}


def written(amounts: Amounts) -> dict[str, str]:
    return {currency: Money(minor, currency).amount for currency, minor in amounts.items()}


def _time(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _plain_question(asked: Condition) -> dict[str, Any]:
    match asked:
        case Spend():
            plain: dict[str, Any] = {"asks": Question.SPEND, "amounts": written(asked.amounts)}
            return plain | {"among": TargetPayload.of(asked.among)}
        case Pieces():
            plain = {"asks": Question.PIECES, "pieces": asked.quantity}
            return plain | {"among": TargetPayload.of(asked.among)}
        case InGroup():
            return {"asks": Question.CUSTOMER_GROUP, "group_ids": sorted(asked.group_ids)}
        case GoesTo():
            return {"asks": Question.COUNTRY, "countries": sorted(asked.countries)}
        case Hours():
            return {
                "asks": Question.HOURS,
                "weekdays": sorted(asked.weekdays),
                "begins": asked.begins.strftime("%H:%M") if asked.begins else None,
                "ends": asked.ends.strftime("%H:%M") if asked.ends else None,
                "time_zone": asked.zone,
            }
        case _:
            return {"asks": Question.FIRST_ORDER}
