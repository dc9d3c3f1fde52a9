"""Changing what is on hand, on the record."""

from uuid import UUID

from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason, StockLevel


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
