"""API keys: made, exchanged for the next, revoked."""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import KEY_MARK, SELF, ApiKey, NewKey
from shopwright.modules.identity.errors import (
    BeyondOwnRights,
    InvalidKeyExpiry,
    KeyIsOver,
    KeyNotAccepted,
    KeyNotFound,
    TooManyKeys,
    UnknownScope,
)
from shopwright.modules.identity.events import ApiKeyMade, ApiKeyRevoked
from shopwright.modules.identity.models import ApiKeyRow, UserRow
from shopwright.modules.identity.permissions import KEYS_WRITE
from shopwright.modules.identity.queries import NEVER_BY_KEY
from shopwright.modules.identity.service.verified import demand_verified
from shopwright.modules.identity.tokens import new_secret

LONGEST_LIFE = timedelta(days=366)
LONGEST_OVERLAP = timedelta(days=7)
MOST_KEYS = 25
_PREFIX = "abcdefghijklmnopqrstuvwxyz0123456789"
_FORM = re.compile(KEY_MARK + r"[a-z0-9]{8}_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class KeyWish:
    """What a key is to be; ``known`` are all rights that there are."""

    name: str
    scopes: frozenset[str]
    expires_at: datetime | None = None


def is_key(text: str) -> bool:
    """Whether a text has the form of a key: ``sw_`` and eight characters that name it, then its secret."""
    return _FORM.fullmatch(text) is not None


async def make_key(work: Work, *, wish: KeyWish, known: Iterable[str]) -> NewKey:
    """Make a key for the actor, who is there in person; ``known`` are all rights that there are.

    Raises:
        KeyNotAccepted: a key asks for a key.
        UnknownScope: one of the scopes is no right, none that a key can have, or there is none at all.
        BeyondOwnRights: one of them is a right that the actor lacks.
        InvalidKeyExpiry, TooManyKeys, EmailNotVerified: see there.
    """
    owner_id = _in_person(work)
    _check_scopes(work, wish.scopes, frozenset(known))
    if wish.expires_at is not None and not (
        timedelta(0) < wish.expires_at - work.now <= LONGEST_LIFE
    ):
        raise InvalidKeyExpiry
    await demand_verified(work, owner_id)
    await _demand_room(work, owner_id)
    return await _add(work, owner_id, wish)


async def rotate_key(work: Work, *, key_id: UUID, overlap: timedelta = timedelta(0)) -> NewKey:
    """Make the next key of the same name, scopes and length of life; the old one is good for ``overlap`` more.

    Scopes that the owner lacks by now are left out.

    Raises:
        KeyNotFound: there is none, or it is another's.
        KeyIsOver: it is revoked or expired.
        KeyNotAccepted: a key asks for a key.
        BeyondOwnRights: nothing is left that the owner might do.
        InvalidKeyExpiry: the overlap is longer than a week.
    """
    owner_id = _in_person(work)
    if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
        raise InvalidKeyExpiry("A key that is replaced is good for a week more at most.")
    old = await _locked(work, key_id)
    if old is None or old.user_id != owner_id:
        raise KeyNotFound
    if not old.is_live(work.now):
        raise KeyIsOver
    scopes = old.scopes & (work.actor.rights - NEVER_BY_KEY | {SELF})
    if not scopes:
        raise BeyondOwnRights
    life = old.expires_at - old.created_at if old.expires_at else None
    end = work.now + overlap
    if not overlap:
        await _revoke(work, old)
    elif old.expires_at is None or end < old.expires_at:
        changed = update(ApiKeyRow).where(ApiKeyRow.id == key_id)
        await work.db.execute(changed.values(expires_at=end))
    expires_at = work.now + life if life else None
    return await _add(work, owner_id, KeyWish(old.name, scopes, expires_at))


async def revoke_key(work: Work, *, key_id: UUID, only_own: bool = False) -> ApiKey:
    """End a key for good: one's own, or with the right and not ``only_own``, any; a revoked one stays as it is.

    Raises:
        KeyNotFound: there is none, or none that concerns the actor.
    """
    found = await _locked(work, key_id)
    is_own = found is not None and found.user_id == work.actor.user_id and not work.actor.key
    may_any = work.actor.may(KEYS_WRITE) and not only_own
    if found is None or not (is_own or may_any):
        raise KeyNotFound
    if found.revoked_at is None:
        await _revoke(work, found)
    return await queries.api_key(work.db, key_id) or found


async def touch_key(work: Work, *, key_id: UUID, seen_before: datetime) -> None:
    """Note that a key was used from the Work's address, unless somebody noted it since ``seen_before``."""
    last = ApiKeyRow.last_used_at
    await work.db.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.id == key_id, (last.is_(None)) | (last < seen_before))
        .values(last_used_at=work.now, last_used_address=work.address[:45])
    )


def _in_person(work: Work) -> UUID:
    if work.actor.key or work.actor.user_id is None:
        raise KeyNotAccepted
    return work.actor.user_id


def _check_scopes(work: Work, scopes: frozenset[str], known: frozenset[str]) -> None:
    possible = (known - NEVER_BY_KEY) | {SELF}
    if not scopes:
        raise UnknownScope("An API key has at least one scope.")
    if unknown := sorted(scopes - possible):
        message = f"An API key can't have the scope {unknown[0]!r}."
        raise UnknownScope(message)
    if scopes - {SELF} - work.actor.rights:
        raise BeyondOwnRights


async def _demand_room(work: Work, owner_id: UUID) -> None:
    """Count one after the other, or two requests at once would find the same room."""
    owner = select(UserRow.id).where(UserRow.id == owner_id)
    await work.db.execute(dialect.lock_rows(work.db, owner))
    if await queries.live_keys(work.db, owner_id, work.now) >= MOST_KEYS:
        raise TooManyKeys


async def _locked(work: Work, key_id: UUID) -> ApiKey | None:
    statement = select(ApiKeyRow.id).where(ApiKeyRow.id == key_id)
    await work.db.execute(dialect.lock_rows(work.db, statement))
    return await queries.api_key(work.db, key_id)


async def _add(work: Work, owner_id: UUID, wish: KeyWish) -> NewKey:
    prefix = "".join(secrets.choice(_PREFIX) for _ in range(8))
    secret = f"{KEY_MARK}{prefix}_{new_secret()}"
    key = ApiKey(
        id=ids.new(),
        user_id=owner_id,
        name=wish.name,
        prefix=prefix,
        last4=secret[-4:],
        scopes=wish.scopes,
        created_at=work.now,
        expires_at=wish.expires_at,
        revoked_at=None,
        last_used_at=None,
        last_used_address="",
    )
    await work.db.execute(
        insert(ApiKeyRow).values(
            id=key.id,
            user_id=owner_id,
            name=key.name,
            prefix=prefix,
            last4=key.last4,
            secret_hash=fingerprint(secret),
            scopes=sorted(key.scopes),
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_address="",
        )
    )
    work.record(ApiKeyMade(owner_id, key.id))
    return NewKey(key, secret)


async def _revoke(work: Work, key: ApiKey) -> None:
    await work.db.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.id == key.id, ApiKeyRow.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )
    work.record(ApiKeyRevoked(key.user_id, key.id))
