"""Signing in by name and password, and the refresh that follows."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, update

from shopwright.infra.work import Work
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import Grant, Seen, SignedIn
from shopwright.modules.identity.errors import (
    AccountDisabled,
    InvalidCredentials,
    InvalidRefreshToken,
    TooManyAttempts,
)
from shopwright.modules.identity.events import UserSignedIn
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.service import throttle
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.sessions import open_session, rotate


@dataclass(frozen=True, slots=True)
class Credentials:
    user_id: UUID
    password_hash: str | None


async def sign_in(
    begin: Begin, security: Security, *, identifier: str, password: str, seen: Seen
) -> SignedIn:
    """Open a session for who knows an account's email or username and its password.

    Two Works with the hashing between them. The attempt is counted in the first, before the password is looked at; an
    unknown name takes the same way, costs as much and answers the same.

    Raises:
        TooManyAttempts: on the name, or from the address; ``retry_after`` in seconds.
        InvalidCredentials: unknown name or wrong password.
        AccountDisabled: both are right, but the account is closed.
    """
    async with begin() as work:
        wait = await throttle.count(work, identifier=identifier, address=seen.address)
        found = await _credentials(work, identifier) if wait is None else None
    if wait is not None:
        raise TooManyAttempts(retry_after=wait)
    stored = found.password_hash if found is not None else None
    verdict = await security.passwords.verify(rules.password_of(password), stored)
    if found is None or not verdict.is_right:
        raise InvalidCredentials
    async with begin() as work:
        await throttle.forgive(work, identifier=identifier, address=seen.address)
        signed_in = await _admit(work, security, found, verdict.new_hash, seen=seen)
    if signed_in is None:
        raise AccountDisabled
    return signed_in


async def refresh(begin: Begin, security: Security, *, refresh_token: str, seen: Seen) -> Grant:
    """Exchange a refresh token for the next pair of tokens.

    Raises:
        InvalidRefreshToken: unknown, expired, used before (which ends its session), or its session has ended.
    """
    async with begin() as work:
        outcome = await rotate(work, security, refresh_token=refresh_token, seen=seen)
    if isinstance(outcome, InvalidRefreshToken):
        raise outcome
    return outcome


async def _credentials(work: Work, typed: str) -> Credentials | None:
    name = rules.identifier_of(typed)
    if name is None:
        return None
    statement = select(UserRow.id, UserRow.password_hash).where(
        or_(UserRow.email_normalised == name, UserRow.username == name)
    )
    row = (await work.db.execute(statement)).first()
    return Credentials(row.id, row.password_hash) if row else None


async def _admit(
    work: Work, security: Security, found: Credentials, new_hash: str | None, *, seen: Seen
) -> SignedIn | None:
    """Open the session, unless the account was closed or its password changed since it was read."""
    values: dict[str, object] = {"last_sign_in_at": work.now}
    if new_hash is not None:
        values["password_hash"] = new_hash
    admitted = await work.db.execute(
        update(UserRow)
        .where(
            UserRow.id == found.user_id,
            UserRow.is_active,
            UserRow.password_hash == found.password_hash,
        )
        .values(**values)
    )
    user = await queries.by_id(work.db, found.user_id)
    if admitted.rowcount != 1 or user is None:
        return None
    grant = await open_session(work, security, user_id=user.id, seen=seen)
    work.record(UserSignedIn(user_id=user.id, session_id=grant.session_id))
    return SignedIn(user, grant)
