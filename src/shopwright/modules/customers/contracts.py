"""What others may know of a customer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Address:
    """A place where goods or bills go, as it was when it was copied; ``country`` is ISO 3166-1 alpha-2."""

    recipient: str
    line1: str
    city: str
    country: str
    postal_code: str = ""
    line2: str = ""
    region: str = ""
    company: str = ""
    phone: str = ""

    def as_dict(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, str]) -> "Address":
        """The address in a stored snapshot; members that are no longer known are passed over."""
        return cls(**{f.name: values[f.name] for f in fields(cls) if f.name in values})


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address in a customer's book."""

    id: UUID
    address: Address
    is_default_shipping: bool
    is_default_billing: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """What a customer tells about himself beyond his account."""

    user_id: UUID
    phone: str = ""
    locale: str = ""
    marketing_consent: bool = False
    marketing_consent_at: datetime | None = None
