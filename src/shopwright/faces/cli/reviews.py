"""``shopwright import-reviews``: reviews of another shop go into this one."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.cli.shop import shop_of, stop
from shopwright.flows.reviewing.contracts import ReviewReport
from shopwright.flows.reviewing.errors import UnreadableReviews
from shopwright.flows.reviewing.run import import_reviews as bring_in
from shopwright.kernel.actors import system

_SHOWN = 20
_PROBLEMS, _UNREADABLE = 1, 2


def import_reviews(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A CSV with id, product and rating; or gzipped.")],
    *,
    source: Annotated[
        str, typer.Option(help="Where the reviews are from; with their ids it makes them known.")
    ] = "import",
    product: Annotated[
        str, typer.Option(help="A product's slug, with {} for what the file calls it.")
    ] = "{}",
) -> None:
    """Import reviews that were shown elsewhere; they show at once.

    The exit code is 0 when all rows went in, 1 when some did not, 2 when the file can't be read.
    """

    async def run() -> ReviewReport:
        async with shop_of(context)() as services:
            return await bring_in(
                services.works, file, actor=system("import"), source=source, product=product
            )

    try:
        report = asyncio.run(run())
    except UnreadableReviews as error:
        raise stop(error.detail, _UNREADABLE) from None
    for fault in report.faults[:_SHOWN]:
        typer.echo(f"Line {fault.line}: {fault.reason}")
    typer.echo(f"{report.created:,} created, {report.known:,} known, {report.failed:,} failed.")
    if report.failed:
        raise typer.Exit(_PROBLEMS)
