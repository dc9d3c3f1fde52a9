"""The command that checks the audit trail."""

from datetime import timedelta
from pathlib import Path

import anyio.to_thread
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from shopwright.faces.cli.auditing import app
from shopwright.faces.services import Services
from shopwright.infra.db.dialect import is_postgres
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.audit.jobs import jobs

pytestmark = pytest.mark.anyio


@pytest.fixture
async def trail(works: Works) -> str:
    """A trail of two entries; its anchor."""
    for action in ("one", "two"):
        async with works(system("test")) as work:
            await audit.note(work, action=action, subject=Subject("product", "kettle"))
    async with works.reading() as db:
        return str(await queries.head(db))


async def _verify(database_url: str, *arguments: str, folder: str = "") -> tuple[int, str]:
    return await _run(database_url, "verify", *arguments, folder=folder)


async def _run(database_url: str, *arguments: str, folder: str = "") -> tuple[int, str]:
    runner = CliRunner(env={"DATABASE_URL": database_url, "AUDIT_ANCHORS": folder})
    result = await anyio.to_thread.run_sync(lambda: runner.invoke(app, list(arguments)))
    return result.exit_code, result.output


async def test_a_sound_trail_is_told_with_its_anchor(database_url: str, trail: str) -> None:
    code, output = await _verify(database_url)

    assert code == 0
    assert output == f"2 entries, all sound. Anchor: {trail}\n"


async def test_a_cut_is_named_and_fails(database_url: str, works: Works, trail: str) -> None:
    async with works(system("test")) as work:
        await work.db.execute(text("UPDATE audit_head SET seq = 3"))

    code, output = await _verify(database_url)

    assert code == 1
    assert output == "Entry 3 is missing, and everything after it.\n"


async def test_an_anchor_that_never_was_is_found(database_url: str, trail: str) -> None:
    code, output = await _verify(database_url, "--anchor", "2:" + "0" * 64)

    assert code == 1
    assert output == "Entry 2 does not say what it said when it was written.\n"


async def test_a_garbled_anchor_is_refused(database_url: str, trail: str) -> None:
    code, output = await _verify(database_url, "--anchor", "two")

    assert code == 2
    assert "An anchor looks like" in output


async def rewrite(works: Works, *, keep: int) -> None:
    """What somebody does who can write to every table: the trail is cut, and its end made to fit."""
    async with works(system("intruder")) as work:
        await unlock(work)
        await work.db.execute(text("DELETE FROM audit_entries WHERE seq > :keep"), {"keep": keep})
        await work.db.execute(
            text(
                "UPDATE audit_head SET seq = :keep, hash ="
                " (SELECT hash FROM audit_entries WHERE seq = :keep)"
            ),
            {"keep": keep},
        )


async def unlock(work: Work) -> None:
    if is_postgres(work.db):
        await work.db.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER USER"))
        return
    found = await work.db.execute(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entries'")
    )
    for name in found.scalars().all():
        await work.db.execute(text(f"DROP TRIGGER {name}"))


async def test_a_cut_that_fits_is_found_by_an_anchor_that_was_printed_before(
    database_url: str, works: Works, trail: str
) -> None:
    code, printed = await _run(database_url, "anchor")
    await rewrite(works, keep=1)

    alone = await _verify(database_url)
    held_against = await _verify(database_url, "--anchor", printed.strip())

    assert (code, printed) == (0, f"{trail}\n")
    assert alone[0] == 0
    assert held_against == (1, "Entry 2 is missing, and everything after it.\n")


async def test_the_daily_anchor_finds_a_cut_and_a_trail_that_was_written_anew(
    services: Services, works: Works, database_url: str, trail: str, tmp_path: Path
) -> None:
    folder = str(tmp_path / "anchors")
    (daily,) = jobs(folder)
    assert daily.every == timedelta(days=1)
    await daily.handle(works, {})
    await rewrite(works, keep=1)
    cut = await _verify(database_url, folder=folder)

    async with works(system("intruder")) as work:
        await audit.note(work, action="harmless", subject=Subject("product", "kettle"))
    written_anew = await _verify(database_url, folder=folder)

    assert (tmp_path / "anchors" / "anchors.txt").read_text() == (
        f"2026-11-02T09:00:00+00:00 {trail}\n"
    )
    assert cut == (1, "Entry 2 is missing, and everything after it.\n")
    assert written_anew == (1, "Entry 2 does not say what it said when it was written.\n")


async def test_the_anchor_job_is_one_of_the_shops_and_an_empty_trail_has_none(
    services: Services, tmp_path: Path
) -> None:
    kind = services.works.registry.kind("audit.anchor")
    (daily,) = jobs(str(tmp_path / "anchors"))

    await daily.handle(services.works, {})

    assert kind is not None
    assert kind.every == timedelta(days=1)
    assert not (tmp_path / "anchors").exists()


async def test_a_garbled_line_among_the_kept_anchors_is_told(
    database_url: str, trail: str, tmp_path: Path
) -> None:
    (tmp_path / "anchors.txt").write_text("2026-11-02T09:00:00+00:00 nonsense\n")

    code, output = await _verify(database_url, folder=str(tmp_path))

    assert (code, output) == (1, "A line of the kept anchors is none: nonsense\n")
