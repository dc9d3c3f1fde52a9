"""From an access token to the actor of a request, without a database read where it was seen just before."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor, ActorKind
from shopwright.kernel.events import Event
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import Claims, Patience, Standing
from shopwright.modules.identity.errors import InvalidToken, UnknownKey
from shopwright.modules.identity.events import CHANGES_OF_MANY, CHANGES_OF_ONE
from shopwright.modules.identity.service.footprints import Footprints
from shopwright.modules.identity.service.key_bearers import KeyBearers
from shopwright.modules.identity.service.signing_keys import READ_EVERY, SigningKeys
from shopwright.modules.identity.tokens import AccessTokens

FRESH_FOR = timedelta(seconds=5)
MOST_REMEMBERED = 20_000
PATIENCE: Patience = Patience()
EVERYBODY = "*"
_ASKED_EVERY = timedelta(seconds=2)  # for a key that a token names and nobody knows


@dataclass(frozen=True, slots=True)
class Recognised:
    """``is_browser``: a cookie said so, which a browser sends along unasked."""

    actor: Actor
    claims: Claims
    fresh_until: datetime
    last_used_at: datetime
    owes_factor: bool = False
    is_browser: bool = False


def news_in(events: Sequence[Event]) -> list[str]:
    """What other processes are to be told of events: the ids of users whose standing changed."""
    if any(isinstance(event, CHANGES_OF_MANY) for event in events):
        return [EVERYBODY]
    return sorted({str(event.user_id) for event in events if isinstance(event, CHANGES_OF_ONE)})


def _place_of(token: str) -> str:
    """Where a token is remembered: never where a cookie is, whose hash stands in the database and opens nothing."""
    return f"token:{token}"


class Recogniser:
    """Remembers verified tokens: the signature for a token's lifetime, rights and standing for five seconds.

    What another process changed (roles, a sign-out) counts here after that time at the latest; what this one changed
    counts at once, as it hears the events of each Work that has committed.
    """

    def __init__(
        self,
        works: Works,
        tokens: AccessTokens,
        most_remembered: int = MOST_REMEMBERED,
        *,
        patience: Patience = PATIENCE,
    ) -> None:
        self.keys = KeyBearers(works)
        self.signing = SigningKeys(tokens)
        self.footprints = Footprints()
        self._works = works
        self._tokens = tokens
        self._most = most_remembered
        self._patience = patience
        self._known: OrderedDict[str, Recognised] = OrderedDict()
        self._forgotten = 0

    async def recognise(self, token: str) -> Recognised:
        """Who bears the token.

        Raises:
            InvalidToken: not ours, expired, revoked, its session ended or its account disabled.
        """
        now, place = self._works.now(), _place_of(token)
        known = self._known.get(place)
        if known is not None and now < known.fresh_until:
            return known
        claims = known.claims if known is not None else await self._read(token, now)
        if claims.expires_at <= now:
            self._known.pop(place, None)
            raise InvalidToken
        return await self._look_up(token, claims, now)

    async def recognise_browser(self, cookie: str, *, is_used: bool = True) -> Recognised | None:
        """Whose browser sent the session cookie; None where it is nobody's any more.

        ``is_used``: a person asked for something. What a page asks by itself keeps no session from ending.
        """
        now, digest = self._works.now(), fingerprint(cookie)
        place = f"cookie:{digest}"
        known = self._known.get(place)
        if known is not None and now < known.fresh_until:
            if is_used:
                self._note(known.claims.session_id, now, known.last_used_at)
            return known
        forgotten = self._forgotten
        async with self._works.reading() as db:
            standing = await queries.standing_by_cookie(db, cookie_hash=digest, now=now)
        if standing is None or rules.is_over(standing, self._patience, now):
            self._known.pop(place, None)
            return None
        claims = Claims(standing.user_id, standing.session_id, "", standing.expires_at)
        if is_used:
            self._note(standing.session_id, now, standing.last_used_at)
        return self._found(place, claims, standing, now=now, forgotten=forgotten, is_browser=True)

    def hear(self, events: Sequence[Event]) -> None:
        """Forget whom events of this process concern."""
        for news in news_in(events):
            self.hear_news(news)

    def hear_news(self, news: str) -> None:
        """Forget whom the news of another process concern: a user's id, or everybody's."""
        user_id = ids.parse(news)
        if user_id is None:
            self.forget_rights()
        else:
            self.forget_user(user_id)

    def forget_user(self, user_id: UUID) -> None:
        """Read the account's standing anew at its next request."""
        self._forgotten += 1
        self.keys.forget_user(user_id)
        stale = [token for token, seen in self._known.items() if seen.claims.user_id == user_id]
        for token in stale:
            del self._known[token]

    def forget_rights(self) -> None:
        """Read everybody's standing anew: a role that many hold has changed."""
        self._forgotten += 1
        self.keys.forget_all()
        self._known.clear()

    def account_of(self, token: str) -> UUID | None:
        """Whose token it is by its signature alone, without asking the database; None for one that is not ours."""
        known = self._known.get(_place_of(token))
        if known is not None:
            return known.claims.user_id
        try:
            return self._tokens.read(token, self._works.now()).user_id
        except InvalidToken:
            return None

    def account_of_cookie(self, cookie: str) -> UUID | None:
        """Whose browser it is, where this process has seen it before."""
        known = self._known.get(f"cookie:{fingerprint(cookie)}")
        return known.claims.user_id if known is not None else None

    async def _read(self, token: str, now: datetime) -> Claims:
        """What the token says; where it names a key that was made elsewhere just now, after a look for that key."""
        try:
            return self._tokens.read(token, now)
        except UnknownKey:
            if self.signing.are_fresh(now, _ASKED_EVERY):
                raise InvalidToken from None
        async with self._works.reading() as db:
            await self._freshen(db, now, _ASKED_EVERY)
        try:
            return self._tokens.read(token, now)
        except UnknownKey:
            raise InvalidToken from None

    async def _freshen(self, db: AsyncConnection, now: datetime, within: timedelta) -> None:
        if await self.signing.freshen(db, now, within=within):
            self._known.clear()

    async def _look_up(self, token: str, claims: Claims, now: datetime) -> Recognised:
        forgotten = self._forgotten
        async with self._works.reading() as db:
            if not self.signing.are_fresh(now):
                await self._freshen(db, now, READ_EVERY)
                claims = self._tokens.read(token, now)
            standing = await queries.standing(
                db,
                user_id=claims.user_id,
                session_id=claims.session_id,
                token_id=claims.token_id,
                now=now,
            )
        if standing is None or rules.is_over_for_staff(standing, self._patience, now):
            self._known.pop(_place_of(token), None)
            raise InvalidToken
        self._note(standing.session_id, now, standing.last_used_at)
        return self._found(_place_of(token), claims, standing, now=now, forgotten=forgotten)

    def _note(self, session_id: UUID, now: datetime, last_used_at: datetime) -> None:
        self.footprints.note(session_id, now=now, last_used_at=last_used_at)

    def _found(
        self,
        place: str,
        claims: Claims,
        standing: Standing,
        *,
        now: datetime,
        forgotten: int,
        is_browser: bool = False,
    ) -> Recognised:
        actor = Actor(ActorKind.USER, claims.user_id, standing.rights, standing.label)
        fresh_until = min(now + FRESH_FOR, claims.expires_at)
        found = Recognised(
            actor, claims, fresh_until, standing.last_used_at, standing.owes_factor, is_browser
        )
        if forgotten == self._forgotten:  # else it may have been read before the change
            self._remember(place, found)
        return found

    def _remember(self, place: str, found: Recognised) -> None:
        self._known[place] = found
        self._known.move_to_end(place)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
