"""The command that checks the audit trail."""

import anyio.to_thread
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from shopwright.faces.cli.auditing import app
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.audit import queries
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject

pytestmark = pytest.mark.anyio


@pytest.fixture
async def trail(works: Works) -> str:
    """A trail of two entries; its anchor."""
    for action in ("one", "two"):
        async with works(system("test")) as work:
            await audit.note(work, action=action, subject=Subject("product", "kettle"))
    async with works.reading() as db:
        return str(await queries.head(db))


async def _verify(database_url: str, *arguments: str) -> tuple[int, str]:
    runner = CliRunner(env={"DATABASE_URL": database_url})
    result = await anyio.to_thread.run_sync(lambda: runner.invoke(app, ["verify", *arguments]))
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
