"""Which mail tells whom of what: a line each, and its text in templates/."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Payload
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.events import ProductApproved, ProductRejected
from shopwright.modules.identity import events as identity
from shopwright.modules.identity import queries as accounts
from shopwright.modules.identity.contracts import Proof, Purpose
from shopwright.satellites.notifications.contracts import Facts, Post, Receiver
from shopwright.satellites.notifications.service.cart_letters import CART_LETTERS
from shopwright.satellites.notifications.service.goods_letters import GOODS_LETTERS
from shopwright.satellites.notifications.service.letter import Letter, owner
from shopwright.satellites.notifications.service.parcel_letters import BUYERS_LETTERS
from shopwright.satellites.notifications.service.staff_letters import STAFF_LETTERS

_PLACES = {
    Purpose.VERIFY_EMAIL: "verify-email",
    Purpose.CHANGE_EMAIL: "confirm-email",
    Purpose.UNDO_EMAIL: "undo-email",
    Purpose.RESET_PASSWORD: "reset-password",
}


async def reader(db: AsyncConnection, event: Payload) -> Receiver | None:
    """Whoever reads the address that a link is for."""
    proof = await accounts.proof(db, UUID(event["proof_id"]))
    return Receiver(proof.email, proof.user_id) if proof is not None else None


async def newcomer(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The same, where the address is nobody's yet."""
    return await reader(db, event) if await holder(db, event) is None else None


async def holder(db: AsyncConnection, event: Payload) -> Receiver | None:
    """The account that has the address which another one wants."""
    wanted = await accounts.proof(db, UUID(event["proof_id"]))
    user = await accounts.by_email(db, wanted.email.lower()) if wanted is not None else None
    return Receiver(user.email, user.id) if user is not None else None


async def decision(_post: Post, db: AsyncConnection, event: Payload, _: datetime) -> Facts | None:
    """What was decided of which product; nothing where that is gone."""
    product_id = UUID(event["product_id"])
    product = (await catalog.products(db, [product_id])).get(product_id)
    found = await catalog.approval(db, UUID(event["approval_id"]))
    if product is None or found is None:
        return None
    return {"title": product.title, "is_new": found.kind == "new", "reason": found.reason}


async def link(post: Post, db: AsyncConnection, event: Payload, now: datetime) -> Facts | None:
    """The link (and the code of a reset); nothing where it opens nothing any more."""
    proof = await accounts.proof(db, UUID(event["proof_id"]))
    if proof is None or proof.used_at is not None or proof.expires_at <= now:
        return None
    code = post.links.code(proof.id) if _code_is_good(proof, now) else ""
    lasts = proof.expires_at - proof.created_at
    return {
        "link": f"{post.pages}/{_PLACES[proof.purpose]}/{post.links.token_of(proof)}",
        "code": code,
        "minutes": int(lasts.total_seconds() // 60),
        "hours": int(lasts.total_seconds() // 3600),
        "days": lasts.days,
    }


def _code_is_good(proof: Proof, now: datetime) -> bool:
    return proof.code_expires_at is not None and now < proof.code_expires_at


LETTERS: tuple[Letter, ...] = (
    Letter("verify_email", identity.VerificationAsked, reader, link),
    Letter("registration_tried", identity.RegistrationTried),
    Letter("reset_password", identity.PasswordResetAsked, reader, link),
    Letter("password_changed", identity.PasswordChanged),
    Letter("confirm_email", identity.EmailChangeAsked, newcomer, link),
    Letter("email_in_use", identity.EmailChangeAsked, holder),
    Letter("email_changed", identity.EmailChanged, reader, link),
    Letter("email_restored", identity.EmailChangeUndone, reader, link),
    Letter("account_disabled", identity.UserDisabled),
    Letter("sign_in_blocked", identity.SignInBlocked),
    Letter("session_reused", identity.RefreshTokenReused),
    Letter("factor_added", identity.SecondFactorAdded),
    Letter("factor_removed", identity.SecondFactorRemoved),
    Letter("recovery_code_used", identity.RecoveryCodeUsed),
    Letter("recovery_codes_renewed", identity.RecoveryCodesRenewed),
    Letter("api_key_made", identity.ApiKeyMade),
    Letter("identity_linked", identity.IdentityLinked),
    Letter("identity_unlinked", identity.IdentityUnlinked),
    Letter("product_approved", ProductApproved, owner, decision),
    Letter("product_rejected", ProductRejected, owner, decision),
    *STAFF_LETTERS,
    *GOODS_LETTERS,
    *BUYERS_LETTERS,
    *CART_LETTERS,
)
