"""What a stranger may have added to an account before its owner showed who he is: ways in that no password closes."""

from uuid import UUID

from sqlalchemy import delete, update

from shopwright.infra.work import Work
from shopwright.modules.identity.events import ApiKeyRevoked, IdentityUnlinked, SecondFactorRemoved
from shopwright.modules.identity.models import (
    ApiKeyRow,
    ForeignIdentityRow,
    SecondFactorRow,
)
from shopwright.modules.identity.service.sessions import end_sessions
from shopwright.modules.identity.service.verified import is_verified


async def close_other_ways(work: Work, user_id: UUID) -> None:
    """Forget who the account is elsewhere, and revoke its keys; a second factor stays, or mail alone would remove it."""
    gone = await work.db.execute(
        delete(ForeignIdentityRow)
        .where(ForeignIdentityRow.user_id == user_id)
        .returning(ForeignIdentityRow.provider)
    )
    for provider in gone.scalars():
        work.record(IdentityUnlinked(user_id=user_id, provider=provider))
    revoked = await work.db.execute(
        update(ApiKeyRow)
        .where(ApiKeyRow.user_id == user_id, ApiKeyRow.revoked_at.is_(None))
        .values(revoked_at=work.now)
        .returning(ApiKeyRow.id)
    )
    for key_id in revoked.scalars():
        work.record(ApiKeyRevoked(user_id, key_id))


async def begin_afresh(work: Work, user_id: UUID) -> None:
    """Leave nothing of who used an account before anybody had shown that he reads its address; not his device either.

    For an account that is locked, and changes nothing of one whose address is verified.
    """
    if await is_verified(work, user_id):
        return
    await close_other_ways(work, user_id)
    removed = await work.db.execute(
        delete(SecondFactorRow).where(SecondFactorRow.user_id == user_id)
    )
    if removed.rowcount:
        work.record(SecondFactorRemoved(user_id=user_id))
    await end_sessions(work, user_id=user_id, reason="begun_afresh")
