"""Attempts to sign in, counted before a password is looked at."""

import math
from uuid import UUID

from sqlalchemy import case, delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.identity import rules
from shopwright.modules.identity.events import SignInBlocked
from shopwright.modules.identity.models import SignInAttemptRow as Attempt

SIGN_IN, CODE, ASKING, CONFIRM = "account", "code", "asking", "confirm"


async def count(
    work: Work, *, identifier: str, address: str, purpose: str = SIGN_IN, own_place: str = ""
) -> int | None:
    """Count an attempt on a name and from an address; answers the seconds to wait where either is blocked.

    ``own_place``: where the owner was signed in lately, and comes from again. What is tried from there has a count of
    its own, so that a stranger's attempts elsewhere don't shut him out. Never raises for a block: the Work has to commit
    what was counted.
    """
    key = rules.account_key(identifier, purpose, own_place)
    waits = [await _count(work, key, rules.FREE_ATTEMPTS_ACCOUNT)]
    if address:
        waits.append(await _count(work, rules.address_key(address), rules.FREE_ATTEMPTS_ADDRESS))
    return max((wait for wait in waits if wait is not None), default=None)


async def count_asking(
    work: Work, *, identifier: str, address: str
) -> tuple[int | None, int | None]:
    """Count a wish about the account of a name, and from an address; answers the seconds to wait for each."""
    key = rules.account_key(identifier, ASKING)
    by_account = await _count(work, key, rules.FREE_WISHES)
    if not address:
        return by_account, None
    by_address = await _count(work, rules.address_key(address), rules.FREE_ATTEMPTS_ADDRESS)
    return by_account, by_address


async def note_block(
    work: Work, *, identifier: str, user_id: UUID | None, own_place: str = ""
) -> None:
    """State that a name was tried so often that it has to wait now, at the attempt that made it so."""
    key = rules.account_key(identifier, SIGN_IN, own_place)
    found = await work.db.execute(
        select(Attempt.attempts).where(Attempt.key == key, Attempt.last_attempt_at == work.now)
    )
    if found.scalar_one_or_none() == rules.FREE_ATTEMPTS_ACCOUNT:
        work.record(SignInBlocked(user_id=user_id))


async def forgive(
    work: Work, *, identifier: str, address: str, purpose: str = SIGN_IN, own_place: str = ""
) -> None:
    """Forget a name's attempts after a success, and give the address its last one back.

    The address keeps its others: who has one account could else guess at all of them for ever.
    """
    key = rules.account_key(identifier, purpose, own_place)
    await work.db.execute(delete(Attempt).where(Attempt.key == key))
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
