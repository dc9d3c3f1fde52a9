"""Forgetting how often a name was tried, when its owner goes."""

from sqlalchemy import delete

from shopwright.infra.work import Work
from shopwright.modules.identity import rules
from shopwright.modules.identity.models import SignInAttemptRow
from shopwright.modules.identity.service import throttle


async def forget_attempts(work: Work, *, identifier: str) -> None:
    """Remove the counts of a name; those of a place are kept by its hash, and go within a day by themselves."""
    purposes = (throttle.SIGN_IN, throttle.CODE, throttle.ASKING)
    keys = [rules.account_key(identifier, purpose) for purpose in purposes]
    await work.db.execute(delete(SignInAttemptRow).where(SignInAttemptRow.key.in_(keys)))
