"""``shopwright webhooks``, as a shell calls it: what was given up is shown, and sent again."""

from pathlib import Path

import pytest
from sqlalchemy import update

from shopwright.infra.settings import Settings
from shopwright.satellites.webhooks.models import WebhookDeliveryRow
from shopwright.wiring import close_services, open_services
from tests.support.hooks import ACTOR, add_hook, tried_out
from tests.support.process import call

pytestmark = pytest.mark.anyio


async def _give_up(folder: Path) -> str:
    """One message that was given up; returns its id."""
    settings = Settings(_env_file=None, database_url=f"sqlite:///{folder / 'shop.db'}")
    services = open_services(settings)
    endpoint, _ = await add_hook(services, "https://erp.example.com/hook?key=hidden")
    delivery_id = await tried_out(services, endpoint.id)
    async with services.works(ACTOR) as work:
        given_up = {"state": "dead", "next_at": None, "finished_at": work.now}
        await work.db.execute(update(WebhookDeliveryRow).values(**given_up))
    await close_services(services)
    return str(delivery_id)


async def test_what_was_given_up_is_shown_and_sent_again(tmp_path: Path) -> None:
    call(tmp_path, "migrate")
    delivery_id = await _give_up(tmp_path)

    listed = call(tmp_path, "webhooks", "list")
    dead = call(tmp_path, "webhooks", "dead")
    again = call(tmp_path, "webhooks", "replay", delivery_id)
    after = call(tmp_path, "webhooks", "dead")
    every = call(tmp_path, "webhooks", "replay", "--all")
    unknown = call(tmp_path, "webhooks", "replay", "01a1fdba-0000-7000-8000-000000000000")

    assert (listed.returncode, "hidden" in listed.stdout) == (0, False)
    assert (dead.returncode, "webhook.test" in dead.stdout) == (1, True)
    assert again.stdout == "1 to be sent again.\n"
    assert (after.returncode, after.stdout) == (0, "No webhook was given up.\n")
    assert every.stdout == "0 to be sent again.\n"
    assert unknown.returncode == 1
