"""Reviews follow what becomes of their authors, inside the Work in which it does."""

from collections.abc import Sequence
from functools import partial

from shopwright.infra.work import Projector, Work
from shopwright.kernel.events import Event
from shopwright.modules.customers.events import PersonErased
from shopwright.modules.reviews import service


def projector(*, keeps_words: bool) -> Projector:
    """``keeps_words``: what was said stays when its author is erased, as nobody's."""
    return Projector("reviews", (PersonErased,), partial(_forget, keeps_words))


async def _forget(keeps_words: bool, work: Work, events: Sequence[Event]) -> None:  # noqa: FBT001 - bound by name above
    for event in events:
        if isinstance(event, PersonErased):
            await service.forget(work, user_id=event.user_id, keeps_words=keeps_words)
