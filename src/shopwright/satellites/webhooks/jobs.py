"""Messages are written down, sent, and forgotten; the staff is warned when an endpoint is given up."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from shopwright.infra.mail.mailer import Mailer, MailRefused
from shopwright.infra.mail.message import Message
from shopwright.infra.work import JobKind, Payload, Retry, Work, Works
from shopwright.satellites.webhooks import queries, service
from shopwright.satellites.webhooks.contracts import FAN_OUT, SEND, WARN
from shopwright.satellites.webhooks.service import Courier

_WARNING = """The shop sends no more webhooks to

    {url}

because {why}. What was meant for it is kept for a while and is sent when the
endpoint is made active again.
"""
_WHY = {
    "gone": "the server there answered that it wants no more (410)",
    "failing": "nothing has come through for days",
}


def jobs(courier: Courier, mailer: Mailer) -> tuple[JobKind, ...]:
    return (
        JobKind(FAN_OUT, service.fan_out, retry=Retry(attempts=20)),
        JobKind(SEND, partial(_send, courier), transactional=False),
        JobKind("webhooks.look", partial(_send, courier), False, every=timedelta(minutes=1)),
        JobKind(WARN, partial(_warn, courier, mailer), False, retry=Retry(10, 30.0, 4 * 3600.0)),
        JobKind("webhooks.sweep", partial(_sweep, courier), every=timedelta(days=1)),
    )


async def _send(courier: Courier, works: Works, payload: Payload) -> None:
    """Start what is due and come back at once; the rows themselves remember what is still to be sent."""
    named = payload.get("endpoint_id")
    await courier.wake(works, UUID(named) if named else None)


async def _warn(courier: Courier, mailer: Mailer, works: Works, payload: Payload) -> None:
    async with works.reading() as db:
        found = await queries.endpoint(db, UUID(payload["endpoint_id"]))
    if found is None or found.is_active:
        return
    text = _WARNING.format(url=found.url.partition("?")[0], why=_WHY[payload["reason"]])
    message = Message(
        id=f"webhook-{found.id}-{int(found.updated_at.timestamp())}",
        to=courier.terms.alert_email,
        subject="A webhook endpoint was disabled",
        text=text,
        date=works.now(),
    )
    try:
        await mailer.send(message)
    except MailRefused:
        return


async def _sweep(courier: Courier, work: Work, _: Payload) -> None:
    await service.sweep(work, kept=courier.terms.kept)
