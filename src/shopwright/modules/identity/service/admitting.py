"""The one gate behind every way to sign in: whoever has a second factor is asked for it here."""

from datetime import timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from sqlalchemy import insert, select

from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import BrowserSignedIn, Seen, SignedIn, User
from shopwright.modules.identity.errors import (
    AccountDisabled,
    EmailNotVerified,
    SecondFactorRequired,
)
from shopwright.modules.identity.events import UserSignedIn
from shopwright.modules.identity.models import SecondFactorRow, SignInChallengeRow
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.sessions import open_browser_session, open_session
from shopwright.modules.identity.service.verified import is_verified
from shopwright.modules.identity.tokens import new_secret

CHALLENGE_LASTS = timedelta(minutes=5)
Door = TypeVar("Door", SignedIn, BrowserSignedIn)
Opened_co = TypeVar("Opened_co", bound=SignedIn | BrowserSignedIn, covariant=True)
Refusal = SecondFactorRequired | AccountDisabled | EmailNotVerified


class Opener(Protocol[Opened_co]):
    """Opens the kind of session that is wanted; ``has_factor``: a second factor was shown."""

    async def __call__(
        self, work: Work, security: Security, user: User, *, seen: Seen, has_factor: bool
    ) -> Opened_co: ...


async def with_tokens(
    work: Work, security: Security, user: User, *, seen: Seen, has_factor: bool
) -> SignedIn:
    grant = await open_session(work, security, user_id=user.id, seen=seen, has_factor=has_factor)
    return SignedIn(user, grant)


async def with_cookie(
    work: Work, security: Security, user: User, *, seen: Seen, has_factor: bool
) -> BrowserSignedIn:
    grant = await open_browser_session(
        work, security, user_id=user.id, seen=seen, has_factor=has_factor
    )
    return BrowserSignedIn(user, grant)


async def admit(
    work: Work, security: Security, opener: Opener[Door], *, user_id: UUID, seen: Seen
) -> Door | Refusal:
    """Open a session for who has shown the first factor, or the error to raise when this Work is committed."""
    if security.must_verify and not await is_verified(work, user_id):
        return EmailNotVerified()
    if await has_factor(work, user_id):
        return await _challenge(work, user_id)
    return await enter(work, security, opener, user_id=user_id, seen=seen)


async def enter(
    work: Work,
    security: Security,
    opener: Opener[Door],
    *,
    user_id: UUID,
    seen: Seen,
    has_factor: bool = False,
) -> Door | AccountDisabled:
    """Open a session for who has shown all that he has."""
    user = await queries.by_id(work.db, user_id)
    if user is None or not user.is_active:
        return AccountDisabled()
    signed_in = await opener(work, security, user, seen=seen, has_factor=has_factor)
    work.record(UserSignedIn(user_id=user.id, session_id=signed_in.grant.session_id))
    return signed_in


async def has_factor(work: Work, user_id: UUID) -> bool:
    statement = select(SecondFactorRow.user_id).where(
        SecondFactorRow.user_id == user_id, SecondFactorRow.confirmed_at.is_not(None)
    )
    return (await work.db.execute(statement)).first() is not None


async def _challenge(work: Work, user_id: UUID) -> SecondFactorRequired:
    challenge = new_secret()
    await work.db.execute(
        insert(SignInChallengeRow).values(
            token_hash=fingerprint(challenge),
            user_id=user_id,
            attempts=0,
            created_at=work.now,
            expires_at=work.now + CHALLENGE_LASTS,
        )
    )
    seconds = int(CHALLENGE_LASTS.total_seconds())
    return SecondFactorRequired(challenge=challenge, expires_in=seconds)
