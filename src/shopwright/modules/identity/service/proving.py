"""Asking who is signed in to show again that it is he, before he changes how he signs in."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.errors import FreshSignInNeeded
from shopwright.modules.identity.models import SessionRow, UserRow
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.secrets import confirm_password
from shopwright.modules.identity.service.security import Security

FRESH_FOR = timedelta(minutes=10)


async def prove_again(
    begin: Begin,
    security: Security,
    *,
    user_id: UUID,
    session_id: UUID,
    password: str | None,
    seen: Seen,
) -> None:
    """Ask for the password, or where the account has none for a sign-in of the last ten minutes.

    Raises:
        WrongPassword, TooManyAttempts: as :func:`confirm_password`.
        FreshSignInNeeded: there is no password, and the session is older.
    """
    async with begin() as work:
        found = await work.db.execute(
            select(UserRow.password_hash, SessionRow.created_at)
            .join(SessionRow, SessionRow.user_id == UserRow.id)
            .where(UserRow.id == user_id, SessionRow.id == session_id)
        )
        row, now = found.first(), work.now
    if row is not None and row.password_hash is None:
        if now - row.created_at >= FRESH_FOR:
            raise FreshSignInNeeded
        return
    await confirm_password(begin, security, user_id=user_id, password=password or "", seen=seen)
