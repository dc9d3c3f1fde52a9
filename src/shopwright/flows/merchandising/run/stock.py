"""Changing what is on hand, on the record."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory_queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason, StockLevel
from shopwright.modules.inventory.errors import NoStockRecord


async def demand_own(db: AsyncConnection, actor: Actor, variant_id: UUID) -> None:
    """Refuse a vendor what is another's, as if it were not there.

    Raises:
        NoStockRecord: the variant is of no product of his.
    """
    owner_id = actor.user_id
    if owner_id is None or not await catalog.is_variant_of(db, variant_id, owner_id=owner_id):
        raise NoStockRecord


async def adjust_stock(
    work: Work, *, variant_id: UUID, change: int, reason: MovementReason, note: str = ""
) -> StockLevel:
    """Add pieces to what is on hand, or take some away, and note who did it.

    Raises:
        NoStockRecord: no stock is kept of the variant.
        StockBelowReserved: fewer would be on hand than none, or than are promised.
    """
    after = await inventory.adjust(
        work, variant_id=variant_id, change=change, reason=reason, note=note
    )
    await audit.note(
        work,
        action="stock.adjusted",
        subject=Subject("variant", str(variant_id)),
        before={"on_hand": after.on_hand - change},
        after={"on_hand": after.on_hand, "reason": reason, "note": note},
    )
    return after


async def count_stock(work: Work, *, variant_id: UUID, counted: int, note: str = "") -> StockLevel:
    """Write down what was counted on the shelf, and note who did it.

    Raises:
        NoStockRecord: no stock is kept of the variant.
        StockBelowReserved: fewer were counted than are promised.
    """
    before = await inventory_queries.level(work.db, variant_id)
    after = await inventory.count(work, variant_id=variant_id, counted=counted, note=note)
    await audit.note(
        work,
        action="stock.counted",
        subject=Subject("variant", str(variant_id)),
        before={"on_hand": before.on_hand if before else None},
        after={"on_hand": after.on_hand, "note": note},
    )
    return after
