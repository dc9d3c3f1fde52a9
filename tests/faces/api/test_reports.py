"""Reports that come by themselves: set up, made once each time, told to those who may read them."""

import asyncio
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.infra.files.tasks import FileTask, FileTaskRow
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Work
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.reports.models import ReportScheduleRow
from shopwright.satellites.analytics import service
from shopwright.satellites.notifications.models import MailRow
from tests.conftest import SteppingClock
from tests.support.buying import buy, stocked
from tests.support.mails import delivered
from tests.support.people import Person, make_admin

pytestmark = pytest.mark.anyio


class Died(Exception):
    """The process is gone at that moment."""


REPORTS = "/api/v1/admin/reports"


def wanted(*recipients: Person, **fields: Any) -> dict[str, Any]:
    ids = [str(each.user_id) for each in recipients]
    usual = {"name": "Orders", "subject": "orders", "every": "day", "hour": 6}
    return usual | {"recipients": ids} | fields


async def set_up(client: httpx2.AsyncClient, admin: Person, **fields: Any) -> Any:
    answer = await client.post(REPORTS, json=wanted(admin, **fields), headers=admin.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def tasks(services: Services) -> list[dict[str, str]]:
    async with services.works.reading() as db:
        return list(await db.scalars(select(FileTaskRow.options).order_by(FileTaskRow.id)))


async def addressees(services: Services) -> list[str]:
    async with services.works.reading() as db:
        chosen = select(MailRow.address).where(MailRow.template == "report_made")
        return sorted(await db.scalars(chosen))


async def test_a_report_is_set_up_changed_and_removed(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    made = await set_up(client, admin)
    address, headers = f"{REPORTS}/{made['id']}", admin.headers
    change = wanted(admin, name="Figures", subject="sales", group="region", version=1)

    changed = await client.put(address, json=change, headers=headers)
    again = await client.put(address, json=change, headers=headers)
    listed = await client.get(REPORTS, headers=headers)
    removed = await client.delete(address, headers=headers)
    gone = await client.get(address, headers=headers)

    assert made["next_at"] == "2026-11-03T06:00:00.000Z"
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert changed.json()["options"] == {"interval": "day", "group": "region"}
    assert (again.status_code, again.json()["code"]) == (412, "report_changed")
    assert [each["name"] for each in listed.json()["items"]] == ["Figures"]
    assert (removed.status_code, gone.status_code) == (204, 404)


async def test_a_report_goes_to_staff_who_may_see_what_is_in_it(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    answer = await client.post(REPORTS, json=wanted(admin, customer), headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_recipient")
    assert (await client.get(REPORTS, headers=admin.headers)).json()["items"] == []


async def test_a_report_comes_once_with_a_link_and_nothing_else(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    worker: Worker,
    clock: SteppingClock,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 2))
    await set_up(client, admin)
    clock.advance(hours=22)

    for _ in range(2):
        await worker.run_until_idle()
        clock.advance(minutes=10)

    [mail] = [each for each in await delivered(services) if "Orders" in each.subject]
    [link] = [each for each in mail.links if "/exports/" in each]
    fetched = await client.get(link.partition("/api")[2].join(["/api", ""]))
    assert placed.order.number in fetched.text
    assert mail.to == admin.email
    assert "guest@example.com" not in mail.text
    assert [(each["first"], each["last"]) for each in await tasks(services)] == [
        ("2026-11-02", "2026-11-02")
    ]
    assert await addressees(services) == [admin.email]


async def test_many_workers_ask_for_a_report_once(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    await set_up(client, admin)
    clock.advance(hours=22)

    asked = await asyncio.gather(
        *(service.ask_for_due(services.insight.exporter) for _ in range(5))
    )

    assert sum(asked) == 1
    assert len(await tasks(services)) == 1


async def test_what_was_missed_comes_once(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    await set_up(client, admin)
    clock.advance(days=10)

    asked = [await service.ask_for_due(services.insight.exporter) for _ in range(3)]

    async with services.works.reading() as db:
        following = await db.scalar(select(ReportScheduleRow.next_at))
    assert asked == [1, 0, 0]
    assert following is not None
    assert following.isoformat() == "2026-11-13T06:00:00+00:00"


async def test_who_may_not_see_it_any_more_is_not_told(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    worker: Worker,
    clock: SteppingClock,
) -> None:
    leaver = await make_admin(services)
    answer = await client.post(REPORTS, json=wanted(admin, leaver), headers=admin.headers)
    assert answer.status_code == 201
    async with services.works(system("test")) as work:
        await identity.set_active(work, user_id=leaver.user_id, is_active=False)
    clock.advance(hours=22)

    await worker.run_until_idle()

    assert await addressees(services) == [admin.email]


async def test_a_report_that_rests_does_not_come(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    await set_up(client, admin, is_active=False)
    clock.advance(days=2)

    assert await service.ask_for_due(services.insight.exporter) == 0


async def test_a_monthly_report_is_about_the_month_before(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    await set_up(client, admin, subject="sales", every="month", day=3)
    await set_up(client, admin, subject="sales", every="week", day=2)
    clock.advance(days=2)

    await service.ask_for_due(services.insight.exporter)

    spans = {(each["first"], each["last"]) for each in await tasks(services)}
    assert spans == {("2026-10-01", "2026-10-31"), ("2026-10-27", "2026-11-02")}


async def test_who_dies_between_the_file_and_the_note_of_it_tells_of_it_once(
    client: httpx2.AsyncClient, services: Services, admin: Person, clock: SteppingClock
) -> None:
    await set_up(client, admin)
    clock.advance(hours=22)
    exporter = services.insight.exporter
    await service.ask_for_due(exporter)
    async with services.works.reading() as db:
        [task_id] = await db.scalars(select(FileTaskRow.id))

    async def die(work: Work, task: FileTask) -> None:
        await service.tell(work, task)
        raise Died

    with pytest.raises(Died):
        await service.make_export(exporter, task_id=task_id, then=die)
    made = [
        await service.make_export(exporter, task_id=task_id, then=service.tell) for _ in range(2)
    ]

    assert [each is not None for each in made] == [True, False]
    async with services.works.reading() as db:
        told = select(OutboxEvent.id).where(OutboxEvent.name == "report.made")
        assert len(list(await db.scalars(told))) == 1
