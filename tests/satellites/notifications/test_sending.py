"""Mails go out at least once and are told of once, whatever the server does."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.jobs import queue
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import Job, OutboxEvent
from shopwright.infra.settings import Settings
from shopwright.infra.settings.mail import StartTls
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.identity.events import PasswordChanged, SignInBlocked
from shopwright.satellites.notifications import queries, service
from shopwright.satellites.notifications.models import MailRow
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.mail_server import Postbox, mail_server
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mail_port(postbox: Postbox) -> Iterator[int]:
    with mail_server(postbox) as port:
        yield port


@pytest.fixture
async def services(
    settings: Settings, clock: SteppingClock, mail_port: int
) -> AsyncIterator[Services]:
    """A shop that sends its mails to the postbox."""
    changes = {
        "mail_url": f"smtp://127.0.0.1:{mail_port}",
        "mail_from": "The Shop <shop@example.com>",
        "mail_starttls": StartTls.NEVER,
        "mail_timeout_seconds": 1,
    }
    opened = open_services(settings.model_copy(update=changes), now=clock)
    yield opened
    await close_services(opened)


async def _happens(works: Works, person: Person) -> None:
    async with works(ACTOR) as work:
        work.record(PasswordChanged(user_id=person.user_id))


async def _states(db: AsyncConnection) -> list[tuple[str, int, str | None]]:
    rows = await db.execute(select(MailRow.state, MailRow.attempts, MailRow.last_error))
    return [tuple(row) for row in rows]


async def _jobs(db: AsyncConnection) -> list[str]:
    return list((await db.execute(select(Job.name))).scalars())


async def test_a_mail_goes_out_and_is_noted_without_what_it_said(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox, customer: Person
) -> None:
    await _happens(services.works, customer)

    await worker.run_until_idle()
    await worker.run_until_idle()

    (mail,) = postbox.mails
    assert postbox.recipients == [customer.email]
    assert mail["From"] == "The Shop <shop@example.com>"
    assert mail["Subject"] == "Your password was changed"
    row = (await db.execute(select(*MailRow.__table__.c))).one()
    assert (row.state, row.attempts, row.user_id) == ("sent", 1, customer.user_id)
    assert mail["Message-ID"] == f"<{row.id}@example.com>"
    assert "password of your account" not in str(tuple(row))
    assert await _jobs(db) == []


async def test_an_event_that_is_heard_twice_is_told_once(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox, customer: Person
) -> None:
    await _happens(services.works, customer)
    event_id = (
        await db.execute(select(OutboxEvent.id).where(OutboxEvent.name == PasswordChanged.name))
    ).scalar_one()

    for _ in range(3):
        async with services.works(ACTOR) as work:
            work.cause = event_id
            payload = {"user_id": str(customer.user_id)}
            await service.hear(work, event=PasswordChanged.name, payload=payload)
    await worker.run_until_idle()

    assert len(postbox.mails) == 1


async def test_a_refusal_for_good_is_a_dead_letter_at_once(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox, customer: Person
) -> None:
    postbox.says_to_recipient = f"550 nobody <{customer.email}> here"
    await _happens(services.works, customer)

    await worker.run_until_idle()

    assert await _states(db) == [("dead", 1, "550 nobody here")]
    assert await _jobs(db) == []


async def test_a_temporary_refusal_is_tried_again_later(
    services: Services,
    worker: Worker,
    db: AsyncConnection,
    postbox: Postbox,
    clock: SteppingClock,
    customer: Person,
) -> None:
    postbox.says_to_recipient = "450 greylisted"
    await _happens(services.works, customer)
    await worker.run_until_idle()
    refused = await _states(db)
    postbox.says_to_recipient = None
    await worker.run_until_idle()
    too_early = list(postbox.mails)
    clock.advance(minutes=1)

    await worker.run_until_idle()

    assert refused == [("failed", 1, "450 greylisted")]
    assert too_early == []
    assert [state for state, *_ in await _states(db)] == ["sent"]
    assert len(postbox.mails) == 1


async def test_a_mail_that_can_not_be_sent_for_hours_is_a_dead_letter_that_can_be_revived(
    services: Services,
    worker: Worker,
    db: AsyncConnection,
    postbox: Postbox,
    clock: SteppingClock,
    customer: Person,
) -> None:
    postbox.says_to_data = "451 later"
    await _happens(services.works, customer)
    for _ in range(10):
        await worker.run_until_idle()
        clock.advance(hours=6)
    await worker.run_until_idle()
    dead = await _states(db)
    postbox.says_to_data = None

    async with services.works(ACTOR) as work:
        revived = await service.retry(work)
    await worker.run_until_idle()

    assert dead == [("dead", 10, "451 later")]
    assert revived == 1
    assert [state for state, *_ in await _states(db)] == ["sent"]
    assert await queue.buried(db) == []


async def test_a_server_that_stalls_holds_a_mail_up_and_loses_none(
    services: Services,
    worker: Worker,
    db: AsyncConnection,
    postbox: Postbox,
    customer: Person,
) -> None:
    postbox.stalls = True
    await _happens(services.works, customer)

    await worker.run_until_idle()

    assert [state for state, *_ in await _states(db)] == ["failed"]
    assert await _jobs(db) == ["notifications.send"]


async def test_a_mail_whose_receipt_was_lost_comes_twice_with_one_id(
    services: Services,
    worker: Worker,
    db: AsyncConnection,
    postbox: Postbox,
    clock: SteppingClock,
    customer: Person,
) -> None:
    postbox.hangs_up_after_data = True
    await _happens(services.works, customer)
    await worker.run_until_idle()
    postbox.hangs_up_after_data = False
    clock.advance(minutes=1)

    await worker.run_until_idle()

    assert len(postbox.mails) == 2
    assert len({mail["Message-ID"] for mail in postbox.mails}) == 1
    assert [state for state, *_ in await _states(db)] == ["sent"]


async def test_one_that_is_refused_holds_no_other_up(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox, customer: Person
) -> None:
    postbox.says_to_recipient = "550 no"
    await _happens(services.works, customer)
    await worker.run_until_idle()
    postbox.says_to_recipient = None
    other = await make_customer(services)
    await _happens(services.works, other)

    await worker.run_until_idle()

    assert postbox.recipients == [other.email]


async def test_a_name_that_nobody_has_is_told_to_nobody(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox
) -> None:
    async with services.works(ACTOR) as work:
        work.record(SignInBlocked(user_id=None))

    await worker.run_until_idle()

    assert postbox.mails == []
    assert await _states(db) == []


async def test_old_mails_are_forgotten(
    services: Services,
    worker: Worker,
    db: AsyncConnection,
    clock: SteppingClock,
    customer: Person,
) -> None:
    await _happens(services.works, customer)
    await worker.run_until_idle()
    clock.advance(days=91)

    async with services.works(ACTOR) as work:
        await service.sweep(work)

    assert await _states(db) == []


async def test_dead_letters_are_listed(
    services: Services, worker: Worker, db: AsyncConnection, postbox: Postbox, customer: Person
) -> None:
    postbox.says_to_recipient = "550 no"
    await _happens(services.works, customer)
    await worker.run_until_idle()

    (dead,) = await queries.dead_mails(db)

    assert (dead.template, dead.address, dead.last_error) == (
        "password_changed",
        customer.email,
        "550 no",
    )
    assert isinstance(dead.id, UUID)
