"""``shopwright keys``: what access tokens are signed with."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from shopwright.faces.cli.shop import shop_of, stop
from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import KeyOfTokens

app = typer.Typer(help="The keys that access tokens are signed with.", no_args_is_help=True)
T = TypeVar("T")
_ACTOR = system("console")


@app.command("list")
def list_keys(context: typer.Context) -> None:
    """Show the keys, the newest first; never what is secret about them."""

    async def read(services: Services) -> list[KeyOfTokens]:
        now = services.works.now()
        async with services.works.reading() as db:
            return await identity.list_keys(db, services.security.tokens, now)

    table = Table("Key", "Signs", "Signs from", "Counts until")
    for key in _with_services(context, read):
        starts = "ever" if key.signs_from.year == 1 else _written(key.signs_from)
        ends = _written(key.ends_at) if key.ends_at else ""
        table.add_row(key.kid, "yes" if key.is_signing else "", starts, ends)
    Console().print(table)


@app.command()
def rotate(context: typer.Context) -> None:
    """Make a new key. Every server signs with it a minute from now; tokens signed before stay good."""

    async def make(services: Services) -> str:
        async with services.works(_ACTOR) as work:
            kid = await identity.rotate_keys(work, services.security.tokens)
            await audit.note(work, action="signing_key.made", subject=Subject("signing_key", kid))
            return kid

    kid = _with_services(context, make)
    typer.echo(f"{kid} signs from a minute on.")


@app.command()
def retire(
    context: typer.Context,
    kid: Annotated[str, typer.Argument(help="The key that `keys list` shows.")],
) -> None:
    """End a key now, because it is secret no longer: what it signed is refused within a minute."""

    async def end(services: Services) -> None:
        async with services.works(_ACTOR) as work:
            await identity.retire_key(work, kid=kid)
            await audit.note(
                work, action="signing_key.retired", subject=Subject("signing_key", kid)
            )

    try:
        _with_services(context, end)
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"{kid} is retired.")


def _with_services(context: typer.Context, act: Callable[[Services], Awaitable[T]]) -> T:
    shop = shop_of(context)

    async def run() -> T:
        async with shop() as services:
            return await act(services)

    return asyncio.run(run())


def _written(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
