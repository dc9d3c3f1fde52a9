"""``shopwright invoices``: the journal of a month goes into a file."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.cli.shop import Shop, shop_of, stop
from shopwright.kernel.actors import system
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.invoices import queries
from shopwright.modules.invoices import service as invoices

app = typer.Typer(help="Invoices and credit notes.", no_args_is_help=True)
_ACTOR = system("console")


@app.callback()
def documents() -> None:
    """Invoices and credit notes."""


@app.command("export")
def export(
    context: typer.Context,
    month: Annotated[str, typer.Option(help="The month of issue, as 2026-11.")],
    file: Annotated[
        Path | None, typer.Option(help="The file; documents-<month>.csv unless told.")
    ] = None,
) -> None:
    """Write the invoices and credit notes of a month into a CSV file, a row a tax rate."""
    try:
        queries.month_of(month)
    except ValueError:
        raise stop(f"{month} is no month; one is written as 2026-11.") from None
    target = file or Path(f"documents-{month}.csv")
    try:
        rows = asyncio.run(_write(shop_of(context), month, target))
    except OSError as error:
        raise stop(f"{target} can't be written: {error.strerror}.") from None
    typer.echo(f"{target}: {rows} rows.")


async def _write(shop: Shop, month: str, target: Path) -> int:
    async with shop(patient=True) as services:
        async with services.works(_ACTOR) as work:
            subject = Subject("documents", month)
            after = {"month": month}
            await audit.note(work, action="documents.exported", subject=subject, after=after)
        parts = [part async for part in invoices.journal_lines(services.works, month)]
    await asyncio.to_thread(target.write_text, "".join(parts), encoding="utf-8", newline="")
    return sum(part.count("\r\n") for part in parts) - 1
