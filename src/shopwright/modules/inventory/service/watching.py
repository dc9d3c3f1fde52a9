"""Looking at how well variants are stocked, and telling of each crossing once."""

from uuid import UUID

from sqlalchemy import update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work
from shopwright.modules.inventory import queries
from shopwright.modules.inventory.contracts import Health, StockPolicy, Thresholds
from shopwright.modules.inventory.errors import InvalidPolicy, NoStockRecord
from shopwright.modules.inventory.events import StockAlerted, StockLevelCrossed
from shopwright.modules.inventory.models import StockPolicyRow, StockWatchRow

BATCH = 200
_ORDER = tuple(Health)
_WORRYING = (Health.OUT, Health.CRITICAL, Health.LOW)


async def watch(work: Work, usual: Thresholds, *, tell: str = "", most: int = BATCH) -> bool:
    """State each variant that is stocked better or worse than at the last look; True where more are left to look at.

    Of two who look at once one states it: the row that remembers is changed from what it was, or not at all. A variant
    that is looked at for the first time has crossed nothing. ``tell``: who gets one mail for all that got worse.
    """
    found = await queries.crossed(work.db, usual, limit=most)
    worse = []
    for level, before, after in found:
        if not await _remember(work, level.variant_id, before, after) or before is None:
            continue
        crossing = StockLevelCrossed(
            variant_id=level.variant_id, before=before, after=after, available=level.available
        )
        work.record(crossing)
        if after in _WORRYING and _ORDER.index(after) < _ORDER.index(before):
            worse.append(level.variant_id)
    if worse and tell:
        work.record(StockAlerted(variant_ids=tuple(worse), to=tell))
    return len(found) == most


async def set_policy(work: Work, policy: StockPolicy, usual: Thresholds) -> StockPolicy:
    """Set what a variant has for itself; answers what it had before.

    Raises:
        NoStockRecord: no stock is kept of the variant.
        InvalidPolicy: its thresholds, with the shop's where it has none, are out of order.
    """
    critical, low, high = (
        own if own is not None else shops
        for own, shops in (
            (policy.critical, usual.critical),
            (policy.low, usual.low),
            (policy.high, usual.high),
        )
    )
    if not critical <= low <= high:
        raise InvalidPolicy
    if await queries.level(work.db, policy.variant_id) is None:
        raise NoStockRecord
    before = await queries.policy(work.db, policy.variant_id)
    values = {name: getattr(policy, name) for name in StockPolicy.__dataclass_fields__}
    names = [name for name in values if name != "variant_id"]
    statement = dialect.insert_or_update(
        work.db, StockPolicyRow, ["variant_id"], [*names, "updated_at"]
    )
    await work.db.execute(statement.values(**values, updated_at=work.now))
    return before


async def _remember(work: Work, variant_id: UUID, before: Health | None, after: Health) -> bool:
    row = StockWatchRow
    if before is None:
        first = dialect.insert_or_ignore(work.db, row, [row.variant_id])
        values = {"variant_id": variant_id, "health": after, "since": work.now}
        return bool((await work.db.execute(first.values(**values))).rowcount)
    changed = await work.db.execute(
        update(row)
        .where(row.variant_id == variant_id, row.health == before)
        .values(health=after, since=work.now)
    )
    return bool(changed.rowcount)
