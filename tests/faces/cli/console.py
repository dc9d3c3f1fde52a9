"""The whole command line in this process, on the shop that settings describe."""

from collections.abc import Callable

import anyio.to_thread
import pytest
from click.testing import Result
from typer.testing import CliRunner

from shopwright.faces.cli.main import make_cli
from shopwright.infra.settings import Settings
from shopwright.main import SHOP

Console = Callable[..., "Result"]


def environment(settings: Settings, **given: str) -> dict[str, str]:
    """What a shell would have to set for these settings."""
    told = {
        "DATABASE_URL": settings.database_url,
        "MEDIA_FOLDER": settings.media_folder,
        "MAIL_FOLDER": settings.mail_folder,
        "PRIVATE_STORE": settings.private_store,
        "POSTGRES_PROGRAMS": settings.postgres_programs,
        "COLUMNS": "200",
    }
    return told | given


async def shell(settings: Settings, *arguments: str, **given: str) -> Result:
    """One command, run to its end as a shell would run it, with an event loop of its own."""
    return await anyio.to_thread.run_sync(
        lambda: CliRunner().invoke(
            make_cli(lambda: SHOP), list(arguments), env=environment(settings, **given)
        )
    )


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """No ``.env`` of this checkout is read."""
    monkeypatch.chdir(str(tmp_path))
