"""The email of an account, changed by its owner and taken back by the reader of the old address."""

from uuid import UUID

from sqlalchemy import select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import Confirmed, Proof, Purpose, User
from shopwright.modules.identity.errors import EmailTaken, InvalidLink, SameEmail, WrongPassword
from shopwright.modules.identity.events import (
    EmailChangeAsked,
    EmailChanged,
    EmailChangeUndone,
)
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.queries import proofs as proof_queries
from shopwright.modules.identity.service.afresh import close_other_ways
from shopwright.modules.identity.service.links import Links
from shopwright.modules.identity.service.proofs import (
    NewProof,
    open_proof,
    use_link,
    void,
    void_later_undos,
)
from shopwright.modules.identity.service.sessions import end_sessions


async def ask_for_email(
    work: Work, links: Links, *, confirmed: Confirmed, email: str, session_id: UUID | None
) -> None:
    """Have a link mailed to the address that an account wants; nothing changes before it is opened.

    Whether the address belongs to another account is not told here, and found out when the mail is written.

    Raises:
        InvalidEmail: see rules.
        SameEmail: it is this account's own.
        WrongPassword: the password was changed since it was asked for.
    """
    stored, normalised = rules.email_of(email)
    user = confirmed.user
    if normalised == user.email.lower():
        raise SameEmail
    if await proof_queries.password_hash(work.db, user.id) != confirmed.password_hash:
        raise WrongPassword
    proof = await open_proof(
        work,
        links,
        NewProof(
            user_id=user.id, purpose=Purpose.CHANGE_EMAIL, email=stored, session_id=session_id
        ),
    )
    work.record(EmailChangeAsked(user_id=user.id, proof_id=proof.id))


async def confirm_email(work: Work, links: Links, *, token: str) -> User:
    """Give the account the address whose reader opened the link; sessions end, but for the one that asked.

    Raises:
        InvalidLink: not ours, void, too old, or used.
        EmailTaken: another account has the address by now.
    """
    proof = await use_link(work, links, token=token, purpose=Purpose.CHANGE_EMAIL)
    before = await _locked(work, proof)
    await _move(work, before, proof.email)
    undo = await open_proof(
        work, links, NewProof(user_id=before.id, purpose=Purpose.UNDO_EMAIL, email=before.email)
    )
    await void(work, before.id, Purpose.RESET_PASSWORD, Purpose.VERIFY_EMAIL)
    await end_sessions(work, user_id=before.id, reason="email_changed", but=proof.session_id)
    work.record(EmailChanged(user_id=before.id, proof_id=undo.id))
    return await _found(work, before.id)


async def undo_email(work: Work, links: Links, *, token: str) -> User:
    """Give an account its old address back.

    Whoever changed it knew the password, so that is void, sessions end, and so does what he may have added: keys, and
    accounts elsewhere.

    Raises:
        InvalidLink: not ours, too old, or used.
        EmailTaken: another account has the address by now.
    """
    proof = await use_link(work, links, token=token, purpose=Purpose.UNDO_EMAIL)
    before = await _locked(work, proof)
    await _move(work, before, proof.email)
    await work.db.execute(update(UserRow).where(UserRow.id == before.id).values(password_hash=None))
    await void(work, before.id, *(Purpose.CHANGE_EMAIL, Purpose.VERIFY_EMAIL))
    await void_later_undos(work, proof)
    await close_other_ways(work, before.id)
    await end_sessions(work, user_id=before.id, reason="email_restored")
    reset = await open_proof(
        work, links, NewProof(user_id=before.id, purpose=Purpose.RESET_PASSWORD, email=proof.email)
    )
    work.record(EmailChangeUndone(user_id=before.id, proof_id=reset.id))
    return await _found(work, before.id)


async def _move(work: Work, user: User, email: str) -> None:
    holder = await queries.by_email(work.db, email.lower())
    if holder is not None and holder.id != user.id:
        raise EmailTaken
    await work.db.execute(
        update(UserRow)
        .where(UserRow.id == user.id)
        .values(
            email=email,
            email_normalised=email.lower(),
            email_verified_at=work.now,
            updated_at=work.now,
        )
    )


async def _locked(work: Work, proof: Proof) -> User:
    row = select(UserRow.id).where(UserRow.id == proof.user_id, UserRow.is_active)
    if (await work.db.execute(dialect.lock_rows(work.db, row))).first() is None:
        raise InvalidLink
    return await _found(work, proof.user_id)


async def _found(work: Work, user_id: UUID) -> User:
    user = await queries.by_id(work.db, user_id)
    if user is None:
        raise InvalidLink
    return user
