"""The command that shows the keys of sealed fields, and changes them."""

import base64
from typing import Any

import anyio.to_thread
import pytest
from typer.testing import CliRunner

from shopwright.faces.cli.fields import app
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.main import SHOP
from shopwright.modules.customers import service as customers
from tests.support.people import Person

pytestmark = pytest.mark.anyio
KEY = base64.b64encode(b"k" * 32).decode()


async def _run(settings: Settings, *arguments: str, keys: str = "") -> tuple[int, str]:
    environment: dict[str, Any] = {
        "DATABASE_URL": settings.database_url,
        "FIELD_KEYS": keys,
        "LOG_LEVEL": "ERROR",
    }
    runner = CliRunner(env=environment)
    result = await anyio.to_thread.run_sync(lambda: runner.invoke(app, list(arguments), obj=SHOP))
    return result.exit_code, result.output


async def test_keys_are_listed_changed_and_listed_again(
    services: Services, settings: Settings, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        change = customers.ProfileChange(phone="+433165550")
        await customers.change_profile(work, user_id=customer.user_id, change=change)

    before = await _run(settings, "list", keys=f"k2:{KEY}")
    rotated = await _run(settings, "rotate", keys=f"k2:{KEY}")
    after = await _run(settings, "list", keys=f"k2:{KEY}")

    assert before[0] == after[0] == 0
    assert before[1].splitlines()[0] == "k2 (seals): 0"
    assert "customer_profiles.phone: 1" in before[1]
    assert rotated == (0, "1 values have the first key now.\n")
    assert after[1].splitlines()[:2] == ["k2 (seals): 1", "  customer_profiles.phone: 1"]


async def test_a_key_that_is_not_there_is_told(
    services: Services, settings: Settings, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        change = customers.ProfileChange(phone="+433165550")
        await customers.change_profile(work, user_id=customer.user_id, change=change)
    await _run(settings, "rotate", keys=f"k2:{KEY}")

    listed = await _run(settings, "list")
    rotated = await _run(settings, "rotate")

    assert "k2 (not there: its values can't be opened): 1" in listed[1]
    assert rotated[0] == 1
    assert "1 can't be opened" in rotated[1]


async def test_a_new_key_is_of_the_form_that_the_settings_take(settings: Settings) -> None:
    code, output = await _run(settings, "new-key", "k3")

    assert code == 0
    made = Settings(_env_file=None, field_keys=output.strip()).named_field_keys
    assert [(name, len(key)) for name, key in made] == [("k3", 32)]
