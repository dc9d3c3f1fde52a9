"""What is read about mails."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.satellites.notifications.contracts import DEAD, Mail
from shopwright.satellites.notifications.models import MailRow

_MAIL = (
    MailRow.id,
    MailRow.event,
    MailRow.template,
    MailRow.user_id,
    MailRow.address,
    MailRow.facts,
    MailRow.state,
    MailRow.attempts,
    MailRow.last_error,
    MailRow.created_at,
    MailRow.sent_at,
)


async def mail(db: AsyncConnection, mail_id: UUID) -> Mail | None:
    row = (await db.execute(select(*_MAIL).where(MailRow.id == mail_id))).first()
    return Mail(*row) if row else None


async def dead_mails(db: AsyncConnection, *, limit: int = 100) -> Sequence[Mail]:
    """The mails that will not be tried again, the newest first."""
    statement = select(*_MAIL).where(MailRow.state == DEAD).order_by(MailRow.id.desc())
    return [Mail(*row) for row in await db.execute(statement.limit(limit))]
