"""``shopwright config`` and ``shopwright maintenance``: the shop's configuration, in a file and by hand."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from shopwright.faces.cli.shop import Shop, quiet, shop_of, stop
from shopwright.flows.configuring import run as configuring
from shopwright.flows.configuring.contracts import Difference
from shopwright.flows.configuring.steps import writing
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError

app = typer.Typer(help="The shop's configuration: export, diff, apply.", no_args_is_help=True)
_ACTOR = system("console")
File = Annotated[Path, typer.Argument(help="TOML, or JSON where its name ends so.")]


@app.callback()
def config() -> None:
    """The shop's configuration: export, diff, apply."""


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to; else it is printed.")] = None,
) -> None:
    """Write how the shop is configured: settings, tax zones that staff wrote, roles."""

    async def read(shop: Shop) -> dict[str, Any]:
        async with shop() as services, services.works.reading() as db:
            return await configuring.exported(db, services.configured.base)

    with quiet():
        document = asyncio.run(read(shop_of(context)))
    text = writing.written(document, is_json=_is_json(file))
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


@app.command()
def diff(context: typer.Context, file: File) -> None:
    """Show what a file says otherwise than the shop is; the exit code is 1 where it does."""
    found = _apply(shop_of(context), file, is_dry=True)
    if found:
        raise typer.Exit(1)


@app.command("apply")
def apply_file(
    context: typer.Context,
    file: File,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would change.")
    ] = False,
) -> None:
    """Let the shop be as a file says, whole or not at all; what the file does not name stays."""
    _apply(shop_of(context), file, is_dry=dry_run)


def maintenance(
    context: typer.Context,
    state: Annotated[str, typer.Argument(help="on or off")],
    message: Annotated[str | None, typer.Option(help="What customers are told.")] = None,
) -> None:
    """Close the shop for customers' changes, or open it again; every process follows within a second."""
    if state not in ("on", "off"):
        raise typer.BadParameter("on or off")
    values: dict[str, Any] = {"maintenance.on": state == "on"}
    if message is not None:
        values["maintenance.message"] = message

    async def change(shop: Shop) -> None:
        async with shop() as services, services.works(_ACTOR) as work:
            base = services.configured.base
            await configuring.configure(work, base, lambda before: {**before, **values})

    try:
        asyncio.run(change(shop_of(context)))
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"Maintenance is {state}.")


def _apply(shop: Shop, file: Path, *, is_dry: bool) -> Sequence[Difference]:
    try:
        document = writing.read(file.read_text(encoding="utf-8"), is_json=_is_json(file))
        found = asyncio.run(_applied(shop, document, is_dry=is_dry))
    except (OSError, UnicodeDecodeError) as error:
        raise stop(f"{file} can't be read: {error}.", 2) from None
    except ShopError as error:
        raise stop(error.detail, 2) from None
    for each in found:
        typer.echo(f"{each.name}: {_shown(each.before)} -> {_shown(each.after)}")
    if not found:
        typer.echo("The shop is so already.")
    return found


async def _applied(shop: Shop, document: dict[str, Any], *, is_dry: bool) -> Sequence[Difference]:
    async with shop() as services:
        base = services.configured.base
        if is_dry:
            async with services.works.reading() as db:
                return await configuring.differences(db, base, document)
        async with services.works(_ACTOR) as work:
            return await configuring.applied(work, base, document, rights=services.rights)


def _is_json(file: Path | None) -> bool:
    return file is not None and file.suffix == ".json"


def _shown(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)
