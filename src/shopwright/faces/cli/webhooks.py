"""``shopwright webhooks``: where webhooks go, what was given up, and sending that again."""

import asyncio
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.kernel.paging import PageRequest
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.satellites.webhooks import queries, service
from shopwright.satellites.webhooks.contracts import (
    Delivery,
    DeliveryFilter,
    DeliveryState,
    Endpoint,
)

app = typer.Typer(help="Outgoing webhooks.", no_args_is_help=True)
_ACTOR = system("console")


@app.command("list")
def list_endpoints(context: typer.Context) -> None:
    """Show where webhooks go."""

    async def read(shop: Shop) -> list[Endpoint]:
        async with shop() as services, services.works.reading() as db:
            return list(await queries.endpoints(db))

    table = Table("Id", "Address", "Events", "State")
    for each in asyncio.run(read(shop_of(context))):
        address = each.url.partition("?")[0]
        state = each.disabled_reason.value or "active"
        table.add_row(str(each.id), address, " ".join(each.events), state)
    Console().print(table)


@app.command()
def dead(context: typer.Context) -> None:
    """Show the messages that were given up, the newest 100; the exit code is 1 where there are any."""

    async def read(shop: Shop) -> list[Delivery]:
        async with shop() as services, services.works.reading() as db:
            wanted = DeliveryFilter(state=DeliveryState.DEAD)
            return list((await queries.deliveries(db, wanted, PageRequest(100))).items)

    found = asyncio.run(read(shop_of(context)))
    if not found:
        typer.echo("No webhook was given up.")
        return
    table = Table("Id", "Endpoint", "Event", "Attempts")
    for each in found:
        table.add_row(str(each.id), str(each.endpoint_id), each.event, str(each.attempts))
    Console().print(table)
    raise typer.Exit(1)


@app.command()
def replay(
    context: typer.Context,
    delivery_id: Annotated[UUID | None, typer.Argument(help="As `dead` shows it.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All that was given up.")] = False,
) -> None:
    """Have messages sent again, under the same ids."""
    if (delivery_id is None) is not everything:
        raise typer.BadParameter("Name one message, or say --all.")

    async def again(shop: Shop) -> int:
        async with shop() as services, services.works(_ACTOR) as work:
            count = 1
            if delivery_id is None:
                count = await service.revive(work)
            else:
                await service.replay(work, delivery_id=delivery_id)
            subject = Subject("webhook_delivery", str(delivery_id or "dead"))
            await audit.note(
                work, action="webhook.replayed", subject=subject, after={"replayed": count}
            )
            return count

    try:
        count = asyncio.run(again(shop_of(context)))
    except ShopError as error:
        raise stop(error.detail) from None
    typer.echo(f"{count} to be sent again.")
