"""What people ask for by typing an address: kept for a job, so that the answer is the same for every address."""

from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.identity import queries, rules
from shopwright.modules.identity.contracts import NewAccount, Purpose, User, Wish
from shopwright.modules.identity.errors import EmailTaken, InvalidEmail, UsernameTaken
from shopwright.modules.identity.events import PasswordResetAsked, RegistrationTried
from shopwright.modules.identity.models import AccountRequestRow as RequestRow
from shopwright.modules.identity.models import UserRow
from shopwright.modules.identity.queries import proofs as proof_queries
from shopwright.modules.identity.service import throttle
from shopwright.modules.identity.service.accounts import add_user
from shopwright.modules.identity.service.afresh import begin_afresh
from shopwright.modules.identity.service.factors import lock_account
from shopwright.modules.identity.service.links import Links
from shopwright.modules.identity.service.proofs import NewProof, open_proof
from shopwright.modules.identity.service.verifying import ask_to_verify

ANSWER = "identity.answer_request"


async def ask(work: Work, *, wish: Wish, email: str, address: str) -> int | None:
    """Keep a wish about the account of a typed address; answers the seconds to wait where the caller's place is blocked.

    Where the account was asked for too often nothing is kept, and nothing is said. Never raises: the Work has to commit
    what was counted.
    """
    by_account, by_address = await throttle.count_asking(work, identifier=email, address=address)
    if by_address is not None:
        return by_address
    try:
        stored, _ = rules.email_of(email)
    except InvalidEmail:
        return None
    if by_account is None:
        await _keep(work, wish, NewAccount(stored, "", None))
    return None


async def ask_to_register(work: Work, account: NewAccount) -> None:
    """Keep a registration; whether its email is known is found out by the job.

    Raises:
        UsernameTaken: by whomever; it says nothing of the email.
    """
    if account.username and await proof_queries.username_is_taken(work.db, account.username):
        raise UsernameTaken
    await _keep(work, Wish.REGISTER, account)


async def answer_request(work: Work, links: Links, *, request_id: UUID) -> None:
    """Do what was asked, if there is somebody to do it for; the request is gone then."""
    taken = await work.db.execute(
        delete(RequestRow)
        .where(RequestRow.id == request_id)
        .returning(
            RequestRow.purpose,
            RequestRow.email,
            RequestRow.full_name,
            RequestRow.password_hash,
            RequestRow.username,
        )
    )
    row = taken.first()
    if row is None:
        return
    wish = Wish(row.purpose)
    account = NewAccount(row.email, row.full_name, row.password_hash, row.username)
    user = await queries.by_email(work.db, account.email.lower())
    if wish is Wish.REGISTER:
        await _register(work, links, account, user)
    elif user is None or not user.is_active:
        return
    elif wish is Wish.FORGOT_PASSWORD:
        await ask_to_reset(work, links, user=user)
    elif not user.is_verified:
        await ask_to_verify(work, links, user=user)


async def ask_to_reset(work: Work, links: Links, *, user: User) -> UUID:
    """Have a link and a code mailed to the address that the account has."""
    proof = await open_proof(
        work, links, NewProof(user_id=user.id, purpose=Purpose.RESET_PASSWORD, email=user.email)
    )
    work.record(PasswordResetAsked(user_id=user.id, proof_id=proof.id))
    return proof.id


async def _register(work: Work, links: Links, account: NewAccount, user: User | None) -> None:
    if user is None:
        try:
            user = await add_user(
                work, NewAccount(account.email, account.full_name, account.password_hash)
            )
        except EmailTaken:  # kept for the account that had it
            return
    elif user.is_verified or not user.is_active:
        work.record(RegistrationTried(user_id=user.id))
        return
    else:
        await _register_anew(work, user, account)
    await ask_to_verify(work, links, user=user, username=account.username)


async def _register_anew(work: Work, user: User, account: NewAccount) -> None:
    """Nobody has shown yet that the address is his: the last one who registers with it sets the password.

    Else who registers another's address first could wait for its reader to open the link.
    """
    await lock_account(work, user.id)
    await begin_afresh(work, user.id)
    await work.db.execute(
        update(UserRow)
        .where(UserRow.id == user.id, UserRow.email_verified_at.is_(None))
        .values(
            password_hash=account.password_hash, full_name=account.full_name, updated_at=work.now
        )
    )


async def _keep(work: Work, wish: Wish, account: NewAccount) -> None:
    request_id = ids.new()
    await work.db.execute(
        insert(RequestRow).values(
            id=request_id,
            purpose=wish,
            email=account.email,
            username=account.username,
            full_name=account.full_name,
            password_hash=account.password_hash,
            created_at=work.now,
        )
    )
    work.enqueue(ANSWER, {"request_id": str(request_id)})
