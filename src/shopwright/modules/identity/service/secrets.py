"""Passwords of accounts: asked for, changed, chosen anew when forgotten."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Work
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import Confirmed, Proof, Purpose, ResetClaim, Seen, User
from shopwright.modules.identity.errors import (
    InvalidEmail,
    InvalidLink,
    InvalidResetCode,
    TooManyAttempts,
    UserNotFound,
    WrongPassword,
)
from shopwright.modules.identity.events import PasswordChanged
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.queries import proofs as proof_queries
from shopwright.modules.identity.service import throttle
from shopwright.modules.identity.service.accounts import Begin
from shopwright.modules.identity.service.afresh import begin_afresh
from shopwright.modules.identity.service.links import Links
from shopwright.modules.identity.service.proofs import (
    guess_code,
    lock_owner,
    use_guessed,
    void,
)
from shopwright.modules.identity.service.security import Security
from shopwright.modules.identity.service.sessions import end_sessions


async def confirm_password(
    begin: Begin, security: Security, *, user_id: UUID, password: str, seen: Seen
) -> Confirmed:
    """Ask who is signed in for his password again; for use outside of a Work.

    Counted like an attempt to sign in, but apart from those: strangers, who try the name, don't keep him from it.

    Raises:
        UserNotFound: there is no such active account.
        TooManyAttempts: on the account, or from the address.
        WrongPassword: it is not this one; also where the account has none.
    """
    async with begin() as work:
        user = await queries.by_id(work.db, user_id)
        stored = await proof_queries.password_hash(work.db, user_id)
        wait = await throttle.count(
            work, identifier=str(user_id), address=seen.address, purpose=throttle.CONFIRM
        )
    if user is None or not user.is_active:
        raise UserNotFound
    if wait is not None:
        raise TooManyAttempts(retry_after=wait)
    verdict = await security.passwords.verify(rules.password_of(password), stored)
    if stored is None or not verdict.is_right:
        raise WrongPassword
    async with begin() as work:
        await throttle.forgive(
            work, identifier=str(user_id), address=seen.address, purpose=throttle.CONFIRM
        )
    return Confirmed(user, stored)


async def new_hash(security: Security, password: str, user: User) -> str:
    """The hash of a password that a user wants to have; for use outside of a Work.

    Raises:
        WeakPassword: says why.
    """
    given = rules.password_of(password)
    rules.check_password(given, email=user.email.lower(), username=user.username)
    await security.passwords.judge(given, rules.words_of(user.email, user.username, user.full_name))
    return await security.passwords.hash(given)


async def set_password(
    work: Work, *, confirmed: Confirmed, password_hash: str, session_id: UUID | None
) -> None:
    """Give an account the password that its owner wants; every session but ``session_id`` ends.

    Raises:
        WrongPassword: it was changed since it was asked for.
    """
    user = confirmed.user
    changed = await work.db.execute(
        update(UserRow)
        .where(
            UserRow.id == user.id,
            UserRow.is_active,
            UserRow.password_hash == confirmed.password_hash,
        )
        .values(password_hash=password_hash, updated_at=work.now)
    )
    if changed.rowcount != 1:
        raise WrongPassword
    await _settle(work, user.id, but=session_id)


async def look_at_link(
    db: AsyncConnection, links: Links, *, token: str, purpose: Purpose, now: datetime
) -> Proof:
    """What a link would open, which is not used up by being looked at.

    Raises:
        InvalidLink: not ours, not for this, void, too old, or used.
    """
    proof = await proof_queries.proof(db, links.read(token, purpose, now))
    if proof is None or proof.used_at is not None or proof.expires_at <= now:
        raise InvalidLink
    return proof


async def claim_by_link(
    db: AsyncConnection, links: Links, *, token: str, now: datetime
) -> ResetClaim:
    """Look at a link for choosing a new password; it is used up by :func:`finish_reset`.

    Raises:
        InvalidLink: as :func:`look_at_link`, or the account was closed.
    """
    proof = await look_at_link(db, links, token=token, purpose=Purpose.RESET_PASSWORD, now=now)
    user = await queries.by_id(db, proof.user_id)
    if user is None or not user.is_active:
        raise InvalidLink
    return ResetClaim(proof, user)


async def claim_by_code(
    begin: Begin, security: Security, *, email: str, code: str, seen: Seen
) -> ResetClaim:
    """Try a code, counted before it is compared; for use outside of a Work.

    Raises:
        TooManyAttempts: from the address, or on the account.
        InvalidResetCode: wrong, too old, used, tried too often; also where there is no account or no code.
    """
    try:
        _, normalised = rules.email_of(email)
    except InvalidEmail:
        normalised = ""
    async with begin() as work:
        wait = await throttle.count(
            work, identifier=email, address=seen.address, purpose=throttle.CODE
        )
        proof = user = None
        if wait is None:
            proof = await guess_code(work, security.links, email_normalised=normalised, code=code)
        if (
            proof is not None
        ):  # for who is right alone: others would learn by the work whether there is an account
            user = await queries.by_email(work.db, normalised)
    if wait is not None:
        raise TooManyAttempts(retry_after=wait)
    if proof is None or user is None or user.id != proof.user_id:
        raise InvalidResetCode
    return ResetClaim(proof, user)


async def finish_reset(work: Work, *, claim: ResetClaim, password_hash: str) -> None:
    """Use the claim up and set the password; every session ends, and the address is shown to be read.

    Raises:
        InvalidLink: another was faster, or the account was closed or has another address by now.
    """
    user = claim.user
    # In the order in which signing in takes them: counts, the account, its proofs.
    await throttle.forgive(work, identifier=user.email, address="")
    await throttle.forgive(work, identifier=user.email, address="", purpose=throttle.CODE)
    await lock_owner(work, claim.proof.id)
    if not await use_guessed(work, claim.proof):
        raise InvalidLink
    await begin_afresh(work, user.id)
    changed = await work.db.execute(
        update(UserRow)
        .where(UserRow.id == user.id, UserRow.is_active, UserRow.email == claim.proof.email)
        .values(password_hash=password_hash, email_verified_at=work.now, updated_at=work.now)
    )
    if changed.rowcount != 1:
        raise InvalidLink
    await _settle(work, user.id, but=None)


async def _settle(work: Work, user_id: UUID, *, but: UUID | None) -> None:
    """After a change nothing that was asked for under the old password counts, but for taking an address back."""
    await void(work, user_id, Purpose.RESET_PASSWORD, Purpose.CHANGE_EMAIL, Purpose.VERIFY_EMAIL)
    await end_sessions(work, user_id=user_id, reason="password_changed", but=but)
    work.record(PasswordChanged(user_id=user_id))
