"""``shopwright migrate``: the schema, up and down."""

import asyncio
from typing import Annotated

import typer
from alembic.util import CommandError

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra.db import migrate as schema
from shopwright.infra.sealing import keyring_from
from shopwright.infra.settings import Settings, read_settings


def migrate(
    context: typer.Context,
    down: Annotated[
        str | None, typer.Option(help="Go down to this revision; `base` removes everything.")
    ] = None,
) -> None:
    """Bring the database to the newest schema, and the built-in roles to what the program says."""
    settings = read_settings()
    try:
        revision = asyncio.run(_migrate(shop_of(context), settings, down))
    except CommandError as error:
        raise stop(str(error)) from None
    typer.echo(f"The database is at revision {revision or 'base'}.")


async def _migrate(shop: Shop, settings: Settings, down: str | None) -> str | None:
    place = settings.database_url
    keyring = keyring_from(settings.named_field_keys, secret=settings.secret_key)
    if down is not None:
        await schema.downgrade(place, down, schema=settings.database_schema, keyring=keyring)
    else:
        await schema.upgrade(place, schema=settings.database_schema, keyring=keyring)
    async with shop() as services:
        async with services.works.reading() as db:
            revision = await schema.revision_of(db)
        if revision == schema.head():
            await shop.settle(services.works)
    return revision
