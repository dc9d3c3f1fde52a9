"""From an API key to the actor of a request, without a database read where it was seen just before."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor, ActorKind, system
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import KeyStanding
from shopwright.modules.identity.errors import InvalidKey
from shopwright.modules.identity.service.keys import is_key, touch_key

FRESH_FOR = timedelta(seconds=5)
NOTED_EVERY = timedelta(minutes=10)
MOST_REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class KeyBearer:
    """Who bears a key; good until ``fresh_until``."""

    actor: Actor
    key_id: UUID
    user_id: UUID
    fresh_until: datetime


class KeyBearers:
    """Remembers keys for five seconds, by their fingerprints; the last use is noted every ten minutes at most."""

    def __init__(self, works: Works, most_remembered: int = MOST_REMEMBERED) -> None:
        self._works = works
        self._most = most_remembered
        self._known: OrderedDict[str, KeyBearer] = OrderedDict()
        self._forgotten = 0

    async def recognise(self, key: str, address: str = "") -> KeyBearer:
        """Who bears the key.

        Raises:
            InvalidKey: none of ours, revoked, expired, or its owner's account is closed.
        """
        if not is_key(key):
            raise InvalidKey
        digest, now = fingerprint(key), self._works.now()
        known = self._known.get(digest)
        if known is not None and now < known.fresh_until:
            return known
        return await self._look_up(digest, now, address)

    def known(self, key: str) -> UUID | None:
        """The id of a key that was recognised in this process, without asking the database."""
        found = self._known.get(fingerprint(key)) if is_key(key) else None
        return found.key_id if found is not None else None

    def forget_user(self, user_id: UUID) -> None:
        """Read the standing of an account's keys anew at their next request."""
        self._forgotten += 1
        for digest in [d for d, seen in self._known.items() if seen.user_id == user_id]:
            del self._known[digest]

    def forget_all(self) -> None:
        self._forgotten += 1
        self._known.clear()

    async def _look_up(self, digest: str, now: datetime, address: str) -> KeyBearer:
        forgotten = self._forgotten
        async with self._works.reading() as db:
            standing = await queries.key_standing(db, secret_hash=digest, now=now)
        if standing is None:
            self._known.pop(digest, None)
            raise InvalidKey
        found = _bearer(standing, now)
        if forgotten == self._forgotten:  # else it may have been read before the change
            self._remember(digest, found)
        last = standing.last_used_at
        if last is None or last < now - NOTED_EVERY:
            async with self._works(system("keys"), address=address) as work:
                await touch_key(work, key_id=standing.key_id, seen_before=now - NOTED_EVERY)
        return found

    def _remember(self, digest: str, found: KeyBearer) -> None:
        self._known[digest] = found
        self._known.move_to_end(digest)
        if len(self._known) > self._most:
            self._known.popitem(last=False)


def _bearer(standing: KeyStanding, now: datetime) -> KeyBearer:
    name = f"user:{standing.user_id}/key:{standing.prefix}"
    actor = Actor(ActorKind.USER, standing.user_id, standing.rights, standing.label, key=name)
    end = now + FRESH_FOR
    fresh_until = end if standing.expires_at is None else min(end, standing.expires_at)
    return KeyBearer(actor, standing.key_id, standing.user_id, fresh_until)
