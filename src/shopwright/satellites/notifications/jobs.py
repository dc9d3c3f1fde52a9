"""Mails are sent, tried again for hours, and forgotten."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from shopwright.infra.work import JobKind, Payload, Retry, Work, Works
from shopwright.satellites.notifications import service
from shopwright.satellites.notifications.contracts import MOST_ATTEMPTS, SEND, Post

# 30 s, 1 min, 2 min … 2 h 8 min: over four hours in all.
_RETRY = Retry(attempts=MOST_ATTEMPTS, first_pause=30.0, longest_pause=4 * 3600.0)


def jobs(post: Callable[[], Post]) -> tuple[JobKind, ...]:
    return (
        JobKind(SEND, partial(_send, post), transactional=False, retry=_RETRY, timeout=150.0),
        JobKind("notifications.sweep", _sweep, every=timedelta(days=1)),
    )


async def _send(post: Callable[[], Post], works: Works, payload: Payload) -> None:
    await service.send(works, post(), mail_id=UUID(payload["mail_id"]))


async def _sweep(work: Work, _: Payload) -> None:
    await service.sweep(work)
