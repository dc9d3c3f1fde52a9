"""``shopwright backup`` and ``shopwright restore``."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra import backups
from shopwright.infra.backups import Manifest
from shopwright.infra.db import migrate
from shopwright.infra.db.emptying import is_empty, make_room
from shopwright.infra.db.engine import open_engine
from shopwright.infra.sealing import keyring_from
from shopwright.infra.settings import Settings, read_settings
from shopwright.kernel import clock
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import queries as audit

_PATIENCE = 3600


def backup(
    target: Annotated[
        Path, typer.Argument(help="A folder, or an archive where it ends in .tar.gz.")
    ],
) -> None:
    """Copy the database as of one moment and the pictures, while the shop goes on."""
    settings = read_settings()
    try:
        revision = asyncio.run(_revision(settings))
        made = backups.take(settings, target, revision=revision, now=clock.utc_now())
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"{target}: {len(made.files)} files, schema {made.revision}.")
    if not made.has_media:
        typer.echo("Pictures are in a bucket, and not in the backup.", err=True)


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Give up what is in the database.")
    ] = False,
) -> None:
    """Put a backup back into an empty database, and look whether it adds up; stop server and workers before."""
    settings = read_settings()
    try:
        with backups.opened(source) as (folder, manifest):
            asyncio.run(_make_room(settings, manifest, force=force))
            backups.put_database(settings, folder, manifest)
            count = backups.put_media(settings, folder)
        faults = asyncio.run(_brought_up(shop_of(context), settings))
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"Restored as of {manifest.taken_at}, with {count} pictures.")
    if manifest.keys != backups.fingerprint(settings):
        typer.echo(
            "FIELD_KEYS and SECRET_KEY are not those of the backup: what is sealed stays so.",
            err=True,
        )
    for fault in faults:
        typer.echo(fault, err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("Stock, money and orders add up; the audit trail is sound.")


async def _revision(settings: Settings) -> str:
    engine = open_engine(settings.database_url, schema=settings.database_schema)
    try:
        async with engine.connect() as db:
            found = await migrate.revision_of(db)
    finally:
        await engine.dispose()
    if found is None:
        raise backups.BackupImpossible("There is no shop in the database.")
    return found


async def _make_room(settings: Settings, manifest: Manifest, *, force: bool) -> None:
    """Refuse what can't be brought back, before anything is touched."""
    if not migrate.knows(manifest.revision):
        message = f"The backup's schema {manifest.revision} is newer than this program."
        raise backups.BackupImpossible(message)
    engine = open_engine(
        settings.database_url, schema=settings.database_schema, statement_timeout=_PATIENCE
    )
    try:
        async with engine.begin() as db:
            if await is_empty(db):
                return
            if not force:
                message = "The database is not empty; --force gives up what is in it."
                raise backups.BackupImpossible(message)
            if db.dialect.name == manifest.engine:
                await make_room(db)
    finally:
        await engine.dispose()


async def _brought_up(shop: Shop, settings: Settings) -> list[str]:
    """Bring an old backup to the newest schema, and look for what does not add up."""
    keyring = keyring_from(settings.named_field_keys, secret=settings.secret_key)
    await migrate.upgrade(settings.database_url, schema=settings.database_schema, keyring=keyring)
    async with shop(patient=True) as services:
        await shop.settle(services.works)
        faults = list(await shop.examine(services)) if shop.examine is not None else []
        async with services.works.reading() as db:
            verdict = await audit.verify(db)
    return [*faults, *(f"Audit entry {each.seq} is {each.kind}." for each in verdict.faults)]
