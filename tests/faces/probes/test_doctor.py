"""The doctor finds each thing that is broken, and says how to mend it."""

import json
from datetime import timedelta
from pathlib import Path

import anyio
import pytest
from sqlalchemy import text, update

from shopwright.faces.probes import grounds
from shopwright.faces.probes.doctor import examine, judged
from shopwright.faces.probes.findings import Finding, Grade, exit_code
from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.satellites.webhooks.models import WebhookDeliveryRow
from shopwright.wiring import close_services, open_services
from tests.faces.cli.console import nowhere, shell
from tests.support.hooks import ACTOR, add_hook, tried_out
from tests.support.running import free_port

pytestmark = pytest.mark.anyio
__all__ = ["nowhere"]


async def found_with(settings: Settings, **changed: object) -> dict[str, Finding]:
    services = open_services(settings.model_copy(update=changed))
    try:
        return {each.name: each for each in await examine(services, patience=20.0)}
    finally:
        await close_services(services)


async def test_a_shop_that_works_has_no_faults(
    services: Services, worker: Worker, settings: Settings
) -> None:
    _ = await worker.run_until_idle()

    found = list(await examine(services))

    assert [each for each in found if each.grade is Grade.FAULT] == []
    assert exit_code(found) == 0
    assert {each.name for each in found} >= {
        *("python", "secret_key", "field_keys", "https", "settings", "database", "schema"),
        *("clock", "schedules", "webhooks", "queue", "mail", "files", "cache", "search"),
        *("folder_media", "folder_private", "folder_mail", "payments"),
    }


async def test_machines_that_are_away_are_faults_with_a_way_out(settings: Settings) -> None:
    nobody = f"127.0.0.1:{free_port()}"

    found = await found_with(
        settings,
        redis_url=f"redis://{nobody}",
        mail_url=f"smtp://{nobody}",
        mail_from="shop@example.com",
        elasticsearch_url=f"http://{nobody}",
        payment_providers="stripe,paypal",
        stripe_secret_key="sk",
        stripe_api_base=f"http://{nobody}",
        paypal_client_id="id",
        paypal_client_secret="secret",
        paypal_api_base=f"http://{nobody}",
    )

    faults = {name for name, each in found.items() if each.grade is Grade.FAULT}
    assert faults == {"cache", "mail", "search", "stripe", "paypal", "queue", "schedules"}
    assert all(found[name].mend for name in faults)


async def test_a_database_that_is_away_leaves_the_rest_to_be_told(settings: Settings) -> None:
    away = f"postgresql://nobody@127.0.0.1:{free_port()}/none"

    found = await found_with(settings, database_url=away)

    assert found["database"].grade is Grade.FAULT
    assert found["folder_media"].grade is not Grade.FAULT
    assert "schema" not in found


async def test_a_schema_that_is_old_or_unknown_is_told_apart(
    services: Services, settings: Settings
) -> None:
    told = []
    for revision in ("0001", "9999"):
        async with services.works.engine.begin() as db:
            await db.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})
        told.append((await found_with(settings))["schema"])

    assert [each.grade for each in told] == [Grade.FAULT, Grade.FAULT]
    assert told[0].mend == "Run `shopwright migrate`."
    assert "restore a backup" in told[1].mend


async def test_webhooks_that_were_given_up_are_told(services: Services, settings: Settings) -> None:
    endpoint, _ = await add_hook(services, "https://erp.example.com/hook")
    _ = await tried_out(services, endpoint.id)
    async with services.works(ACTOR) as work:
        dead = {"state": "dead", "next_at": None, "finished_at": work.now}
        await work.db.execute(update(WebhookDeliveryRow).values(**dead))

    found = await found_with(settings)

    assert (found["webhooks"].grade, found["webhooks"].told) == (Grade.WARNING, "1 were given up")


def test_a_clock_that_is_off_is_a_fault() -> None:
    grades = [judged(timedelta(seconds=each)).grade for each in (0, 4, -6, 120)]

    assert grades == [Grade.OK, Grade.OK, Grade.FAULT, Grade.FAULT]


def test_an_old_python_is_a_fault() -> None:
    assert [grounds.python(each).grade for each in ((3, 10), (3, 11), (3, 13))] == [
        Grade.FAULT,
        Grade.OK,
        Grade.OK,
    ]


@pytest.mark.parametrize(
    ("changed", "name", "grade"),
    [
        ({"secret_key": "x" * 40}, "secret_key", Grade.OK),
        ({}, "secret_key", Grade.WARNING),
        ({}, "field_keys", Grade.WARNING),
        ({"environment": Environment.PRODUCTION}, "secret_key", Grade.FAULT),
        ({"environment": Environment.PRODUCTION}, "https", Grade.FAULT),
        ({"public_url": "https://shop.example", "https_only": True}, "https", Grade.WARNING),
        ({"public_url": "https://shop.example"}, "https", Grade.OK),
        ({"statement_timeout_seconds": 60}, "settings", Grade.FAULT),
        ({"stock_low": 1}, "settings", Grade.FAULT),
        ({"max_upload_bytes": 1024}, "settings", Grade.WARNING),
        ({"payment_providers": "stripe"}, "settings", Grade.WARNING),
        ({}, "settings", Grade.OK),
    ],
)
def test_settings_that_make_no_sense_are_told(
    tmp_path: Path, changed: dict[str, object], name: str, grade: Grade
) -> None:
    folders = {
        each: str(tmp_path / each) for each in ("media_folder", "private_store", "mail_folder")
    }
    base = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/shop.db", **folders)

    found = {each.name: each for each in grounds.look(base.model_copy(update=changed))}

    assert found[name].grade is grade
    assert bool(found[name].mend) is (grade is not Grade.OK)


def test_a_folder_that_can_not_be_written_and_one_without_room(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    blocked = grounds.folder("folder_media", tmp_path / "file")
    tight = grounds.room("folder_media", tmp_path, 100 * 1024**2)

    assert (blocked.grade, tight.grade) == (Grade.FAULT, Grade.WARNING)


def test_a_log_of_sqlite_that_grows_is_told(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/shop.db")
    with (tmp_path / "shop.db-wal").open("wb") as file:
        _ = file.truncate(300 * 1024**2)

    assert grounds.wal(settings).grade is Grade.WARNING


async def test_a_damaged_sqlite_file_is_told(settings: Settings, tmp_path: Path) -> None:
    broken = anyio.Path(tmp_path / "broken.db")
    _ = await broken.write_bytes(b"SQLite format 3\x00" + b"\xff" * 8192)

    found = await found_with(settings, database_url=f"sqlite:///{broken}")

    assert found["database"].grade is Grade.FAULT


async def test_the_command_tells_people_and_programs(
    settings: Settings, services: Services, worker: Worker
) -> None:
    broken = await shell(settings, "doctor", "--json")
    _ = await worker.run_until_idle()
    told = await shell(settings, "doctor")
    unusable = await shell(settings, "doctor", PORT="many")

    assert broken.exit_code == 1
    faults = {each["name"] for each in json.loads(broken.stdout) if each["grade"] == "fault"}
    assert faults >= {"queue", "schedules"}
    assert "secret_key: SECRET_KEY is the one that everybody knows." in told.stdout
    assert "-> Set SECRET_KEY" in told.stdout
    assert unusable.exit_code == 1
    assert "PORT" in unusable.stdout
