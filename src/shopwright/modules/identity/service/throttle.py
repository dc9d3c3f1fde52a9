"""Attempts to sign in, counted before a password is looked at."""

import math

from sqlalchemy import case, delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.identity import rules
from shopwright.modules.identity.models import SignInAttemptRow as Attempt


async def count(work: Work, *, identifier: str, address: str) -> int | None:
    """Count an attempt on a name and from an address; answers the seconds to wait where either is blocked.

    Never raises for a block: the Work has to commit what was counted.
    """
    waits = [await _count(work, rules.account_key(identifier), rules.FREE_ATTEMPTS_ACCOUNT)]
    if address:
        waits.append(await _count(work, rules.address_key(address), rules.FREE_ATTEMPTS_ADDRESS))
    return max((wait for wait in waits if wait is not None), default=None)


async def forgive(work: Work, *, identifier: str, address: str) -> None:
    """Forget a name's attempts after a success, and give the address its last one back.

    The address keeps its others: who has one account could else guess at all of them for ever.
    """
    await work.db.execute(delete(Attempt).where(Attempt.key == rules.account_key(identifier)))
    if not address:
        return
    left = case((Attempt.attempts > 0, Attempt.attempts - 1), else_=0)
    is_free = Attempt.attempts <= rules.FREE_ATTEMPTS_ADDRESS
    await work.db.execute(
        update(Attempt)
        .where(Attempt.key == rules.address_key(address))
        .values(
            attempts=left,
            blocked_until=case((is_free, work.now), else_=Attempt.blocked_until),
        )
    )


async def _count(work: Work, key: str, free: int) -> int | None:
    statement = dialect.insert_or_ignore(work.db, Attempt)
    await work.db.execute(
        statement.values(key=key, attempts=0, last_attempt_at=work.now, blocked_until=work.now)
    )
    forgotten = Attempt.last_attempt_at < work.now - rules.FORGIVEN_AFTER
    counted = await work.db.execute(
        update(Attempt)
        .where(Attempt.key == key, Attempt.blocked_until <= work.now)
        .values(attempts=case((forgotten, 1), else_=Attempt.attempts + 1), last_attempt_at=work.now)
        .returning(Attempt.attempts)
    )
    attempts = counted.scalar_one_or_none()
    if attempts is None:
        return await _wait(work, key)
    await work.db.execute(
        update(Attempt)
        .where(Attempt.key == key)
        .values(blocked_until=work.now + rules.pause_after(attempts, free))
    )
    return None


async def _wait(work: Work, key: str) -> int:
    found = await work.db.execute(select(Attempt.blocked_until).where(Attempt.key == key))
    return max(1, math.ceil((found.scalar_one() - work.now).total_seconds()))
