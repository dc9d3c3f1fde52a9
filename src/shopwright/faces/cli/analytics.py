"""``shopwright analytics``: figures of what was sold, made again from the ledger."""

import asyncio

import typer

from shopwright.faces.cli.shop import Shop, shop_of
from shopwright.satellites.analytics import service
from shopwright.satellites.analytics.contracts import Rebuilt

app = typer.Typer(help="Figures of what was sold.", no_args_is_help=True)


@app.callback()
def figures() -> None:
    """Figures of what was sold."""


@app.command("rebuild")
def rebuild(context: typer.Context) -> None:
    """Count every order again, and sum up anew; the shop may go on meanwhile. Done twice, it changes nothing."""
    done = asyncio.run(_rebuild(shop_of(context)))
    typer.echo(f"{done.orders:,} orders counted, {done.corrected:,} facts corrected.")


async def _rebuild(shop: Shop) -> Rebuilt:
    async with shop(patient=True) as services:
        return await service.rebuild(services.works, zone=services.insight.zone)
