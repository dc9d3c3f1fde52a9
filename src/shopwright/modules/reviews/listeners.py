"""Reviews follow what becomes of their authors, inside the Work in which it does, and of their orders, after it."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Projector, Work
from shopwright.kernel.events import Event
from shopwright.modules.customers.events import PersonErased
from shopwright.modules.orders.events import OrderConfirmed, OrderDelivered
from shopwright.modules.reviews import service


def projector(*, keeps_words: bool) -> Projector:
    """``keeps_words``: what was said stays when its author is erased, as nobody's."""
    return Projector("reviews", (PersonErased,), partial(_forget, keeps_words))


def listeners() -> Mapping[type[Event], tuple[JobKind, ...]]:
    """Who bought only after he wrote is a buyer too."""
    return {
        event: (JobKind(f"reviews.{event.name}", _verify),)
        for event in (OrderConfirmed, OrderDelivered)
    }


async def _verify(work: Work, payload: Payload) -> None:
    await service.verify_bought(work, order_id=UUID(payload["order_id"]))


async def _forget(keeps_words: bool, work: Work, events: Sequence[Event]) -> None:  # noqa: FBT001 - bound by name above
    for event in events:
        if isinstance(event, PersonErased):
            await service.forget(work, user_id=event.user_id, keeps_words=keeps_words)
