"""``shopwright tax``: rates taken from lists."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.infra.work import Work
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.tax import service as tax

app = typer.Typer(help="Rates of tax.", no_args_is_help=True)
_ACTOR = system("console")


@app.callback()
def rates() -> None:
    """Rates of tax."""


@app.command("european-union")
def european_union(context: typer.Context) -> None:
    """Take over the rates of the European Union, in place of those taken before; what staff wrote stays."""
    typer.echo(f"{asyncio.run(_take(shop_of(context), 'european-union', tax.take_union))} zones.")


@app.command("import")
def import_rates(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="JSON: rates by country, with their states.")],
    country: Annotated[
        list[str] | None, typer.Option(help="Only this country; may be repeated.")
    ] = None,
) -> None:
    """Take over a list of rates; what staff wrote stays."""
    wanted = frozenset(country or ())
    try:
        listed: Any = orjson.loads(file.read_bytes())
        taking = _take(
            shop_of(context),
            file.name,
            lambda work: tax.take_rates(work, listed, countries=wanted),
        )
        count = asyncio.run(taking)
    except (OSError, orjson.JSONDecodeError) as error:
        raise stop(f"{file} can't be read: {error}.") from None
    except ShopError as error:
        told = ", ".join(f"{name} {value}" for name, value in error.extra.items())
        raise stop(f"{error.detail} {told}".strip()) from None
    typer.echo(f"{count} zones.")


async def _take(shop: Shop, source: str, taken: Callable[[Work], Awaitable[int]]) -> int:
    async with shop() as services, services.works(_ACTOR) as work:
        count = await taken(work)
        subject = Subject("tax_zones", source[:100])
        await audit.note(work, action="tax_zones.taken", subject=subject, after={"zones": count})
        return count
