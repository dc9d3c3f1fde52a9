"""A kind of mail: what it tells of, whom, and what it shows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.kernel.events import Event
from shopwright.modules.identity import queries as accounts
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver


async def owner(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The account that the event is about, at the address that is stored."""
    user = await accounts.by_id(db, UUID(event["user_id"])) if event["user_id"] else None
    return Receiver(user.email, user.id) if user is not None else None


async def nothing(_post: Post, _db: AsyncConnection, _event: Payload, _now: datetime) -> Facts:
    """The mail says all it has to say."""
    return {}


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of mail. ``receiver`` is asked when the event is heard, ``facts`` when the mail is written."""

    template: str
    event: type[Event]
    receiver: Callable[[AsyncConnection, Payload], Awaitable[Receiver | None]] = owner
    facts: Callable[[Post, AsyncConnection, Payload, datetime], Awaitable[Facts | None]] = nothing
