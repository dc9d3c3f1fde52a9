"""Stock and prices from a file: each row names a variant, by its SKU or its id, and what it shall be."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from shopwright.flows.merchandising.contracts import (
    FileSubject,
    ImportFormat,
    ImportOptions,
    ImportReport,
    Notice,
    RowProblem,
)
from shopwright.flows.merchandising.run.set_figures import set_figures
from shopwright.flows.merchandising.steps.figures import Figure, read_figures
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.flows.merchandising.steps.spool import Spool
from shopwright.flows.merchandising.steps.workbook import as_text_beside
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor
from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import Forbidden, ShopError, Unauthorized

BATCH = 500
_MOST_KEPT = 1000


@dataclass(slots=True)
class _Tally:
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def refuse(self, problem: RowProblem) -> None:
        self.failed += 1
        if len(self.problems) < _MOST_KEPT:
            self.problems.append(problem)

    def note(self, notice: Notice) -> None:
        if len(self.notices) < _MOST_KEPT:
            self.notices.append(notice)


async def import_figures(
    works: Works, path: Path, *, actor: Actor, subject: FileSubject, options: ImportOptions
) -> ImportReport:
    """Set stock or prices as a file says; variants that it does not name stay as they are.

    Each batch is a Work of its own, and a row that can't go in keeps no other out.

    Raises:
        UnreadableFile, WrongEncoding: before anything is stored.
        InvalidMoney: the currency is none.
        Unauthorized, Forbidden: the actor may not write stock, or products.
    """
    exponent_of(options.currency)
    async with as_text_beside(path) as plain:
        return await _import(works, plain, actor, subject, options)


async def _import(
    works: Works, path: Path, actor: Actor, subject: FileSubject, options: ImportOptions
) -> ImportReport:
    tally = _Tally()
    with Spool() as spool:
        source = await asyncio.to_thread(open_source, path, encoding=options.encoding)
        told = read_figures(source, subject, options.currency)
        figures = _once(spool, tally, told)
        while batch := await asyncio.to_thread(_some, figures):
            await _store(works, actor, batch, tally, options)
        form = ImportFormat.JSONL if source.begins_with("{") else ImportFormat.SHEET
    return ImportReport(
        form,
        options.is_dry_run,
        changed=tally.changed,
        unchanged=tally.unchanged,
        failed=tally.failed,
        problems=tuple(sorted(tally.problems, key=lambda each: each.line)),
        notices=tuple(tally.notices),
    )


def _some(figures: Iterator[Figure]) -> list[Figure]:
    return list(islice(figures, BATCH))


def _once(
    spool: Spool, tally: _Tally, told: Iterator[Figure | RowProblem | Notice]
) -> Iterator[Figure]:
    """Figures; what is said twice is told, and the first stands."""
    for each in told:
        if isinstance(each, RowProblem):
            tally.refuse(each)
        elif isinstance(each, Notice):
            tally.note(each)
        else:
            first = spool.first_line_of("figure", each.name, each.line)
            if first is None:
                yield each
            else:
                reason = f"The same was said before, on line {first}."
                tally.refuse(RowProblem(each.line, reason, each.handle))


async def _store(
    works: Works, actor: Actor, figures: Sequence[Figure], tally: _Tally, options: ImportOptions
) -> None:
    """One Work for all of them; where it fails as a whole, one for each, so that only the bad stay out."""
    try:
        async with works(actor) as work:
            changed, lost = await set_figures(work, figures, is_dry_run=options.is_dry_run)
    except (Unauthorized, Forbidden):
        raise
    except ShopError as error:
        if len(figures) == 1:
            tally.refuse(RowProblem(figures[0].line, error.detail, figures[0].handle))
            return
        for each in figures:
            await _store(works, actor, [each], tally, options)
        return
    for each in lost:
        reason = f"No variant has the {'SKU' if each.sku else 'id'} {each.sku or each.variant_id}."
        tally.refuse(RowProblem(each.line, reason, each.handle))
    tally.changed += changed
    tally.unchanged += len(figures) - len(lost) - changed
