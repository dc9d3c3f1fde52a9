"""An event is heard: its mails are put down, once each, and sent by jobs of their own."""

from uuid import UUID

from sqlalchemy import insert

from shopwright.infra.db import dialect
from shopwright.infra.work import Payload, Work
from shopwright.kernel import ids
from shopwright.satellites.notifications.contracts import QUEUED, SEND
from shopwright.satellites.notifications.models import MailRow, OrderMailRow
from shopwright.satellites.notifications.service.letter import Letter
from shopwright.satellites.notifications.service.letters import LETTERS


async def hear(work: Work, *, event: str, payload: Payload) -> None:
    """Put down each mail that tells of an event, in the transaction in which the event counts as heard."""
    for letter in LETTERS:
        if letter.event.name == event:
            await _put_down(work, letter, payload)


async def _put_down(work: Work, letter: Letter, payload: Payload) -> None:
    receiver = await letter.receiver(work.db, payload)
    if receiver is None:
        return
    mail_id = ids.new()
    statement = dialect.insert_or_ignore(work.db, MailRow, (MailRow.cause, MailRow.template))
    added = await work.db.execute(
        statement.values(
            id=mail_id,
            cause=work.cause or mail_id,
            event=letter.event.name,
            template=letter.template,
            user_id=receiver.user_id,
            address=receiver.address,
            facts=dict(payload),
            state=QUEUED,
            attempts=0,
            created_at=work.now,
        )
    )
    if added.rowcount == 1:
        if payload.get("order_id"):
            order_id = UUID(payload["order_id"])
            await work.db.execute(insert(OrderMailRow).values(mail_id=mail_id, order_id=order_id))
        work.enqueue(SEND, {"mail_id": str(mail_id)}, unique_key=str(mail_id))
