"""`shopwright backup` and `shopwright restore`: what was taken under load comes back, and adds up."""

import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, select

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.modules.orders.models import OrderRow
from shopwright.wiring import close_services, open_services
from tests.faces.cli.console import nowhere, shell
from tests.support.addresses import postgres_url
from tests.support.buying import assert_sound, buy, stocked
from tests.support.databases import create_database, drop_database
from tests.support.servers import postgres_binaries

pytestmark = pytest.mark.anyio
__all__ = ["nowhere"]
PICTURE = "ab/" + "ab" * 20 + ".webp"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With programs of the version of the tests' server."""
    return settings.model_copy(update={"postgres_programs": str(postgres_binaries())})


@pytest.fixture
async def empty(settings: Settings, tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings of a shop that is not there yet, on the same kind of database."""
    folder = str(tmp_path / "other-media")
    if settings.is_sqlite:
        url = f"sqlite:///{tmp_path / 'other.db'}"
        yield settings.model_copy(update={"database_url": url, "media_folder": folder})
        return
    name = f"restored_{ids.new().hex}"
    url = await create_database(postgres_url(), name)
    yield settings.model_copy(update={"database_url": url, "media_folder": folder})
    await drop_database(postgres_url(), name)


async def hang(settings: Settings) -> anyio.Path:
    picture = anyio.Path(settings.media_folder) / PICTURE
    await picture.parent.mkdir(parents=True)
    _ = await picture.write_bytes(b"picture")
    return picture


async def orders_in(settings: Settings) -> int:
    services = open_services(settings)
    try:
        await assert_sound(services.works)
        async with services.works.reading() as db:
            return await db.scalar(select(func.count()).select_from(OrderRow)) or 0
    finally:
        await close_services(services)


async def test_a_backup_taken_under_load_is_restored_and_adds_up(
    settings: Settings, services: Services, empty: Settings, tmp_path: Path
) -> None:
    tea = await stocked(services.works, stock=10_000)
    _ = await hang(settings)
    acknowledged, over = 0, False

    async def keep_buying() -> None:
        nonlocal acknowledged
        while not over:
            _ = await buy(services, (tea, 1))
            acknowledged += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(2):
            tasks.start_soon(keep_buying)
        while acknowledged < 6:
            await anyio.lowlevel.checkpoint()
        before = acknowledged
        taken = await shell(settings, "backup", str(tmp_path / "taken"))
        over = True
    restored = await shell(empty, "restore", str(tmp_path / "taken"))

    assert taken.exit_code == 0, taken.stderr
    assert restored.exit_code == 0, restored.stderr
    assert "add up; the audit trail is sound" in restored.stdout
    assert before <= await orders_in(empty) <= acknowledged
    assert await (anyio.Path(empty.media_folder) / PICTURE).read_bytes() == b"picture"


async def test_what_is_there_is_given_up_only_by_force(
    settings: Settings, services: Services, tmp_path: Path
) -> None:
    tea = await stocked(services.works)
    _ = await buy(services, (tea, 1))
    archive = tmp_path / "taken.tar.gz"
    taken = await shell(settings, "backup", str(archive))
    again = await shell(settings, "backup", str(archive))
    _ = await buy(services, (tea, 1))

    refused = await shell(settings, "restore", str(archive))
    kept = await orders_in(settings)
    await services.works.engine.dispose()
    forced = await shell(settings, "restore", "--force", str(archive))

    assert (taken.exit_code, again.exit_code, refused.exit_code) == (0, 1, 1)
    assert "is there already" in again.stderr
    assert "is not empty" in refused.stderr
    assert forced.exit_code == 0, forced.stderr
    assert (kept, await orders_in(settings)) == (2, 1)


async def test_a_backup_that_was_touched_is_refused_before_anything_happens(
    settings: Settings, services: Services, empty: Settings, tmp_path: Path
) -> None:
    _ = await hang(settings)
    taken = anyio.Path(tmp_path / "taken")
    _ = await shell(settings, "backup", str(taken))
    verdicts = []

    _ = await (taken / "media" / PICTURE).write_bytes(b"another")
    verdicts.append(await shell(empty, "restore", str(taken)))
    await (taken / "media" / PICTURE).unlink()
    verdicts.append(await shell(empty, "restore", str(taken)))
    await (taken / "manifest.json").unlink()
    verdicts.append(await shell(empty, "restore", str(taken)))
    verdicts.append(await shell(empty, "restore", str(tmp_path / "none.tar")))

    assert [each.exit_code for each in verdicts] == [1] * 4
    assert "Missing, changed" in verdicts[0].stderr
    assert "Missing, changed" in verdicts[1].stderr
    assert "no manifest" in verdicts[2].stderr


async def test_a_newer_schema_and_another_kind_of_database_are_refused(
    settings: Settings, services: Services, empty: Settings, tmp_path: Path
) -> None:
    taken = anyio.Path(tmp_path / "taken")
    _ = await shell(settings, "backup", str(taken))
    manifest = await (taken / "manifest.json").read_text()
    other = "postgresql" if settings.is_sqlite else "sqlite"
    engine = "sqlite" if settings.is_sqlite else "postgresql"

    _ = await (taken / "manifest.json").write_text(manifest.replace(f'"{engine}"', f'"{other}"'))
    foreign = await shell(empty, "restore", str(taken))
    newer = manifest.replace('"revision": "', '"revision": "9')
    _ = await (taken / "manifest.json").write_text(newer)
    unknown = await shell(empty, "restore", str(taken))

    assert (foreign.exit_code, "The backup is of" in foreign.stderr) == (1, True)
    assert (unknown.exit_code, "newer than this program" in unknown.stderr) == (1, True)


async def test_other_keys_are_told(
    settings: Settings, services: Services, empty: Settings, tmp_path: Path
) -> None:
    _ = await shell(settings, "backup", str(tmp_path / "taken.tar"))

    restored = await shell(
        empty,
        "restore",
        str(tmp_path / "taken.tar"),
        SECRET_KEY="another-secret-of-forty-characters-0123",
    )

    assert restored.exit_code == 0, restored.stderr
    assert "not those of the backup" in restored.stderr
    with tarfile.open(tmp_path / "taken.tar") as archive:
        assert "./manifest.json" in archive.getnames()
