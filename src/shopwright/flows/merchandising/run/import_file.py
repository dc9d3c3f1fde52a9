"""A catalog file goes into the shop, a batch at a time."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DataError, IntegrityError

from shopwright.flows.merchandising.contracts import (
    BatchOutcome,
    Change,
    Effect,
    ImportFormat,
    ImportOptions,
    ImportProgress,
    ImportReport,
    Notice,
    ProductRecord,
    RowProblem,
)
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.flows.merchandising.steps.detect import detect
from shopwright.flows.merchandising.steps.readers import read
from shopwright.flows.merchandising.steps.source import TextSource, open_source
from shopwright.flows.merchandising.steps.workbook import as_text_beside
from shopwright.infra.work import Works
from shopwright.kernel.actors import Actor
from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import Forbidden, ShopError, Unauthorized

BATCH = 200
MOST_KEPT = 1000  # problems, notices and changes that a report holds; its counts are whole

Watch = Callable[[ImportProgress], None]
_Told = TypeVar("_Told")


async def import_file(
    works: Works,
    path: Path,
    *,
    actor: Actor,
    options: ImportOptions,
    watch: Watch | None = None,
) -> ImportReport:
    """Read a catalog and store what it says; a second time changes nothing.

    Each batch is a Work of its own: an import that was cut off is finished by running it again. A dry run reads and
    compares everything and stores nothing. `watch` hears after each batch how far it is, and each problem once.

    Raises:
        UnreadableFile, WrongEncoding, UnknownFormat: before anything is stored.
        InvalidMoney: the currency is none.
        Unauthorized, Forbidden: the actor may not write products.
    """
    exponent_of(options.currency)
    async with as_text_beside(path) as plain:
        return await _import(works, plain, actor, options, watch)


async def _import(
    works: Works, path: Path, actor: Actor, options: ImportOptions, watch: Watch | None
) -> ImportReport:
    source = await asyncio.to_thread(open_source, path, encoding=options.encoding)
    chosen = options.format or detect(source)
    tally = _Tally(chosen, options.is_dry_run)
    batches = _batches(source, chosen, options.currency)
    while batch := await asyncio.to_thread(next, batches, None):
        outcome = BatchOutcome()
        if batch.records:
            outcome = await _store(works, actor, batch.records, dry_run=options.is_dry_run)
        problems = sorted([*batch.problems, *outcome.problems], key=lambda told: told.line)
        tally.add(outcome.changes, problems, batch.notices)
        if watch is not None:
            watch(
                ImportProgress(
                    source.bytes_read,
                    source.size,
                    tally.report(),
                    tuple(problems),
                    tuple(batch.notices),
                )
            )
    return tally.report()


@dataclass(slots=True)
class _Batch:
    records: list[ProductRecord] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.records) >= BATCH or len(self.problems) + len(self.notices) >= MOST_KEPT


def _batches(source: TextSource, chosen: ImportFormat, currency: str) -> Iterator[_Batch]:
    batch = _Batch()
    for entry in read(source, chosen, currency=currency):
        if isinstance(entry, ProductRecord):
            batch.records.append(entry)
        elif isinstance(entry, RowProblem):
            batch.problems.append(entry)
        else:
            batch.notices.append(entry)
        if batch.is_full:
            yield batch
            batch = _Batch()
    yield batch


async def _store(
    works: Works, actor: Actor, records: Sequence[ProductRecord], *, dry_run: bool
) -> BatchOutcome:
    """One Work for all of them; where it fails as a whole, one for each, so that only the bad stay out."""
    try:
        async with works(actor) as work:
            return await import_batch(work, records, dry_run=dry_run)
    except (Unauthorized, Forbidden):
        raise
    except (ShopError, IntegrityError, DataError) as error:
        if len(records) == 1:
            return BatchOutcome(problems=(_refused(records[0], error),))
    changes: list[Change] = []
    problems: list[RowProblem] = []
    for record in records:
        outcome = await _store(works, actor, [record], dry_run=dry_run)
        changes += outcome.changes
        problems += outcome.problems
    return BatchOutcome(tuple(changes), tuple(problems))


def _refused(record: ProductRecord, error: Exception) -> RowProblem:
    reason = (
        error.detail
        if isinstance(error, ShopError)
        else "The database does not accept the product; is its handle or a SKU another product's?"
    )
    return RowProblem(record.line, reason, record.handle)


class _Tally:
    """Counts everything and keeps the first of each kind."""

    def __init__(self, chosen: ImportFormat, is_dry_run: bool) -> None:  # noqa: FBT001 - private
        self._empty = ImportReport(chosen, is_dry_run)
        self._effects: Counter[Effect] = Counter()
        self._failed = 0
        self._problems: list[RowProblem] = []
        self._notices: list[Notice] = []
        self._changes: dict[Effect, list[Change]] = {Effect.CHANGED: [], Effect.CREATED: []}

    def add(
        self, changes: Sequence[Change], problems: Sequence[RowProblem], notices: Sequence[Notice]
    ) -> None:
        self._effects.update(change.effect for change in changes)
        self._failed += len(problems)
        _keep(self._problems, problems)
        _keep(self._notices, notices)
        for effect, kept in self._changes.items():
            _keep(kept, [each for each in changes if each.effect is effect])

    def report(self) -> ImportReport:
        return replace(
            self._empty,
            created=self._effects[Effect.CREATED],
            changed=self._effects[Effect.CHANGED],
            unchanged=self._effects[Effect.UNCHANGED],
            failed=self._failed,
            problems=tuple(self._problems),
            notices=tuple(self._notices),
            changes=tuple(chain.from_iterable(self._changes.values())),
        )


def _keep(kept: list[_Told], more: Sequence[_Told]) -> None:
    kept.extend(more[: max(0, MOST_KEPT - len(kept))])
