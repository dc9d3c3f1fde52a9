"""Links and codes that are mailed: opened, used once, void when a newer one is asked for."""

import hmac
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.signing import fingerprint
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.identity.contracts import Proof, Purpose
from shopwright.modules.identity.errors import InvalidLink
from shopwright.modules.identity.models import AccountProofRow as ProofRow
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.queries.proofs import PROOF, proof_of
from shopwright.modules.identity.service.links import Links

LIFETIMES = {
    Purpose.VERIFY_EMAIL: timedelta(days=2),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
    Purpose.UNDO_EMAIL: timedelta(days=7),
    Purpose.RESET_PASSWORD: timedelta(minutes=30),
}
CODE_LIFETIME = timedelta(minutes=10)
MOST_GUESSES = 5


@dataclass(frozen=True, slots=True)
class NewProof:
    """What a mail to ``email`` is to open."""

    user_id: UUID
    purpose: Purpose
    email: str
    username: str | None = None
    session_id: UUID | None = None


async def open_proof(work: Work, links: Links, wanted: NewProof) -> Proof:
    """Make what a mail to ``email`` will hold; an older one for the same purpose is void from now on.

    A change of address is undone by its own link, however many follow it: those stay.
    """
    await work.db.execute(
        dialect.lock_rows(work.db, select(UserRow.id).where(UserRow.id == wanted.user_id))
    )
    if wanted.purpose is not Purpose.UNDO_EMAIL:
        await void(work, wanted.user_id, wanted.purpose)
    has_code = wanted.purpose is Purpose.RESET_PASSWORD
    proof = Proof(
        id=ids.new(),
        user_id=wanted.user_id,
        purpose=wanted.purpose,
        email=wanted.email,
        username=wanted.username,
        session_id=wanted.session_id,
        created_at=work.now,
        code_expires_at=work.now + CODE_LIFETIME if has_code else None,
        expires_at=work.now + LIFETIMES[wanted.purpose],
    )
    await work.db.execute(
        insert(ProofRow).values(
            **asdict(proof),
            email_normalised=proof.email.lower(),
            token_hash=fingerprint(links.token_of(proof)),
            code_hash=links.code_hash(proof.id, links.code(proof.id)) if has_code else None,
            attempts=0,
        )
    )
    return proof


async def use_link(work: Work, links: Links, *, token: str, purpose: Purpose) -> Proof:
    """Use a link up, in one guarded statement: of two at once, one does.

    Raises:
        InvalidLink: not ours, not for this, void, too old, or used before.
    """
    proof_id = links.read(token, purpose, work.now)
    await lock_owner(work, proof_id)
    used = await work.db.execute(
        update(ProofRow)
        .where(
            ProofRow.id == proof_id,
            ProofRow.purpose == purpose,
            ProofRow.token_hash == fingerprint(token),
            ProofRow.used_at.is_(None),
            ProofRow.expires_at > work.now,
        )
        .values(used_at=work.now)
        .returning(*PROOF)
    )
    row = used.first()
    if row is None:
        raise InvalidLink
    return proof_of(row)


async def lock_owner(work: Work, proof_id: UUID) -> None:
    """Let whoever changes an account's proofs wait for its account first, as those do who ask for new ones."""
    owner = select(ProofRow.user_id).where(ProofRow.id == proof_id)
    await work.db.execute(
        dialect.lock_rows(work.db, select(UserRow.id).where(UserRow.id.in_(owner)))
    )


async def guess_code(work: Work, links: Links, *, email_normalised: str, code: str) -> Proof | None:
    """Count a guess at the code that was mailed last, then compare; None where it is wrong or there is none.

    Never raises: the Work has to commit what was counted. Five guesses are compared, whatever comes at once.
    """
    latest = (
        select(ProofRow.id)
        .join(UserRow, UserRow.id == ProofRow.user_id)
        .where(
            UserRow.email_normalised == email_normalised,
            UserRow.is_active,
            ProofRow.purpose == Purpose.RESET_PASSWORD,
        )
        .order_by(ProofRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    counted = await work.db.execute(
        update(ProofRow)
        .where(
            ProofRow.id == latest,
            ProofRow.attempts < MOST_GUESSES,
            ProofRow.used_at.is_(None),
            ProofRow.code_expires_at > work.now,
        )
        .values(attempts=ProofRow.attempts + 1)
        .returning(*PROOF, ProofRow.code_hash)
    )
    row = counted.first()
    if row is None:
        return None
    is_right = hmac.compare_digest(links.code_hash(row.id, code), row.code_hash or "")
    return proof_of(row) if is_right else None


async def use_guessed(work: Work, proof: Proof) -> bool:
    """Use up what a right code, or a link that was looked at, opened; False where another was faster."""
    used = await work.db.execute(
        update(ProofRow)
        .where(ProofRow.id == proof.id, ProofRow.used_at.is_(None), ProofRow.expires_at > work.now)
        .values(used_at=work.now)
    )
    return used.rowcount == 1


async def void(work: Work, user_id: UUID, *purposes: Purpose) -> None:
    """Nothing that was mailed for these purposes opens anything any more."""
    await work.db.execute(
        delete(ProofRow).where(
            ProofRow.user_id == user_id,
            ProofRow.purpose.in_(purposes),
            ProofRow.used_at.is_(None),
        )
    )


async def void_later_undos(work: Work, proof: Proof) -> None:
    """Who takes an address back takes back the changes after it too."""
    await work.db.execute(
        delete(ProofRow).where(
            ProofRow.user_id == proof.user_id,
            ProofRow.purpose == Purpose.UNDO_EMAIL,
            ProofRow.id > proof.id,
        )
    )
