"""``shopwright fields``: the keys of sealed fields, and how to change them."""

import asyncio
import base64
import secrets

import typer

from shopwright.faces.cli.shop import Shop, shop_of
from shopwright.infra.db.base import metadata
from shopwright.infra.resealing import Resealed, keys_in_use, reseal
from shopwright.infra.sealing import KEY_BYTES, keyring_of

app = typer.Typer(help="Keys of sealed fields.", no_args_is_help=True)


@app.callback()
def fields() -> None:
    """Keys of sealed fields."""


@app.command("list")
def list_keys(context: typer.Context) -> None:
    """Show which keys there are, and how many values each of them seals."""
    for line in asyncio.run(_lines(shop_of(context))):
        typer.echo(line)


@app.command()
def rotate(context: typer.Context) -> None:
    """Seal everything with the first key of FIELD_KEYS; it may be broken off, and the shop stays open meanwhile."""
    done = asyncio.run(_rotate(shop_of(context)))
    typer.echo(f"{done.changed} values have the first key now.")
    if done.unreadable:
        typer.echo(f"{done.unreadable} can't be opened; the log names them.", err=True)
        raise typer.Exit(1)


@app.command("new-key")
def new_key(
    name: str = typer.Argument(help="A name that no key had before, such as k2."),
) -> None:
    """Print a new key, to be put in front of FIELD_KEYS."""
    typer.echo(f"{name}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}")


async def _lines(shop: Shop) -> list[str]:
    async with shop() as services, services.works.reading() as db:
        ring = keyring_of(db)
        used = await keys_in_use(db, metadata)
    lines = []
    for name in dict.fromkeys([*ring.names, *(key for each in used.values() for key in each)]):
        count = sum(each[name] for each in used.values())
        mark = " (seals)" if name == ring.sealing_key else ""
        mark = mark if name in ring.names else " (not there: its values can't be opened)"
        lines.append(f"{name}{mark}: {count}")
        lines += [f"  {place}: {each[name]}" for place, each in used.items() if each[name]]
    return lines


async def _rotate(shop: Shop) -> Resealed:
    async with shop() as services:
        return await reseal(services.works, metadata)
