"""`shopwright config` and `shopwright maintenance`."""

import json
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from tests.faces.cli.console import nowhere, shell
from tests.support.addresses import postgres_url

pytestmark = pytest.mark.anyio
__all__ = ["nowhere"]


async def test_a_configuration_goes_out_is_compared_and_applied(
    settings: Settings, services: Services, tmp_path: Path
) -> None:
    file = tmp_path / "shop.toml"

    out = await shell(settings, "config", "export", str(file))
    same = await shell(settings, "config", "diff", str(file))
    file.write_text(file.read_text().replace('"Shopwright Demo"', '"Kiln"'))
    other = await shell(settings, "config", "diff", str(file))
    dry = await shell(settings, "config", "apply", "--dry-run", str(file))
    await services.configured.refresh(services.works)
    untouched = services.settings.shop_name
    done = await shell(settings, "config", "apply", str(file))
    again = await shell(settings, "config", "apply", str(file))
    await services.configured.refresh(services.works)

    assert (out.exit_code, out.output) == (0, "")
    assert (same.exit_code, same.output) == (0, "The shop is so already.\n")
    changed = 'shop.name: "Shopwright Demo" -> "Kiln"\n'
    assert (other.exit_code, other.output) == (1, changed)
    assert (dry.exit_code, dry.output, untouched) == (0, changed, "Shopwright Demo")
    assert (done.exit_code, done.output) == (0, changed)
    assert (again.exit_code, again.output) == (0, "The shop is so already.\n")
    assert services.settings.shop_name == "Kiln"


async def test_a_file_with_an_unknown_key_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text('{"shop": {"nmae": "Kiln"}}')

    refused = await shell(settings, "config", "apply", str(file))
    absent = await shell(settings, "config", "apply", str(tmp_path / "none.toml"))

    assert refused.exit_code == 2
    assert "shop.nmae: there is no such setting" in refused.stderr
    assert absent.exit_code == 2


async def test_maintenance_is_switched_on_and_off_and_other_processes_see_it(
    settings: Settings, services: Services
) -> None:
    seen = []
    for arguments in (("on", "--message", "Back at noon."), ("off",)):
        told = await shell(settings, "maintenance", *arguments)
        await services.configured.refresh(services.works)
        seen.append((told.output, services.settings.maintenance))
    neither = await shell(settings, "maintenance", "maybe")

    assert seen == [("Maintenance is on.\n", True), ("Maintenance is off.\n", False)]
    assert services.settings.maintenance_message == "Back at noon."
    assert neither.exit_code == 2


async def test_a_database_that_is_not_there_is_a_finding_and_no_trace(settings: Settings) -> None:
    nowhere_at_all = make_url(postgres_url()).set(database="no_such_shop")
    away = settings.model_copy(
        update={"database_url": nowhere_at_all.render_as_string(hide_password=False)}
    )

    told = await shell(away, "doctor", "--json")

    found = {each["name"]: each for each in json.loads(told.stdout)}
    assert (told.exit_code, found["database"]["grade"]) == (1, "fault")
    assert "no_such_shop" in found["database"]["told"]
