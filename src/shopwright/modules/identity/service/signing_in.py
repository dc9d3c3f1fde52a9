"""Signing in by name and password, and the refresh that follows."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select, update

from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import rules
from shopwright.modules.identity.contracts import BrowserSignedIn, Grant, Seen, SignedIn
from shopwright.modules.identity.errors import (
    AccountDisabled,
    InvalidCredentials,
    InvalidRefreshToken,
    TooManyAttempts,
)
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.service import throttle
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.admitting import (
    Door,
    Opener,
    Refusal,
    admit,
    with_cookie,
    with_tokens,
)
from shopwright.modules.identity.service.places import own_place
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.sessions import rotate


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
        SecondFactorRequired: both are right; ``challenge`` has to be answered.
        AccountDisabled: both are right, but the account is closed.
        EmailNotVerified: both are right, but the shop insists on a verified address.
    """
    return await _sign_in(
        begin, security, with_tokens, identifier=identifier, password=password, seen=seen
    )


async def sign_in_browser(
    begin: Begin, security: Security, *, identifier: str, password: str, seen: Seen
) -> BrowserSignedIn:
    """The same, for a browser that is to get a cookie."""
    return await _sign_in(
        begin, security, with_cookie, identifier=identifier, password=password, seen=seen
    )


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


async def _sign_in(
    begin: Begin,
    security: Security,
    opener: Opener[Door],
    *,
    identifier: str,
    password: str,
    seen: Seen,
) -> Door:
    async with begin() as work:
        found = await _credentials(work, identifier)
        place = await own_place(work, found.user_id if found is not None else None, seen)
        wait = await throttle.count(
            work, identifier=identifier, address=seen.address, own_place=place
        )
        if wait is None:
            user_id = found.user_id if found is not None else None
            await throttle.note_block(work, identifier=identifier, user_id=user_id, own_place=place)
    if wait is not None:
        raise TooManyAttempts(retry_after=wait)
    stored = found.password_hash if found is not None else None
    verdict = await security.passwords.verify(rules.password_of(password), stored)
    if found is None or not verdict.is_right:
        raise InvalidCredentials
    async with begin() as work:
        await throttle.forgive(work, identifier=identifier, address=seen.address, own_place=place)
        outcome = await _admit(work, security, opener, found, new_hash=verdict.new_hash, seen=seen)
    if isinstance(outcome, ShopError):
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
    work: Work,
    security: Security,
    opener: Opener[Door],
    found: Credentials,
    *,
    new_hash: str | None,
    seen: Seen,
) -> Door | Refusal:
    """Let in, unless the account was closed or its password changed since it was read."""
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
    if admitted.rowcount != 1:
        return AccountDisabled()
    return await admit(work, security, opener, user_id=found.user_id, seen=seen)
