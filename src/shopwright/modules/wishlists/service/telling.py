"""Telling those who wait that goods are back: each once, and the alert is over with it."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists.contracts import AlertState
from shopwright.modules.wishlists.events import StockAlertDue
from shopwright.modules.wishlists.models import StockAlertRow

MOST_TOLD, MOST_LOOKED_AT = 500, 500
KEPT = timedelta(days=90)


async def tell(work: Work, *, variant_ids: Collection[UUID]) -> bool:
    """Tell those who wait for variants that can be bought now; True where some of them are left for another time.

    One guarded statement ends the alerts that it answers: of many who tell at once, one tells each. What ran out again
    in the meantime, or is not for sale, is waited for still.
    """
    goods = await catalog.sellable_variants(work.db, variant_ids)
    levels = await inventory.levels(work.db, variant_ids)
    there = [
        variant_id
        for variant_id, each in goods.items()
        if each.is_sellable and (level := levels.get(variant_id)) is not None and level.can_sell
    ]
    if not there:
        return False
    row = StockAlertRow
    waiting = (
        select(row.id)
        .where(row.variant_id.in_(there), row.state == AlertState.ACTIVE)
        .order_by(row.id)
        .limit(MOST_TOLD)
    )
    mine = dialect.lock_rows(work.db, waiting, skip_locked=True)
    alert_ids = list((await work.db.execute(mine)).scalars())
    told = await work.db.execute(
        update(row)
        .where(row.id.in_(alert_ids), row.state == AlertState.ACTIVE)
        .values(state=AlertState.TOLD, updated_at=work.now)
        .returning(row.id, row.variant_id)
    )
    found = told.all()
    for alert_id, variant_id in found:
        work.record(StockAlertDue(alert_id=alert_id, variant_id=variant_id))
    return len(alert_ids) == MOST_TOLD


async def tell_batch(work: Work, *, after: UUID | None) -> UUID | None:
    """Look after a batch of what is waited for, whatever brought it back: stock, a price, its being published again.

    Answers after which variant to go on, None at the end.
    """
    waited_for = await queries.waiting_variants(work.db, after, limit=MOST_LOOKED_AT)
    if waited_for and await tell(work, variant_ids=waited_for):
        return after if after is not None else UUID(int=0)
    return waited_for[-1] if len(waited_for) == MOST_LOOKED_AT else None


async def sweep_alerts(work: Work) -> None:
    """Forget what was never confirmed, and what is long over."""
    row = StockAlertRow
    too_late = (row.state == AlertState.UNCONFIRMED) & (row.expires_at <= work.now)
    over = row.state.in_((AlertState.TOLD, AlertState.ENDED)) & (row.updated_at < work.now - KEPT)
    await work.db.execute(delete(row).where(too_late | over))
