"""Writes that must not happen twice: the key is kept in the database with its effect, the answer for replay."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from shopwright.infra.db import dialect
from shopwright.infra.db.base import Base
from shopwright.infra.db.personal import GONE, impersonal, personal
from shopwright.infra.db.types import Id, UtcTime
from shopwright.infra.work import Work
from shopwright.kernel.errors import BadRequest, Conflict, Invalid

LEASE = timedelta(seconds=30)
SHORTEST_KEY, LONGEST_KEY = 8, 255


class KeyReused(Invalid):
    code = "idempotency_key_reused"
    title = "The idempotency key was used for another request before."


class KeyInUse(Conflict):
    code = "idempotency_key_in_use"
    title = "A request with this idempotency key is being worked on."


class KeyMalformed(BadRequest):
    code = "idempotency_key_malformed"
    title = "An idempotency key has 8 to 255 visible ASCII characters."


class KeyRequired(BadRequest):
    code = "idempotency_key_required"
    title = "This request needs an Idempotency-Key header."


class IdempotencyKeyRow(Base):
    """A key of a caller for a route; ``resource`` is what its request made."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (CheckConstraint("state IN ('working', 'done')", name="state"),)

    scope: Mapped[str] = mapped_column(String(100), primary_key=True, info=personal("scope", GONE))
    route: Mapped[str] = mapped_column(String(100), primary_key=True, info=impersonal())
    key: Mapped[str] = mapped_column(
        String(LONGEST_KEY), primary_key=True, info=personal("scope", GONE, exported=False)
    )
    fingerprint: Mapped[str] = mapped_column(String(64), info=impersonal())
    state: Mapped[str] = mapped_column(String(10), info=impersonal())
    resource: Mapped[UUID | None] = mapped_column(Id)
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(
        Text, info=personal("resource>orders.id", GONE, exported=False)
    )
    leased_until: Mapped[datetime] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


@dataclass(frozen=True, slots=True)
class Key:
    """A caller's key for a route, with the SHA-256 of what he asks."""

    scope: str
    route: str
    key: str
    fingerprint: str
    keep: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    status: int
    body: str


class Standing(StrEnum):
    """``fresh``: nobody asked before. ``resumed``: somebody did and broke off. ``done``: there is an answer."""

    FRESH = "fresh"
    RESUMED = "resumed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Claim:
    standing: Standing
    resource: UUID | None = None
    answer: StoredAnswer | None = None


FRESH = Claim(Standing.FRESH)


def checked(key: str) -> str:
    """A key as a client sent it.

    Raises:
        KeyMalformed: too short, too long, or not visible ASCII.
    """
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY or not all(
        "!" <= character <= "~" for character in key
    ):
        raise KeyMalformed
    return key


async def claim(work: Work, key: Key) -> Claim:
    """Take a key in the transaction of its effect, so that a crash leaves both or neither.

    Two who come at once wait for each other in the database: the row is unique.

    Raises:
        KeyReused: the key stands for another request.
        KeyInUse: somebody is at work on it, in several transactions.
    """
    row = IdempotencyKeyRow
    statement = dialect.insert_or_ignore(work.db, row, [row.scope, row.route, row.key]).values(
        scope=key.scope,
        route=key.route,
        key=key.key,
        fingerprint=key.fingerprint,
        state="working",
        leased_until=work.now + LEASE,
        created_at=work.now,
        expires_at=work.now + key.keep,
    )
    if (await work.db.execute(statement)).rowcount == 1:
        return FRESH
    found = (await work.db.execute(select(*row.__table__.c).where(*_is(key)))).one()
    if found.fingerprint != key.fingerprint:
        raise KeyReused
    if found.state == "done":
        return Claim(Standing.DONE, found.resource, StoredAnswer(found.status, found.body))
    return await _take_over(work, key, found)


async def attach(work: Work, key: Key, resource: UUID) -> None:
    """Note what the request made, in the same transaction: whoever resumes it finds it."""
    await work.db.execute(update(IdempotencyKeyRow).where(*_is(key)).values(resource=resource))


async def remember(work: Work, key: Key, answer: StoredAnswer) -> StoredAnswer:
    """Keep the answer for replay; where one is kept already, that one stands.

    A request that took no key, as the key stands for another one, neither writes nor reads that one's answer.
    """
    row = IdempotencyKeyRow
    same = (*_is(key), row.fingerprint == key.fingerprint)
    result = await work.db.execute(
        update(row)
        .where(*same, row.state == "working")
        .values(state="done", status=answer.status, body=answer.body)
    )
    if result.rowcount == 1:
        return answer
    found = (await work.db.execute(select(row.status, row.body).where(*same))).one_or_none()
    if found is None or found.status is None:
        return answer
    return StoredAnswer(found.status, found.body or "")


async def forget_expired(work: Work) -> int:
    """Remove keys whose time is over."""
    return (
        await work.db.execute(
            delete(IdempotencyKeyRow).where(IdempotencyKeyRow.expires_at <= work.now)
        )
    ).rowcount


async def _take_over(work: Work, key: Key, found: Any) -> Claim:
    row = IdempotencyKeyRow
    result = await work.db.execute(
        update(row)
        .where(*_is(key), row.state == "working", row.leased_until <= work.now)
        .values(leased_until=work.now + LEASE)
    )
    if result.rowcount == 0:
        raise KeyInUse(retry_after=1)
    return Claim(Standing.RESUMED, found.resource)


def _is(key: Key) -> tuple[Any, ...]:
    row = IdempotencyKeyRow
    return row.scope == key.scope, row.route == key.route, row.key == key.key
