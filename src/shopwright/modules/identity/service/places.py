"""Where the owner of an account was signed in lately."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from shopwright.infra.work import Work
from shopwright.modules.identity import rules
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.models import SessionRow

LATELY = timedelta(days=30)
_NOBODY = UUID(int=0)
_MOST = 50


async def own_place(work: Work, user_id: UUID | None, seen: Seen) -> str:
    """The place that somebody comes from, if the account's owner had a session from there lately; else nothing.

    The same is asked of the database for names that nobody has.
    """
    statement = select(SessionRow.address).where(
        SessionRow.user_id == (user_id or _NOBODY), SessionRow.created_at > work.now - LATELY
    )
    known = await work.db.execute(statement.distinct().limit(_MOST))
    here = rules.address_key(seen.address)
    return here if here in {rules.address_key(address) for address in known.scalars()} else ""
