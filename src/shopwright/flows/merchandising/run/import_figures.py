"""Stock and prices from a file: each row names a variant, by its SKU or its id, and what it shall be."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    FileSubject,
    ImportFormat,
    ImportOptions,
    ImportReport,
    Notice,
    RowProblem,
)
from shopwright.flows.merchandising.steps.figures import Figure, read_figures
from shopwright.flows.merchandising.steps.source import open_source
from shopwright.flows.merchandising.steps.spool import Spool
from shopwright.flows.merchandising.steps.workbook import as_text_beside
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import Actor
from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import Forbidden, ShopError, Unauthorized
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.permissions import WRITE
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory import service as stock
from shopwright.modules.inventory.contracts import MovementReason, StockSetting
from shopwright.modules.inventory.permissions import STOCK_WRITE
from shopwright.modules.pricing import queries as pricing_queries
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Price

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
            changed, lost = await _set(work, figures, is_dry_run=options.is_dry_run)
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


async def _set(
    work: Work, figures: Sequence[Figure], *, is_dry_run: bool
) -> tuple[int, Sequence[Figure]]:
    """How many variants are changed, and the figures whose variant there is none of."""
    work.actor.demand(STOCK_WRITE if figures[0].amount is None else WRITE)
    ids = await _variants(work, figures)
    found = {each: ids[each.key] for each in figures if each.key in ids}
    if not found:
        return 0, [each for each in figures if each.key not in ids]
    if figures[0].amount is None:
        changed = await _set_stock(work, found, is_dry_run=is_dry_run)
    else:
        changed = await _set_prices(work, found, is_dry_run=is_dry_run)
    return changed, [each for each in figures if each.key not in ids]


async def _variants(work: Work, figures: Sequence[Figure]) -> Mapping[str, UUID]:
    """The variants that figures name, by the name."""
    owners = await catalog.skus(work.db, {each.sku for each in figures if each.sku})
    named = {each.variant_id for each in figures if each.variant_id and not each.sku}
    known = await catalog.product_ids_of_variants(work.db, named)
    by_sku = {sku: owner.variant_id for sku, owner in owners.items()}
    return by_sku | {str(variant_id): variant_id for variant_id in known}


async def _set_stock(work: Work, found: Mapping[Figure, UUID], *, is_dry_run: bool) -> int:
    known = await inventory.levels(work.db, list(found.values()))
    wanted = []
    for figure, variant_id in found.items():
        setting = StockSetting(variant_id, figure.on_hand, figure.tracked, figure.backorder)
        level = known.get(variant_id)
        now = (level.on_hand, level.tracked, level.backorder) if level else None
        if now != (figure.on_hand, figure.tracked, figure.backorder):
            wanted.append(setting)
    if wanted and not is_dry_run:
        await stock.set_levels(work, wanted, reason=MovementReason.IMPORTED)
        await _note(work, "stock.imported", len(wanted))
    return len(wanted)


async def _set_prices(work: Work, found: Mapping[Figure, UUID], *, is_dry_run: bool) -> int:
    known = await pricing_queries.prices_by_variant(work.db, list(found.values()))
    wanted = []
    for figure, variant_id in found.items():
        price = Price(variant_id, figure.price, figure.compare_at)
        pricing.check(price)
        standing = {(each.amount, each.compare_at) for each in known.get(variant_id, ())}
        if (price.amount, price.compare_at) not in standing:
            wanted.append(price)
    if wanted and not is_dry_run:
        await pricing.set_prices(work, prices=wanted)
        await _note(work, "prices.imported", len(wanted))
    return len(wanted)


async def _note(work: Work, action: str, count: int) -> None:
    _ = await audit.note(work, action=action, subject=Subject("variants", f"{count} of them"))
