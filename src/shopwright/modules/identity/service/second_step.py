"""The second step of a sign-in: a challenge, answered by a code."""

from sqlalchemy import delete, select, update

from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity.contracts import BrowserSignedIn, FactorAnswer, Seen, SignedIn
from shopwright.modules.identity.errors import InvalidChallenge, InvalidCode
from shopwright.modules.identity.models import SignInChallengeRow
from shopwright.modules.identity.service import codes
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.admitting import (
    Door,
    Opener,
    enter,
    with_cookie,
    with_tokens,
)
from shopwright.modules.identity.service.factors import count_try, forgive, lock_account
from shopwright.modules.identity.service.security import Security

MOST_TRIES = 5


async def answer_challenge(
    begin: Begin, security: Security, *, answer: FactorAnswer, seen: Seen
) -> SignedIn:
    """Open the session for which the first factor was shown.

    Raises:
        InvalidChallenge: unknown, too old, used up, or tried five times.
        TooManyAttempts: on the account's factor, or from the address.
        InvalidCode: wrong, or used before.
        AccountDisabled: meanwhile.
    """
    return await _answer(begin, security, with_tokens, answer=answer, seen=seen)


async def answer_challenge_browser(
    begin: Begin, security: Security, *, answer: FactorAnswer, seen: Seen
) -> BrowserSignedIn:
    """The same, for a browser that is to get a cookie."""
    return await _answer(begin, security, with_cookie, answer=answer, seen=seen)


async def _answer(
    begin: Begin, security: Security, opener: Opener[Door], *, answer: FactorAnswer, seen: Seen
) -> Door:
    async with begin() as work:
        outcome = await _try(work, security, opener, answer=answer, seen=seen)
    if isinstance(outcome, ShopError):
        raise outcome
    return outcome


async def _try(
    work: Work, security: Security, opener: Opener[Door], *, answer: FactorAnswer, seen: Seen
) -> Door | ShopError:
    """Counted first, and committed whatever comes of it."""
    digest = fingerprint(answer.challenge)
    owner = select(SignInChallengeRow.user_id).where(SignInChallengeRow.token_hash == digest)
    user_id = (await work.db.execute(owner)).scalar_one_or_none()
    if user_id is None:
        return InvalidChallenge()
    if refusal := await count_try(work, user_id, seen):
        return refusal
    await lock_account(work, user_id)
    if not await _count(work, digest):
        return InvalidChallenge()
    is_right = await codes.use_code(
        work, user_id=user_id, code=answer.code, recovery_code=answer.recovery_code
    )
    if not is_right:
        return InvalidCode()
    await forgive(work, user_id, seen)
    await work.db.execute(delete(SignInChallengeRow).where(SignInChallengeRow.token_hash == digest))
    return await enter(work, security, opener, user_id=user_id, seen=seen, has_factor=True)


async def _count(work: Work, digest: str) -> bool:
    counted = await work.db.execute(
        update(SignInChallengeRow)
        .where(
            SignInChallengeRow.token_hash == digest,
            SignInChallengeRow.expires_at > work.now,
            SignInChallengeRow.attempts < MOST_TRIES,
        )
        .values(attempts=SignInChallengeRow.attempts + 1)
    )
    return counted.rowcount == 1
