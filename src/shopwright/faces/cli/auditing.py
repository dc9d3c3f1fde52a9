"""``shopwright audit``: is the trail what it was?"""

import asyncio
import re
from typing import Annotated

import typer

from shopwright.infra.db.engine import for_reading, open_engine
from shopwright.infra.settings import Settings, read_settings
from shopwright.modules.audit import queries
from shopwright.modules.audit.contracts import Anchor, FaultKind, Verdict

app = typer.Typer(help="The audit trail.", no_args_is_help=True)
_ANCHOR = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
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
        typer.Option(help="An end of the trail that an earlier check printed: NUMBER:HASH."),
    ] = None,
) -> None:
    """Look for edits, deletions, insertions and cuts; the exit code is 1 where there are any."""
    anchors = [_anchor(text) for text in anchor or []]
    verdict = asyncio.run(_verify(read_settings(), anchors))
    for fault in verdict.faults:
        typer.echo(f"Entry {fault.seq} {_MEANING[fault.kind]}.", err=True)
    if not verdict.is_sound:
        raise typer.Exit(1)
    typer.echo(f"{verdict.entries} entries, all sound. Anchor: {verdict.anchor}")


async def _verify(settings: Settings, anchors: list[Anchor]) -> Verdict:
    engine = open_engine(settings.database_url, schema=settings.database_schema)
    try:
        async with for_reading(engine).connect() as db:
            return await queries.verify(db, *anchors)
    finally:
        await engine.dispose()


def _anchor(text: str) -> Anchor:
    found = _ANCHOR.fullmatch(text)
    if found is None:
        raise typer.BadParameter("An anchor looks like 12:<64 hex digits>.")
    return Anchor(int(found[1]), found[2])
