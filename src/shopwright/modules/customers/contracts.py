"""What others may know of a customer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum
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
        """The address in a stored snapshot; members that are no longer known are passed over, lost ones are empty."""
        return cls(**{each.name: values.get(each.name, "") for each in fields(cls)})


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """An address in a customer's book."""

    id: UUID
    address: Address
    is_default_shipping: bool
    is_default_billing: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What a country's addresses are made of, for who draws a form; ``regions`` pairs codes with names."""

    country: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    regions: tuple[tuple[str, str], ...] = ()
    cities: tuple[tuple[str, str], ...] = ()
    region_kind: str = ""
    postal_code_kind: str = ""
    postal_code_patterns: tuple[str, ...] = ()
    postal_code_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What a customer tells about himself beyond his account.

    ``consent_version`` names the text that he agreed to, or withdrew from.
    """

    user_id: UUID
    phone: str = ""
    locale: str = ""
    marketing_consent: bool = False
    marketing_consent_at: datetime | None = None
    consent_version: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What staff wrote down about a customer."""

    id: UUID
    author: str
    text: str
    created_at: datetime


class RequestKind(StrEnum):
    EXPORT = "export"
    ERASURE = "erasure"


class RequestState(StrEnum):
    """``requested`` waits for its time; ``running`` is at work, or was and will be again."""

    REQUESTED = "requested"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class DataRequest:
    """What somebody asked for about his personal data, and how far it is."""

    id: UUID
    user_id: UUID
    kind: RequestKind
    state: RequestState
    requested_by: str
    requested_at: datetime
    due_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime | None = None
    downloads: int = field(default=0)

    @property
    def is_open(self) -> bool:
        return self.state in (RequestState.REQUESTED, RequestState.RUNNING)


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """A group that staff put customers into, with how many it has."""

    id: UUID
    name: str
    customers: int
