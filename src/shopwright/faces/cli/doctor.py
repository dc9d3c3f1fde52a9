"""``shopwright doctor``: what is wrong with this installation, and how to mend it."""

import asyncio
import dataclasses
import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from shopwright.faces.cli.shop import Shop, quiet, shop_of
from shopwright.faces.probes.doctor import examine
from shopwright.faces.probes.findings import Finding, Grade, exit_code
from shopwright.infra.settings import UnusableSettings

_SIGNS = {
    Grade.OK: "[green]ok[/]     ",
    Grade.WARNING: "[yellow]warning[/]",
    Grade.FAULT: "[red]fault[/]  ",
}


def doctor(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Look at everything; the exit code is 1 where something is wrong."""
    try:
        with quiet():
            found = asyncio.run(_examined(shop_of(context)))
    except UnusableSettings as error:
        mend = "Set these variables otherwise; .env.example tells what each may be."
        found = [Finding("settings", Grade.FAULT, error.detail, mend)]
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(each) for each in found], indent=2))
    else:
        _print(found)
    raise typer.Exit(exit_code(found))


async def _examined(shop: Shop) -> Sequence[Finding]:
    async with shop() as services:
        return await examine(services)


def _print(found: Sequence[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for each in found:
        console.print(f"{_SIGNS[each.grade]} {each.name}: ", end="")
        console.print(each.told, markup=False)
        if each.mend:
            console.print(f"          -> {each.mend}", markup=False)
