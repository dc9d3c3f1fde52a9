"""Showing that one reads the address of one's account."""

from uuid import UUID

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.modules.identity import queries
from shopwright.modules.identity.contracts import Proof, Purpose, User
from shopwright.modules.identity.errors import InvalidLink
from shopwright.modules.identity.events import EmailVerified, UserChanged, VerificationAsked
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.queries import proofs as proof_queries
from shopwright.modules.identity.service.links import Links
from shopwright.modules.identity.service.proofs import NewProof, open_proof, use_link


async def ask_to_verify(
    work: Work, links: Links, *, user: User, username: str | None = None
) -> Proof:
    """Have a link mailed to an account's address; ``username`` is taken when it is opened, if it is free by then."""
    proof = await open_proof(
        work,
        links,
        NewProof(
            user_id=user.id, purpose=Purpose.VERIFY_EMAIL, email=user.email, username=username
        ),
    )
    work.record(VerificationAsked(user_id=user.id, proof_id=proof.id))
    return proof


async def verify_email(work: Work, links: Links, *, token: str) -> User:
    """Open the link of a mail.

    A second opening of the same link changes nothing and answers the same: those who look at mails before their
    reader does open links too.

    Raises:
        InvalidLink: not ours, void, too old, or of an address that the account no longer has.
    """
    proof = await _verified_before(work, links, token)
    if proof is None:
        proof = await use_link(work, links, token=token, purpose=Purpose.VERIFY_EMAIL)
        await _settle(work, proof)
    user = await queries.by_id(work.db, proof.user_id)
    if user is None or not user.is_active or not user.is_verified or user.email != proof.email:
        raise InvalidLink
    return user


async def _verified_before(work: Work, links: Links, token: str) -> Proof | None:
    proof_id = links.read(token, Purpose.VERIFY_EMAIL, work.now)
    known = await proof_queries.proof(work.db, proof_id)
    return known if known is not None and known.used_at is not None else None


async def _settle(work: Work, proof: Proof) -> None:
    await work.db.execute(
        update(UserRow)
        .where(UserRow.id == proof.user_id, UserRow.email == proof.email, UserRow.is_active)
        .values(email_verified_at=work.now, updated_at=work.now)
    )
    work.record(EmailVerified(user_id=proof.user_id))
    if proof.username is not None:
        await _take_username(work, proof.user_id, proof.username)


async def _take_username(work: Work, user_id: UUID, username: str) -> None:
    """Give the account the username that it was registered with, unless somebody else has it by now."""
    if await proof_queries.username_is_taken(work.db, username):
        return
    taken = await work.db.execute(
        update(UserRow)
        .where(UserRow.id == user_id, UserRow.username.is_(None))
        .values(username=username)
    )
    if taken.rowcount == 1:
        work.record(UserChanged(user_id=user_id))
