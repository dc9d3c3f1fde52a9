"""Mails are written when they go out, and what becomes of them is noted; what they said is not."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.faults import reach
from shopwright.infra.mail.mailer import MailDelayed, MailRefused
from shopwright.infra.mail.message import Message, UnsafeMail
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.modules.customers import queries as customers
from shopwright.satellites.notifications import queries
from shopwright.satellites.notifications.contracts import (
    DEAD,
    FAILED,
    MOST_ATTEMPTS,
    QUEUED,
    SEND,
    SENT,
    Facts,
    Mail,
    Post,
)
from shopwright.satellites.notifications.models import MailRow
from shopwright.satellites.notifications.service.letters import LETTERS

KEPT = timedelta(days=90)
OUT_OF_DATE = "What it tells of was over before it could be sent."
_ACTOR = system("mail")
_LONGEST_ERROR = 300
_LETTERS = {letter.template: letter for letter in LETTERS}


async def send(works: Works, post: Post, *, mail_id: UUID) -> None:
    """Write a mail and hand it over; one that went out already is left alone.

    A crash between the handing over and the note of it sends the mail again, with the same Message-ID.

    Raises:
        MailDelayed: to be tried again; after ``MOST_ATTEMPTS`` the mail is a dead letter instead.
    """
    async with works.reading() as db:
        mail = await queries.mail(db, mail_id)
        if mail is None or mail.state == SENT:
            return
        message = await _written(works, post, db, mail)
    if message is None:
        await _note(works, mail, DEAD, OUT_OF_DATE)
        return
    try:
        await post.mailer.send(message)
    except (MailRefused, UnsafeMail) as error:
        await _note(works, mail, DEAD, error.detail)
    except MailDelayed as error:
        is_last = mail.attempts + 1 >= MOST_ATTEMPTS
        await _note(works, mail, DEAD if is_last else FAILED, error.detail)
        if not is_last:
            raise
    else:
        reach("mail.sent")
        await _note(works, mail, SENT, None)


async def retry(work: Work, *, mail_id: UUID | None = None) -> int:
    """Give dead letters (one, or all) their attempts back; answers how many."""
    statement = update(MailRow).where(MailRow.state == DEAD)
    if mail_id is not None:
        statement = statement.where(MailRow.id == mail_id)
    revived = await work.db.execute(
        statement.values(state=QUEUED, attempts=0, last_error=None).returning(MailRow.id)
    )
    found = list(revived.scalars())
    for each in found:
        work.enqueue(SEND, {"mail_id": str(each)}, unique_key=str(each))
    return len(found)


async def sweep(work: Work) -> None:
    """Forget mails of which nobody asks any more."""
    await work.db.execute(
        delete(MailRow).where(MailRow.created_at < work.now - KEPT, MailRow.state != QUEUED)
    )


async def _written(works: Works, post: Post, db: AsyncConnection, mail: Mail) -> Message | None:
    letter = _LETTERS.get(mail.template)
    facts = await letter.facts(post, db, mail.facts, works.now()) if letter is not None else None
    if facts is None:
        return None
    locale = (await customers.profile(db, mail.user_id)).locale if mail.user_id else ""
    shop = {"shop_name": post.shop_name, "shop_url": post.shop_url}
    locale = post.language_for(locale or str(facts.get("locale") or ""))
    rendered = post.templates.render(mail.template, locale, {**shop, **facts})
    return Message(
        id=str(mail.id),
        to=mail.address,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        date=mail.created_at,
        headers=_way_out(facts),
    )


def _way_out(facts: Facts) -> dict[str, str]:
    """By which mail programs offer to be rid of such mails: one click, nothing to sign in to (RFC 8058)."""
    link = facts.get("stop_link")
    if not link:
        return {}
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


async def _note(works: Works, mail: Mail, state: str, error: str | None) -> None:
    async with works(_ACTOR) as work:
        await work.db.execute(
            update(MailRow)
            .where(MailRow.id == mail.id, MailRow.state != SENT)
            .values(
                state=state,
                attempts=MailRow.attempts + 1,
                last_error=error[:_LONGEST_ERROR] if error else None,
                sent_at=work.now if state == SENT else None,
            )
        )
