"""``shopwright run`` and ``shopwright serve``."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer
from alembic.util import CommandError

from shopwright import __version__
from shopwright.faces.cli.shop import FACTORY, Shop, shop_of, stop
from shopwright.infra import logs
from shopwright.infra.db import migrate as schema
from shopwright.infra.http.server import AddressInUse, Binding, bind
from shopwright.infra.http.server import serve as serve_on
from shopwright.infra.settings import Settings, read_settings


def run(context: typer.Context) -> None:
    """Set up what is missing (database, roles, demo goods), say where to go, and serve."""
    settings = read_settings()
    binding = _bound(settings)
    logs.configure(settings)
    _make_folders(settings)
    try:
        told = asyncio.run(_set_up(shop_of(context), settings))
    except CommandError as error:
        raise stop(f"The database can't be migrated: {error}") from None
    typer.echo(welcome(settings, binding.url, told))
    serve_on(FACTORY, settings, binding)


def serve() -> None:
    """Serve a shop that is set up already, and change nothing else."""
    settings = read_settings()
    binding = _bound(settings)
    logs.configure(settings)
    serve_on(FACTORY, settings, binding)


def welcome(settings: Settings, url: str, told: Sequence[str]) -> str:
    """Where to go, and how to sign in where that is known."""
    lines = [
        f"Shopwright {__version__}: {settings.shop_name}",
        "",
        *([f"  Start     {url}/"] if settings.storefront else []),
        f"  Shop      {url}/store" if settings.storefront else f"  Shop      {url}/api/v1/products",
        *([f"  Staff     {url}/admin"] if settings.backoffice else []),
        f"  API docs  {url}/docs   (also /redoc and /scalar)",
        f"  Health    {url}/health",
    ]
    if told:
        lines += ["", *(f"  {line}" for line in told)]
    return "\n".join([*lines, "", "Ctrl+C stops it.", ""])


def _bound(settings: Settings) -> Binding:
    """Listen first: what follows takes a moment, and is for nothing where somebody else has the port."""
    try:
        return bind(settings.host, settings.port)
    except AddressInUse as error:
        raise stop(error.detail) from None


def _make_folders(settings: Settings) -> None:
    Path(settings.media_folder).mkdir(parents=True, exist_ok=True)


async def _set_up(shop: Shop, settings: Settings) -> Sequence[str]:
    """Bring a shop to where it can be served; one that is there already is left as it is."""
    async with shop() as services:
        await schema.ensure_current(
            services.works.engine, settings.database_url, schema=settings.database_schema
        )
        await shop.settle(services.works)
        if settings.seed_demo and shop.seed is not None:
            return await shop.seed(services)
    return ()
