"""A listener for each event that a mail tells of."""

from collections.abc import Mapping
from functools import partial

from shopwright.infra.work import JobKind, Payload, Work
from shopwright.kernel.events import Event
from shopwright.satellites.notifications import service
from shopwright.satellites.notifications.service import LETTERS


def listeners() -> Mapping[type[Event], tuple[JobKind, ...]]:
    heard = {letter.event for letter in LETTERS}
    return {
        event: (JobKind(f"notifications.{event.name}", partial(_hear, event.name)),)
        for event in sorted(heard, key=lambda each: each.name)
    }


async def _hear(event: str, work: Work, payload: Payload) -> None:
    await service.hear(work, event=event, payload=payload)
