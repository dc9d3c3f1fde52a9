"""Addresses as they are sent and answered."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shopwright.faces.api.shapes import Answer, OwnText, Payload, ShortText, example
from shopwright.kernel.countries import is_country
from shopwright.modules.customers.contracts import Address


def _known_country(code: str) -> str:
    if not is_country(code):
        message = "not the code of a country (ISO 3166-1 alpha-2)"
        raise ValueError(message)
    return code


Line = Annotated[OwnText, StringConstraints(min_length=1)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$"), AfterValidator(_known_country)]


PLACE = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}


class PlacePayload(Payload):
    """Where goods or a bill go."""

    model_config = example(PLACE)

    recipient: Line
    line1: Line
    line2: OwnText = ""
    city: OwnText = ""
    region: OwnText = ""
    postal_code: Annotated[ShortText, StringConstraints(max_length=20)] = ""
    country: Country
    company: OwnText = ""
    phone: Annotated[ShortText, StringConstraints(max_length=40)] = ""

    def as_address(self) -> Address:
        return Address(**self.model_dump())


class PlaceAnswer(Answer):
    """An address as it was copied."""

    recipient: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str
    company: str
    phone: str

    @classmethod
    def of(cls, address: Address | None) -> "PlaceAnswer | None":
        return cls(**address.as_dict()) if address else None
