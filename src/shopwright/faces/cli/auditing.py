"""``shopwright audit``: is the trail what it was?"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.cli.shop import stop
from shopwright.infra.db.engine import for_reading, open_engine
from shopwright.infra.settings import Settings, read_settings
from shopwright.kernel import clock
from shopwright.modules.audit import queries, service
from shopwright.modules.audit.contracts import Anchor, FaultKind, NoAnchor

app = typer.Typer(help="The audit trail.", no_args_is_help=True)
T = TypeVar("T")
_MEANING = {
    FaultKind.EDITED: "does not say what it said when it was written",
    FaultKind.MISSING: "is missing",
    FaultKind.UNCHAINED: "does not follow the entry before it",
    FaultKind.INSERTED: "was added behind the end of the trail",
    FaultKind.TRUNCATED: "is missing, and everything after it",
}


@app.callback()
def audit() -> None:
    """The audit trail."""


@app.command()
def verify(
    anchor: Annotated[
        list[str] | None,
        typer.Option(help="An end of the trail that was written down before: NUMBER:HASH."),
    ] = None,
) -> None:
    """Look for edits, deletions, insertions and cuts; the exit code is 1 where there are any.

    The anchors in AUDIT_ANCHORS are held against the trail, too.
    """
    settings = read_settings()
    try:
        anchors = [Anchor.read(text) for text in anchor or []]
    except NoAnchor:
        raise typer.BadParameter("An anchor looks like 12:<64 hex digits>.") from None
    try:
        anchors += service.kept_anchors(settings.audit_anchors) if settings.audit_anchors else []
    except NoAnchor as fault:
        raise stop(f"A line of the kept anchors is none: {fault}") from None
    verdict = asyncio.run(_read(settings, lambda db: queries.verify(db, *anchors)))
    for found in verdict.faults:
        typer.echo(f"Entry {found.seq} {_MEANING[found.kind]}.", err=True)
    if not verdict.is_sound:
        raise typer.Exit(1)
    typer.echo(f"{verdict.entries} entries, all sound. Anchor: {verdict.anchor}")


@app.command("anchor")
def print_anchor() -> None:
    """Print where the trail ends, to be written down elsewhere; AUDIT_ANCHORS gets it, too."""
    settings = read_settings()
    end = asyncio.run(_read(settings, queries.head))
    if settings.audit_anchors and end.seq:
        service.keep_anchor(settings.audit_anchors, end, clock.utc_now())
    typer.echo(str(end))


async def _read(settings: Settings, ask: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    engine = open_engine(settings.database_url, schema=settings.database_schema)
    try:
        async with for_reading(engine).connect() as db:
            return await ask(db)
    finally:
        await engine.dispose()
