"""Whether somebody has shown that he reads the address of an account."""

from uuid import UUID

from sqlalchemy import select

from shopwright.infra.work import Work
from shopwright.modules.identity.errors import EmailNotVerified
from shopwright.modules.identity.models import UserRow


async def is_verified(work: Work, user_id: UUID) -> bool:
    statement = select(UserRow.email_verified_at).where(UserRow.id == user_id)
    return (await work.db.execute(statement)).scalar_one_or_none() is not None


async def demand_verified(work: Work, user_id: UUID) -> None:
    """Let an account have other ways in than its password only when its address is verified: a stranger may have made it.

    Raises:
        EmailNotVerified: it is not.
    """
    if not await is_verified(work, user_id):
        raise EmailNotVerified
