"""``shopwright export``: products, stock or prices go into a file."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import FileSubject
from shopwright.flows.merchandising.run.export_file import export_file
from shopwright.infra.files.sheets import FileFormat

Opener = Callable[[], AbstractAsyncContextManager[Services]]
_UNWRITABLE = 2


def export(
    context: typer.Context,
    kind: Annotated[FileSubject, typer.Argument(help="What is written.")],
    file: Annotated[Path, typer.Argument(help="The file; one that is there is replaced.")],
    *,
    form: Annotated[
        FileFormat | None, typer.Option("--format", help="By the file's ending if left out.")
    ] = None,
) -> None:
    """Write all products, stock or prices into a CSV, XLSX or JSON Lines file that `import` reads."""
    opener: Opener = context.obj
    chosen = form or _by_ending(file)

    async def run() -> int:
        async with opener() as services:
            return await export_file(services.works, file, subject=kind, form=chosen)

    try:
        count = asyncio.run(run())
    except OSError as error:
        typer.echo(f"{file} can't be written: {error.strerror}.", err=True)
        raise typer.Exit(_UNWRITABLE) from None
    typer.echo(f"{file}: {kind} of {count:,} products.")


def _by_ending(file: Path) -> FileFormat:
    ending = file.suffix.removeprefix(".").lower()
    return FileFormat(ending) if ending in set(FileFormat) else FileFormat.CSV
