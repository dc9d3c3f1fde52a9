"""``shopwright check``: does the database contradict itself?"""

import asyncio
from collections.abc import Sequence

import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop


def check(context: typer.Context) -> None:
    """Look for contradictions in stock, money and orders; the exit code is 1 where there are any."""
    shop = shop_of(context)
    if shop.examine is None:
        raise stop("Nothing knows how to examine this shop.", 2)
    found = asyncio.run(_examine(shop))
    for line in found:
        typer.echo(line, err=True)
    if found:
        raise typer.Exit(1)
    typer.echo("Stock, money and orders add up.")


async def _examine(shop: Shop) -> Sequence[str]:
    assert shop.examine is not None  # noqa: S101 - looked at by the caller
    async with shop(patient=True) as services:
        return await shop.examine(services)
