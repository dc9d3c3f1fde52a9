"""What happens to webhook endpoints."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WebhookDisabled(Event):
    """Nothing is sent any more, without anybody of the staff having said so."""

    name: ClassVar[str] = "webhook.disabled"
    endpoint_id: UUID
    reason: str
