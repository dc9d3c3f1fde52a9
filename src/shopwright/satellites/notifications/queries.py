"""What is read about mails."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.satellites.notifications.contracts import DEAD, Mail, MailState
from shopwright.satellites.notifications.models import MailRow, OrderMailRow

_SORT = "mails"
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


async def page(
    db: AsyncConnection,
    request: PageRequest,
    *,
    state: MailState | None = None,
    template: str | None = None,
    address: str | None = None,
) -> Page[Mail]:
    """Mails, the newest first.

    Raises:
        InvalidCursor: not a cursor of this list.
    """
    asked = ((MailRow.state, state), (MailRow.template, template), (MailRow.address, address))
    conditions = [column == value for column, value in asked if value is not None]
    statement = select(*_MAIL).where(*conditions).order_by(MailRow.id.desc())
    if request.cursor is not None:
        statement = statement.where(MailRow.id < id_in_cursor(request.cursor, _SORT))
    statement = statement.limit(request.limit + 1).offset(request.offset)
    found = [Mail(*row) for row in await db.execute(statement)]
    items, total = found[: request.limit], None
    if request.with_total:
        counting = select(func.count(MailRow.id)).where(*conditions)
        total = (await db.execute(counting)).scalar_one()
    more = encode_cursor(_SORT, str(items[-1].id)) if len(found) > len(items) else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def dead_mails(db: AsyncConnection, *, limit: int = 100) -> Sequence[Mail]:
    """The mails that will not be tried again, the newest first."""
    statement = select(*_MAIL).where(MailRow.state == DEAD).order_by(MailRow.id.desc())
    return [Mail(*row) for row in await db.execute(statement.limit(limit))]


async def given_up(db: AsyncConnection) -> tuple[int, str, datetime | None]:
    """How many mails will not be tried again, and what the newest of them met when."""
    row = MailRow
    count = await db.scalar(select(func.count()).select_from(row).where(row.state == DEAD))
    newest = select(row.last_error, row.created_at).where(row.state == DEAD)
    found = (await db.execute(newest.order_by(row.id.desc()).limit(1))).first()
    return (
        count or 0,
        (found.last_error or "") if found else "",
        found.created_at if found else None,
    )


async def mails_about(
    db: AsyncConnection, order_id: UUID, *, address: str | None = None
) -> Sequence[Mail]:
    """The mails that tell of an order, the oldest first; ``address`` leaves out those to others."""
    row = MailRow
    about = select(OrderMailRow.mail_id).where(OrderMailRow.order_id == order_id)
    statement = select(*_MAIL).where(row.id.in_(about)).order_by(row.id)
    if address is not None:
        statement = statement.where(row.address == address)
    return [Mail(*each) for each in await db.execute(statement)]
