"""What is known of an endpoint, and of what was sent to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SEND, FAN_OUT, WARN = "webhooks.send", "webhooks.fan_out", "webhooks.warn"
SECRET_MARK = "whsec_"  # noqa: S105 - what a secret starts with
LARGEST_PATTERNS = 50
SECRET_PLACE, PREVIOUS_PLACE = "webhook_endpoints.secret", "webhook_endpoints.previous_secret"
# How long two secrets sign after one was renewed.
OVERLAP = timedelta(hours=24)
TEST_EVENT = "webhook.test"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class DisabledReason(StrEnum):
    """Why nothing is sent: nobody disabled it, staff did, the other said 410, or it failed for days."""

    NOT = ""
    STAFF = "staff"
    GONE = "gone"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class WebhookTerms:
    """How the shop sends: settings."""

    endpoint_limit: int
    disable_after: timedelta
    kept: timedelta
    alert_email: str


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    url: str
    description: str
    events: tuple[str, ...]
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Endpoint:
    id: UUID
    url: str
    description: str
    events: tuple[str, ...]
    is_active: bool
    disabled_reason: DisabledReason
    failing_since: datetime | None
    previous_until: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one endpoint; ``event_id`` is what the other sees as its id, whenever it is sent."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    event: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Attempt:
    at: datetime
    status: int
    error: str
    milliseconds: int


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    endpoint_id: UUID | None = None
    state: DeliveryState | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message in hand until its lease ends; ``token`` fences off who comes too late."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    body: str
    attempts: int
    token: UUID
    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """What others may hear of: its name, what it means, and the members of ``data``."""

    name: str
    meaning: str
    fields: tuple[str, ...]
