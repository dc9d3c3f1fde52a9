"""What requests and answers are made of: strict payloads, text, money, ids, pages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictInt,
)
from pydantic.types import StringConstraints

from shopwright.kernel import text
from shopwright.kernel.errors import InvalidMoney, InvalidText
from shopwright.kernel.money import Money

Item = TypeVar("Item")
LARGEST_QUANTITY = 1000


class Payload(BaseModel):
    """What a client sends: nothing unknown, nothing converted, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def example(*payloads: Mapping[str, Any]) -> ConfigDict:
    """What a payload looks like, for those who read the document."""
    return ConfigDict(json_schema_extra={"examples": [dict(payload) for payload in payloads]})


class Answer(BaseModel):
    """What a client gets; built by us, so nothing is checked twice."""

    model_config = ConfigDict(frozen=True)


def _clean(value: str) -> str:
    try:
        return text.clean(value)
    except InvalidText as error:
        raise ValueError(error.detail) from None


def _own(value: str) -> str:
    """Text about a person holds no number of a card: we never want to keep one."""
    if text.holds_card_number(value):
        message = "this looks like the number of a payment card; leave it out"
        raise ValueError(message)
    return value


def _amount(value: Any) -> Any:
    """An amount as a decimal text: a JSON number is read by its shortest digits, never by its binary value."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        message = "an amount is a decimal text or a number"
        raise ValueError(message)  # noqa: TRY004 - pydantic turns ValueError into a fault of the field
    written = format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value)
    try:
        if (
            Money.parse(written, "CLF").minor < 0
        ):  # the currency with the most decimals; the real one is checked later
            message = "an amount is not negative"
            raise ValueError(message)
    except InvalidMoney as error:
        raise ValueError(error.detail) from None
    return written


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        message = "a time between the years 1 and 9999, in UTC too"
        raise ValueError(message) from None


def _utc(value: datetime) -> str:
    return value.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


Text = Annotated[str, AfterValidator(_clean)]
# Measured before and after: cleaning takes blanks away, and writes some characters as two or three.
_SHORT = StringConstraints(max_length=255)
_LONG = StringConstraints(max_length=50_000)
_NAMING = StringConstraints(min_length=1, max_length=255)
ShortText = Annotated[str, _SHORT, AfterValidator(_clean), _SHORT]
LongText = Annotated[str, _LONG, AfterValidator(_clean), _LONG]
Name = Annotated[str, _NAMING, AfterValidator(_clean), _NAMING]
# What people write about themselves and each other.
NoCard = AfterValidator(_own)
OwnText = Annotated[ShortText, NoCard]
OwnLongText = Annotated[LongText, NoCard]
OwnName = Annotated[Name, NoCard]
Quantity = Annotated[StrictInt, Field(ge=1, le=LARGEST_QUANTITY)]
Amount = Annotated[
    str,
    BeforeValidator(_amount, json_schema_input_type=str | int | float),
    Field(
        examples=["19.99"],
        description="Decimal amount; text or number, with no more decimals than the currency.",
    ),
]
IdText = Annotated[UUID, Field(strict=False)]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
# A day that a shop can have; at the ends of the calendar there is no day before or after.
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))]
Time = Annotated[datetime, PlainSerializer(_utc, return_type=str, when_used="json")]


class PageMark(Answer):
    """Where a page stands in its list."""

    limit: int
    has_more: bool
    next_cursor: str | None = None
    total: int | None = None
    page: int | None = None
    pages: int | None = None


class PageOf(Answer, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    page: PageMark
