"""From an access token to the actor of a request, without a database read where it was seen just before."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor, ActorKind
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import Claims
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.tokens import AccessTokens

FRESH_FOR = timedelta(seconds=5)
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Recognised:
    actor: Actor
    claims: Claims
    fresh_until: datetime


class Recogniser:
    """Remembers verified tokens: the signature for a token's lifetime, rights and standing for five seconds.

    What another process changed (roles, a sign-out) counts here after that time at the latest; what this one changed
    counts at once, as it says so by :meth:`forget_user`.
    """

    def __init__(
        self, works: Works, tokens: AccessTokens, most_remembered: int = MOST_REMEMBERED
    ) -> None:
        self._works = works
        self._tokens = tokens
        self._most = most_remembered
        self._known: OrderedDict[str, Recognised] = OrderedDict()
        self._forgotten = 0

    async def recognise(self, token: str) -> Recognised:
        """Who bears the token.

        Raises:
            InvalidToken: not ours, expired, revoked, its session ended or its account disabled.
        """
        now = self._works.now()
        known = self._known.get(token)
        if known is not None and now < known.fresh_until:
            return known
        claims = known.claims if known is not None else self._tokens.read(token, now)
        if claims.expires_at <= now:
            self._known.pop(token, None)
            raise InvalidToken
        return await self._look_up(token, claims, now)

    def forget_user(self, user_id: UUID) -> None:
        """Read the account's standing anew at its next request."""
        self._forgotten += 1
        stale = [token for token, seen in self._known.items() if seen.claims.user_id == user_id]
        for token in stale:
            del self._known[token]

    async def _look_up(self, token: str, claims: Claims, now: datetime) -> Recognised:
        forgotten = self._forgotten
        async with self._works.reading() as db:
            standing = await queries.standing(
                db,
                user_id=claims.user_id,
                session_id=claims.session_id,
                token_id=claims.token_id,
                now=now,
            )
        if standing is None:
            self._known.pop(token, None)
            raise InvalidToken
        actor = Actor(ActorKind.USER, claims.user_id, standing.rights, standing.label)
        found = Recognised(actor, claims, min(now + FRESH_FOR, claims.expires_at))
        if forgotten == self._forgotten:  # else it may have been read before the change
            self._remember(token, found)
        return found

    def _remember(self, token: str, found: Recognised) -> None:
        self._known[token] = found
        self._known.move_to_end(token)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
