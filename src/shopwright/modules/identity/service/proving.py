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

FRESH_FOR = timedelta(minutes=5)


async def prove_again(
    begin: Begin,
    security: Security,
    *,
    user_id: UUID,
    session_id: UUID,
    password: str | None,
    seen: Seen,
) -> None:
    """Ask for the password, or where the account has none for a sign-in of the last five minutes.

    Raises:
        WrongPassword, TooManyAttempts: as :func:`confirm_password`.
        FreshSignInNeeded: there is no password, and the session is older.
    """
    has_password, is_fresh = await _standing(begin, user_id, session_id)
    if has_password:
        await confirm_password(begin, security, user_id=user_id, password=password or "", seen=seen)
    elif not is_fresh:
        raise FreshSignInNeeded


async def prove_lately(
    begin: Begin,
    security: Security,
    *,
    user_id: UUID,
    session_id: UUID,
    password: str | None,
    seen: Seen,
) -> None:
    """Ask for a sign-in of the last five minutes, or else for the password.

    Raises:
        WrongPassword, TooManyAttempts: as :func:`confirm_password`.
        FreshSignInNeeded: the session is older, and there is no password, or none was given.
    """
    has_password, is_fresh = await _standing(begin, user_id, session_id)
    if is_fresh:
        return
    if not has_password or password is None:
        raise FreshSignInNeeded
    await confirm_password(begin, security, user_id=user_id, password=password, seen=seen)


async def _standing(begin: Begin, user_id: UUID, session_id: UUID) -> tuple[bool, bool]:
    """Whether the account has a password, and whether the session began lately."""
    async with begin() as work:
        found = await work.db.execute(
            select(UserRow.password_hash, SessionRow.created_at)
            .join(SessionRow, SessionRow.user_id == UserRow.id)
            .where(UserRow.id == user_id, SessionRow.id == session_id)
        )
        row = found.first()
        if row is None:
            return True, False
        return row.password_hash is not None, work.now - row.created_at < FRESH_FOR
