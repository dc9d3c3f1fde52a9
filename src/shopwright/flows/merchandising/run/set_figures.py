"""Stock and prices become what rows of a file say."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shopwright.flows.merchandising.steps.figures import Figure
from shopwright.infra.work import Work
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


async def set_figures(
    work: Work, figures: Sequence[Figure], *, is_dry_run: bool
) -> tuple[int, Sequence[Figure]]:
    """Make stock or prices be what figures say; answers how many change, and the figures whose variant there is none of.

    A constant number of statements for figures of one kind, however many.

    Raises:
        Unauthorized, Forbidden: the actor may not write stock, or products.
        StockBelowReserved, TooMuchStock, InvalidPrice: one of them can't be; none is set then.
    """
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
        unseen = await catalog.unseen_variants(
            work.db, {each.variant_id for each in wanted}, work.now
        )
        await pricing.set_prices(work, prices=wanted, unseen=unseen)
        await _note(work, "prices.imported", len(wanted))
    return len(wanted)


async def _note(work: Work, action: str, count: int) -> None:
    _ = await audit.note(work, action=action, subject=Subject("variants", f"{count} of them"))
