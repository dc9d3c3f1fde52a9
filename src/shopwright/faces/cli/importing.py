"""``shopwright import``: a catalog file goes into the shop."""

import asyncio
import csv
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import (
    Change,
    FileSubject,
    ImportFormat,
    ImportOptions,
    ImportProgress,
    ImportReport,
    RowProblem,
)
from shopwright.flows.merchandising.run.import_figures import import_figures
from shopwright.flows.merchandising.run.import_file import import_file
from shopwright.flows.merchandising.run.import_reviews import import_reviews
from shopwright.kernel.actors import system
from shopwright.kernel.errors import BadRequest, InvalidMoney

Opener = Callable[[], AbstractAsyncContextManager[Services]]

_HEAD = ("line", "handle", "column", "reason")
_SHOWN = 20
_PROBLEMS, _UNREADABLE = 1, 2
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def import_catalog(  # noqa: PLR0913 - each is an option of the command
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The catalog; plain, gzipped, or a workbook.")],
    *,
    kind: Annotated[
        FileSubject, typer.Option(help="What of the products is in it; stock and prices alone.")
    ] = FileSubject.PRODUCTS,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and store nothing.")
    ] = False,
    form: Annotated[
        ImportFormat | None, typer.Option("--format", help="Guessed from the content if left out.")
    ] = None,
    currency: Annotated[
        str | None,
        typer.Option(help="Of amounts that name none; the shop's own if left out."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="UTF-8 if left out; cp1252 for files of Excel on Windows.")
    ] = None,
    problems: Annotated[
        Path | None, typer.Option(help="A CSV file for all problems; the first are shown anyway.")
    ] = None,
) -> None:
    """Import products from Shopify, WooCommerce or Spree CSV, or from JSON Lines; or what `export` wrote.

    The exit code is 0 when all rows went in, 1 when some did not, 2 when the file can't be read.
    """
    opener: Opener = context.obj
    told = _opened(problems)

    async def run() -> ImportReport:
        async with opener() as services:
            options = ImportOptions(
                currency=(currency or services.settings.shop_currency).upper(),
                format=form,
                encoding=encoding,
                is_dry_run=dry_run,
            )
            return await _imported(services, file, kind, options, out)

    try:
        with told as out:
            report = asyncio.run(run())
    except (BadRequest, InvalidMoney) as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(_UNREADABLE) from None
    _print(report, Console(), problems)
    if not report.is_clean:
        raise typer.Exit(_PROBLEMS)


def _opened(problems: Path | None) -> AbstractContextManager[TextIO | None]:
    if problems is None:
        return nullcontext()
    try:
        return problems.open("w", encoding="utf-8", newline="")
    except OSError as error:
        typer.echo(f"{problems} can't be written: {error.strerror}.", err=True)
        raise typer.Exit(_UNREADABLE) from None


async def _imported(
    services: Services, file: Path, kind: FileSubject, options: ImportOptions, out: TextIO | None
) -> ImportReport:
    if kind is FileSubject.PRODUCTS:
        return await _watched(services, file, options, out)
    works, actor = services.works, system("import")
    if kind is FileSubject.REVIEWS:
        report = await import_reviews(works, file, actor=actor, options=options)
    else:
        report = await import_figures(works, file, actor=actor, subject=kind, options=options)
    if out is not None:
        csv.writer(out).writerows([_HEAD, *(_row(each) for each in report.problems)])
    return report


async def _watched(
    services: Services, file: Path, options: ImportOptions, out: TextIO | None
) -> ImportReport:
    """Import with a bar that follows the bytes read; it shows itself on a terminal only."""
    writer = csv.writer(out) if out is not None else None
    if writer is not None:
        writer.writerow(_HEAD)
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[products]:,} products"),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(file.name, total=None, products=0)

        def watch(progress: ImportProgress) -> None:
            bar.update(
                task,
                completed=progress.bytes_read,
                total=progress.bytes_in_all,
                products=progress.report.stored,
            )
            if writer is not None:
                writer.writerows(_row(problem) for problem in progress.problems)

        return await import_file(
            services.works, file, actor=system("import"), options=options, watch=watch
        )


def _row(problem: RowProblem) -> tuple[str, ...]:
    cells = (str(problem.line), problem.handle or "", problem.column or "", problem.reason)
    # A spreadsheet takes a cell that begins like this for a formula.
    return tuple(f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell for cell in cells)


def _print(report: ImportReport, console: Console, problems: Path | None) -> None:
    for notice in report.notices[:_SHOWN]:
        where = f" ({notice.handle})" if notice.handle else ""
        _line(console, f"Line {notice.line}{where}: {notice.text}")
    _say_more(console, len(report.notices), "notices")
    if report.is_dry_run:
        _print_changes(report.changes, console)
        _say_more(console, report.created + report.changed, "products")
    if report.problems:
        console.print(_table(report.problems[:_SHOWN]))
        _say_more(console, report.failed, "problems", problems)
    would = "would be " if report.is_dry_run else ""
    console.print(
        f"{report.format}: {report.created:,} {would}created, {report.changed:,} {would}changed, "
        f"{report.unchanged:,} unchanged, {report.failed:,} failed.",
        highlight=False,
    )


def _print_changes(changes: Iterable[Change], console: Console) -> None:
    for change in list(changes)[:_SHOWN]:
        _line(console, f"{change.effect}: {change.handle}")
        for each in change.fields:
            _line(console, f"    {each.name}: {_short(each.before)} -> {_short(each.after)}")


def _line(console: Console, text: str) -> None:
    """Text of a file on one line, however long, so that it can be searched; nothing in it is markup."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _table(problems: Iterable[RowProblem]) -> Table:
    table = Table("Line", "Handle", "Column", "Reason", title="Not imported", title_justify="left")
    for problem in problems:
        table.add_row(
            str(problem.line), problem.handle or "", problem.column or "", _plain(problem.reason)
        )
    return table


def _plain(text: str) -> str:
    return text.replace("[", r"\[")  # rich reads brackets as markup


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


def _say_more(console: Console, count: int, what: str, file: Path | None = None) -> None:
    if count > _SHOWN:
        where = f"all are in {file}" if file else "--problems FILE writes all of them"
        tail = f"; {where}" if what == "problems" else ""
        console.print(f"and {count - _SHOWN:,} more {what}{tail}.", highlight=False)
