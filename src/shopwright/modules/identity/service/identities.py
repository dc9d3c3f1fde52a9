"""Identities elsewhere that belong to an account: kept, linked, unlinked."""

from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.kernel.errors import ShopError
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import ForeignPerson, Linked, NewAccount
from shopwright.modules.identity.errors import (
    EmailNotConfirmed,
    EmailTaken,
    IdentityNotFound,
    IdentityTaken,
    InvalidEmail,
    InvalidState,
    LastWayIn,
    LinkFirst,
    NoNewAccounts,
)
from shopwright.modules.identity.events import IdentityLinked, IdentityUnlinked
from shopwright.modules.identity.models import ForeignIdentityRow, SessionRow, UserRow
from shopwright.modules.identity.service.accounts import add_user
from shopwright.modules.identity.service.factors import lock_account
from shopwright.modules.identity.service.sessions import end_sessions
from shopwright.modules.identity.service.verified import demand_verified

_LONGEST_EMAIL = 320


async def keep_identity(
    work: Work, *, provider: str, person: ForeignPerson, user_id: UUID
) -> IdentityTaken | None:
    """Store an identity, unless it or its provider's place is taken."""
    statement = dialect.insert_or_ignore(work.db, ForeignIdentityRow)
    kept = await work.db.execute(
        statement.values(
            provider=provider,
            subject=person.subject,
            user_id=user_id,
            email=person.email[:_LONGEST_EMAIL],
            created_at=work.now,
            last_used_at=work.now,
        )
    )
    return None if kept.rowcount == 1 else IdentityTaken()


async def known(work: Work, provider: str, person: ForeignPerson) -> UUID | None:
    """Whose identity it is; found by the provider's id alone, never by an address."""
    known = await work.db.execute(
        update(ForeignIdentityRow)
        .where(
            ForeignIdentityRow.provider == provider, ForeignIdentityRow.subject == person.subject
        )
        .values(last_used_at=work.now)
        .returning(ForeignIdentityRow.user_id)
    )
    return known.scalar_one_or_none()


async def newcomer(
    work: Work, provider: str, person: ForeignPerson, *, takes_new: bool = True
) -> UUID | ShopError:
    """An account for somebody who was never here by this way; what two sides vouch for is one person.

    Whose address the provider does not vouch for learns nothing of whether there is an account.
    """
    if not person.is_email_verified:
        return EmailNotConfirmed()
    try:
        email, normalised = rules.email_of(person.email)
        user = await queries.by_email(work.db, normalised)
        if user is not None and not user.is_verified:
            return LinkFirst()
        if user is None and not takes_new:
            return NoNewAccounts()
        if user is None:
            name = rules.name_of(person.full_name)
            user = await add_user(work, NewAccount(email, name, None, is_verified=True))
    except (InvalidEmail, EmailTaken) as error:
        return error if isinstance(error, EmailTaken) else EmailNotConfirmed()
    if refusal := await keep_identity(work, provider=provider, person=person, user_id=user.id):
        return refusal
    work.record(IdentityLinked(user_id=user.id, provider=provider))
    return user.id


async def link_to_session(
    work: Work, *, provider: str, person: ForeignPerson, session_id: UUID
) -> Linked | IdentityTaken | InvalidState:
    """Link an identity to the account whose session asked for it, if that still goes on.

    Raises:
        EmailNotVerified: nobody has shown yet that he reads the account's address.
    """
    statement = (
        select(SessionRow.user_id)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(
            SessionRow.id == session_id,
            SessionRow.ended_at.is_(None),
            SessionRow.expires_at > work.now,
            UserRow.is_active,
        )
    )
    user_id = (await work.db.execute(statement)).scalar_one_or_none()
    if user_id is None:
        return InvalidState()
    await demand_verified(work, user_id)
    if refusal := await keep_identity(work, provider=provider, person=person, user_id=user_id):
        return refusal
    work.record(IdentityLinked(user_id=user_id, provider=provider))
    return Linked(user_id, provider)


async def unlink(work: Work, *, user_id: UUID, provider: str, session_id: UUID) -> None:
    """Forget who the account is at a provider; every other session ends.

    Raises:
        IdentityNotFound: it is nobody there.
        LastWayIn: there is neither a password nor another identity.
    """
    await lock_account(work, user_id)
    mine = ForeignIdentityRow.user_id == user_id
    removed = await work.db.execute(
        delete(ForeignIdentityRow).where(mine, ForeignIdentityRow.provider == provider)
    )
    if removed.rowcount != 1:
        raise IdentityNotFound
    others = await work.db.execute(select(ForeignIdentityRow.provider).where(mine).limit(1))
    has_password = select(UserRow.id).where(
        UserRow.id == user_id, UserRow.password_hash.is_not(None)
    )
    if others.first() is None and (await work.db.execute(has_password)).first() is None:
        raise LastWayIn
    await end_sessions(work, user_id=user_id, reason="identity_unlinked", but=session_id)
    work.record(IdentityUnlinked(user_id=user_id, provider=provider))
