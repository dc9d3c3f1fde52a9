"""What has no meaning any more is removed."""

from datetime import timedelta

from sqlalchemy import delete, or_

from shopwright.infra.work import Work
from shopwright.modules.identity import rules
from shopwright.modules.identity.models import (
    AccountProofRow,
    AccountRequestRow,
    ForeignSignInRow,
    RevokedTokenRow,
    SessionRow,
    SignInAttemptRow,
    SignInChallengeRow,
)

FORGOTTEN_AFTER = timedelta(days=1)  # a wish whose job could not be done
KEPT = timedelta(days=30)  # after its end a session still answers "was that me?"


async def sweep(work: Work) -> None:
    """Remove sessions long over with their tokens, tokens that have expired anyway, and counts long forgiven."""
    over = work.now - KEPT
    await work.db.execute(
        delete(SessionRow).where(or_(SessionRow.expires_at < over, SessionRow.ended_at < over))
    )
    await work.db.execute(delete(RevokedTokenRow).where(RevokedTokenRow.expires_at < work.now))
    for brief in (SignInChallengeRow, ForeignSignInRow):
        await work.db.execute(delete(brief).where(brief.expires_at < work.now))
    await work.db.execute(delete(AccountProofRow).where(AccountProofRow.expires_at < work.now))
    await work.db.execute(
        delete(AccountRequestRow).where(AccountRequestRow.created_at < work.now - FORGOTTEN_AFTER)
    )
    await work.db.execute(
        delete(SignInAttemptRow).where(
            SignInAttemptRow.last_attempt_at < work.now - rules.FORGIVEN_AFTER,
            SignInAttemptRow.blocked_until <= work.now,
        )
    )
