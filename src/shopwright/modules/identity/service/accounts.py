"""Accounts: made, changed, disabled."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import ADMIN, CUSTOMER, NewAccount, Registration, User
from shopwright.modules.identity.errors import EmailTaken, UsernameTaken, UserNotFound
from shopwright.modules.identity.events import (
    UserChanged,
    UserDisabled,
    UserEnabled,
    UserRegistered,
)
from shopwright.modules.identity.models import UserRoleRow, UserRow
from shopwright.modules.identity.permissions import USERS_WRITE
from shopwright.modules.identity.queries.proofs import email_is_kept
from shopwright.modules.identity.service.roles import guard_admins, guard_rights, lock_admins
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.sessions import end_sessions

Begin = Callable[[], AbstractAsyncContextManager[Work]]


async def create_admin(begin: Begin, security: Security, registration: Registration) -> User:
    """Make an admin's account: the command line's way to the first one.

    Raises:
        InvalidEmail, InvalidUsername, WeakPassword, EmailTaken, UsernameTaken: as :func:`register`.
    """
    account = await hashed(security, registration, frozenset({ADMIN}), is_verified=True)
    async with begin() as work:
        return await add_user(work, account)


async def hashed(
    security: Security,
    registration: Registration,
    roles: frozenset[str] = frozenset({CUSTOMER}),
    *,
    is_verified: bool = False,
) -> NewAccount:
    """The account to be made of a registration, its password judged and hashed; for use outside of a Work.

    Raises:
        InvalidEmail, InvalidUsername, WeakPassword: see rules.
    """
    email, normalised = rules.email_of(registration.email)
    username = rules.username_of(registration.username) if registration.username else None
    password = rules.password_of(registration.password)
    rules.check_password(password, email=normalised, username=username)
    words = rules.words_of(email, username, registration.full_name)
    await security.passwords.judge(password, words)
    return NewAccount(
        email=email,
        full_name=registration.full_name,
        password_hash=await security.passwords.hash(password),
        username=username,
        roles=roles,
        is_verified=is_verified,
    )


async def add_user(work: Work, account: NewAccount) -> User:
    """Store an account with its roles.

    Raises:
        InvalidEmail, InvalidUsername: see rules.
        EmailTaken, UsernameTaken: whatever the case of their letters.
    """
    email, normalised = rules.email_of(account.email)
    username = rules.username_of(account.username) if account.username else None
    if await email_is_kept(work.db, normalised, work.now):
        raise EmailTaken
    user_id = ids.new()
    verified_at = work.now if account.is_verified else None
    row = {
        "id": user_id,
        "email": email,
        "email_normalised": normalised,
        "username": username,
        "full_name": account.full_name,
        "password_hash": account.password_hash,
        "is_active": True,
        "email_verified_at": verified_at,
        "created_at": work.now,
        "updated_at": work.now,
    }
    added = await work.db.execute(dialect.insert_or_ignore(work.db, UserRow).values(**row))
    if added.rowcount != 1:
        raise await _taken(work, normalised)
    if account.roles:
        rows = [{"user_id": user_id, "role": role} for role in sorted(account.roles)]
        await work.db.execute(insert(UserRoleRow), rows)
    work.record(UserRegistered(user_id=user_id))
    return User(
        id=user_id,
        email=email,
        username=username,
        full_name=account.full_name,
        is_active=True,
        roles=account.roles,
        created_at=work.now,
        email_verified_at=verified_at,
    )


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What of an account is to change; None leaves it."""

    full_name: str | None = None
    username: str | None = None


async def change_account(work: Work, *, user_id: UUID, change: AccountChange) -> User:
    """Change what an account shows of its owner; he may, and who may change them all.

    Raises:
        UserNotFound: there is no such account, or none that concerns the actor.
        BeyondOwnRights: it is another's, who holds rights that the actor lacks.
        InvalidUsername, UsernameTaken: see :func:`register`.
    """
    if work.actor.user_id != user_id and not work.actor.may(USERS_WRITE):
        raise UserNotFound
    before = await _locked(work, user_id)
    if work.actor.user_id != user_id:
        await guard_rights(work, before.roles)
    values: dict[str, object] = {}
    if change.full_name is not None and change.full_name != before.full_name:
        values["full_name"] = change.full_name
    if change.username is not None:
        username = rules.username_of(change.username)
        if username != before.username:
            values["username"] = await _free_username(work, username)
    if values:
        await work.db.execute(
            update(UserRow).where(UserRow.id == user_id).values(**values, updated_at=work.now)
        )
        work.record(UserChanged(user_id=user_id))
    return await _found(work, user_id)


async def set_active(work: Work, *, user_id: UUID, is_active: bool) -> User:
    """Disable an account, which ends its sessions, or enable it again.

    Raises:
        UserNotFound: there is no such account.
        BeyondOwnRights: it holds rights that the actor lacks.
        LastAdmin: it is the last active admin's.
    """
    await lock_admins(work)
    user = await _locked(work, user_id)
    if user.is_active == is_active:
        return user
    await guard_rights(work, user.roles)
    await work.db.execute(
        update(UserRow)
        .where(UserRow.id == user_id)
        .values(is_active=is_active, updated_at=work.now)
    )
    if is_active:
        work.record(UserEnabled(user_id=user_id))
    else:
        if ADMIN in user.roles:
            await guard_admins(work)
        await end_sessions(work, user_id=user_id, reason="disabled")
        work.record(UserDisabled(user_id=user_id))
    return await _found(work, user_id)


async def _locked(work: Work, user_id: UUID) -> User:
    statement = select(UserRow.id).where(UserRow.id == user_id)
    await work.db.execute(dialect.lock_rows(work.db, statement))
    return await _found(work, user_id)


async def _found(work: Work, user_id: UUID) -> User:
    user = await queries.by_id(work.db, user_id)
    if user is None:
        raise UserNotFound
    return user


async def _taken(work: Work, email_normalised: str) -> EmailTaken | UsernameTaken:
    is_email = await queries.by_email(work.db, email_normalised) is not None
    return EmailTaken() if is_email else UsernameTaken()


async def _free_username(work: Work, username: str) -> str:
    holder = select(UserRow.id).where(UserRow.username == username)
    if (await work.db.execute(holder)).first() is not None:
        raise UsernameTaken
    return username
