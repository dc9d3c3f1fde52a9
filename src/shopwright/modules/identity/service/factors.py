"""Second factors: added, confirmed, removed, and demanded by roles."""

from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import NewSeed, Seen
from shopwright.modules.identity.errors import (
    FactorDemanded,
    FactorExists,
    InvalidCode,
    NoFactor,
    OwnFactor,
    RoleNotFound,
    TooManyAttempts,
    UserNotFound,
)
from shopwright.modules.identity.events import (
    RecoveryCodesRenewed,
    SecondFactorAdded,
    SecondFactorDemanded,
    SecondFactorRemoved,
)
from shopwright.modules.identity.models import RoleRow, SecondFactorRow, SessionRow, UserRow
from shopwright.modules.identity.service import codes, throttle
from shopwright.modules.identity.service.roles import guard_rights, lock_admins
from shopwright.modules.identity.service.sessions import end_sessions
from shopwright.modules.identity.service.verified import demand_verified

PURPOSE = "factor"  # its attempts are counted apart from those with passwords


async def begin_factor(work: Work, *, user_id: UUID, shop: str) -> NewSeed:
    """Give an account a seed; it counts from its first right code on. An unconfirmed one before it is forgotten.

    Raises:
        FactorExists: the account has a factor.
        EmailNotVerified: nobody has shown yet that he reads its address.
    """
    await lock_account(work, user_id)
    await demand_verified(work, user_id)
    await work.db.execute(
        delete(SecondFactorRow).where(
            SecondFactorRow.user_id == user_id, SecondFactorRow.confirmed_at.is_(None)
        )
    )
    seed = codes.new_seed()
    statement = dialect.insert_or_ignore(work.db, SecondFactorRow)
    row = {"seed": codes.sealed(work, user_id, seed), "last_step": 0, "created_at": work.now}
    added = await work.db.execute(statement.values(user_id=user_id, **row))
    if added.rowcount != 1:
        raise FactorExists
    user = await queries.by_id(work.db, user_id)
    account = user.email if user is not None else ""
    return NewSeed(seed, codes.address_of_seed(seed, account=account, shop=shop))


async def confirm_factor(
    work: Work, *, user_id: UUID, session_id: UUID, code: str, seen: Seen
) -> tuple[str, ...] | ShopError:
    """Let a factor count from now on; answers its recovery codes, or the error to raise when this Work is committed.

    The session in which it was shown goes on as one that has a factor; every other one ends.
    """
    if refusal := await count_try(work, user_id, seen):
        return refusal
    await lock_account(work, user_id)
    if not await codes.use_timed_code(work, user_id, code, is_first=True):
        return InvalidCode()
    await forgive(work, user_id, seen)
    await work.db.execute(
        update(SessionRow).where(SessionRow.id == session_id).values(factor_proved_at=work.now)
    )
    await end_sessions(work, user_id=user_id, reason="factor_added", but=session_id)
    work.record(SecondFactorAdded(user_id=user_id))
    return await codes.renew_recovery_codes(work, user_id)


async def renew_recovery_codes(
    work: Work, *, user_id: UUID, code: str, seen: Seen
) -> tuple[str, ...] | ShopError:
    """New recovery codes for who shows a code of the device; the old ones are worth nothing then."""
    if refusal := await _refusal(work, user_id, seen, code=code):
        return refusal
    work.record(RecoveryCodesRenewed(user_id=user_id))
    return await codes.renew_recovery_codes(work, user_id)


async def remove_factor(
    work: Work,
    *,
    user_id: UUID,
    session_id: UUID,
    code: str | None,
    recovery_code: str | None,
    seen: Seen,
) -> ShopError | None:
    """Remove one's own factor, for who shows a code of it; every other session ends."""
    if await queries.is_factor_demanded(work.db, user_id):
        return FactorDemanded()
    if refusal := await _refusal(work, user_id, seen, code=code, recovery_code=recovery_code):
        return refusal
    await _remove(work, user_id, but=session_id)
    return None


async def take_factor(work: Work, *, user_id: UUID) -> None:
    """Remove another's factor, who has lost it; all his sessions end.

    Raises:
        OwnFactor: it is the actor's own.
        UserNotFound: there is no such account.
        BeyondOwnRights: it holds rights that the actor lacks.
        NoFactor: there is none to remove.
    """
    if work.actor.user_id == user_id:
        raise OwnFactor
    await lock_admins(work)
    await lock_account(work, user_id)
    user = await queries.by_id(work.db, user_id)
    if user is None:
        raise UserNotFound
    await guard_rights(work, user.roles)
    await _remove(work, user_id, but=None)


async def demand_factor(work: Work, *, role: str, is_demanded: bool) -> bool:
    """Let a role demand a second factor of who holds it, or no longer; answers whether that changed anything.

    Raises:
        RoleNotFound: there is no such role.
        BeyondOwnRights: it holds rights that the actor lacks.
    """
    statement = select(RoleRow.requires_second_factor).where(RoleRow.name == role)
    row = (await work.db.execute(dialect.lock_rows(work.db, statement))).first()
    if row is None:
        raise RoleNotFound
    await guard_rights(work, (role,))
    if row.requires_second_factor == is_demanded:
        return False
    await work.db.execute(
        update(RoleRow).where(RoleRow.name == role).values(requires_second_factor=is_demanded)
    )
    work.record(SecondFactorDemanded(role=role, is_demanded=is_demanded))
    return True


async def count_try(work: Work, user_id: UUID, seen: Seen) -> TooManyAttempts | None:
    """Count an attempt with a code before it is looked at."""
    wait = await throttle.count(
        work, identifier=str(user_id), address=seen.address, purpose=PURPOSE
    )
    return None if wait is None else TooManyAttempts(retry_after=wait)


async def forgive(work: Work, user_id: UUID, seen: Seen) -> None:
    await throttle.forgive(work, identifier=str(user_id), address=seen.address, purpose=PURPOSE)


async def _refusal(
    work: Work,
    user_id: UUID,
    seen: Seen,
    *,
    code: str | None,
    recovery_code: str | None = None,
) -> ShopError | None:
    if refusal := await count_try(work, user_id, seen):
        return refusal
    await lock_account(work, user_id)
    if not await codes.use_code(work, user_id=user_id, code=code, recovery_code=recovery_code):
        return InvalidCode()
    await forgive(work, user_id, seen)
    return None


async def _remove(work: Work, user_id: UUID, *, but: UUID | None) -> None:
    removed = await work.db.execute(
        delete(SecondFactorRow).where(SecondFactorRow.user_id == user_id)
    )
    if removed.rowcount != 1:
        raise NoFactor
    await end_sessions(work, user_id=user_id, reason="factor_removed", but=but)
    work.record(SecondFactorRemoved(user_id=user_id))


async def lock_account(work: Work, user_id: UUID) -> None:
    """Whoever changes factors and whoever signs in wait for each other here, after what is counted and before the rest."""
    statement = select(UserRow.id).where(UserRow.id == user_id)
    await work.db.execute(dialect.lock_rows(work.db, statement))
