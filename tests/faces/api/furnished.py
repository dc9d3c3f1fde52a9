"""A furnished shop as a database to copy: made once a process for either engine, then copied for each test."""

import shutil
from pathlib import Path

from shopwright.infra.settings import Settings
from shopwright.wiring import close_services, open_services
from tests.conftest import TEMPLATE, SteppingClock
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.addresses import postgres_url
from tests.support.databases import clone_database, ensure_template
from tests.support.schema import build_schema

_SHOPS: dict[str, SmallShop] = {}


async def copy_of_shop(
    kind: str, settings: Settings, folder: Path, name: str
) -> tuple[str, SmallShop]:
    """The address of a furnished database of one's own, and what is in it.

    ``folder`` outlives the tests of this process; ``name`` is the copy's, on SQLite its path.
    """
    if kind == "sqlite":
        origin = folder / "furnished.db"
        if kind not in _SHOPS:
            await build_schema(f"sqlite:///{origin}")
            _SHOPS[kind] = await _furnished(settings, f"sqlite:///{origin}")
        shutil.copy(origin, name)
        return f"sqlite:///{name}", _SHOPS[kind]
    template = f"furnished_{folder.parent.name}_{folder.name}".replace("-", "_")
    if kind not in _SHOPS:
        await ensure_template(postgres_url(), TEMPLATE, build_schema)
        url = await clone_database(postgres_url(), TEMPLATE, template)
        _SHOPS[kind] = await _furnished(settings, url)
    return await clone_database(postgres_url(), template, name), _SHOPS[kind]


async def _furnished(settings: Settings, url: str) -> SmallShop:
    services = open_services(settings.model_copy(update={"database_url": url}), now=SteppingClock())
    try:
        return await furnish(services)
    finally:
        await close_services(services)
