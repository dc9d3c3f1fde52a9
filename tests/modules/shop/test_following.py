"""Each process keeps the configuration, and sees what others change of it."""

from pathlib import Path

import anyio
import pytest

from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.modules.shop import queries, service
from shopwright.modules.shop.errors import ConfigurationChanged
from shopwright.modules.shop.service import Configured
from shopwright.wiring import close_services, open_services
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
ACTOR = system("test")


async def configure(services: Services, **names: object) -> None:
    values = {f"shop.{key}": value for key, value in names.items()}
    async with services.works(ACTOR) as work:
        _ = await service.configure(work, services.configured.base, values)


async def test_another_process_follows_without_a_statement_of_any_request(
    services: Services, settings: Settings
) -> None:
    other, heard = open_services(settings), anyio.Event()
    other.configured.followers.append(lambda _: heard.set())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(other.configured.follow, other.works)
        await configure(services, name="Kiln")
        with anyio.fail_after(5):
            await heard.wait()
        tasks.cancel_scope.cancel()
    post = other.post
    await close_services(other)

    assert post.shop_name == "Kiln"


async def test_a_look_costs_one_statement(services: Services) -> None:
    await configure(services, name="Kiln")

    with counted(services.works.engine) as sent:
        await services.configured.refresh(services.works)

    assert len(sent) == 1


async def test_of_two_who_change_the_same_version_one_is_told(services: Services) -> None:
    base, done = services.configured.base, []

    async def change(name: str) -> None:
        try:
            async with services.works(ACTOR) as work:
                _ = await service.configure(work, base, {"shop.name": name}, version=0)
            done.append(name)
        except ConfigurationChanged:
            pass

    async with anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(change, f"Kiln {number}")

    async with services.works.reading() as db:
        history = await queries.history(db)
    assert len(done) == 1
    assert [(each.version, each.values) for each in history] == [(1, {"shop.name": done[0]})]
    assert services.settings.shop_name == done[0]


async def test_a_change_that_does_not_commit_is_not_followed(services: Services) -> None:
    async def break_off() -> None:
        async with services.works(ACTOR) as work:
            _ = await service.configure(work, services.configured.base, {"shop.name": "Kiln"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await break_off()

    assert services.settings.shop_name == "Shopwright Demo"


def test_what_this_program_does_not_know_or_take_is_left_to_the_environment() -> None:
    configured = Configured(Settings(_env_file=None, shop_name="Base"))

    configured.take(4, {"shop.colour": "red", "tax.country": "XX", "shop.name": "Kiln"})

    assert (configured.version, configured.settings.shop_name) == (4, "Kiln")
    assert configured.settings.tax_country == "DE"


async def test_a_shop_without_a_database_is_as_the_environment_says(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/none.db")
    services = open_services(settings)

    read = await services.configured.try_refresh(services.works)
    await close_services(services)

    assert (read, services.settings.shop_name) == (False, "Shopwright Demo")
