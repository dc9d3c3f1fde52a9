"""Facts about customers."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ProfileChanged(Event):
    name: ClassVar[str] = "customer.profile_changed"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class MarketingConsentChanged(Event):
    name: ClassVar[str] = "customer.marketing_consent_changed"
    user_id: UUID
    has_consented: bool


@dataclass(frozen=True, slots=True)
class PersonErased(Event):
    """Whoever keeps something of a person that no column tells of removes it now."""

    name: ClassVar[str] = "customer.erased"
    user_id: UUID
