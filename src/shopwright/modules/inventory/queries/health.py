"""How well variants are stocked, asked of the database: what is available against what is little or much."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.inventory.contracts import (
    Health,
    HealthCounts,
    StockHealth,
    StockLevel,
    StockPolicy,
    Thresholds,
)
from shopwright.modules.inventory.models import StockLevelRow, StockPolicyRow, StockWatchRow

_POLICY = tuple(
    getattr(StockPolicyRow, name)
    for name in StockPolicy.__dataclass_fields__
    if name != "variant_id"
)
_CURSOR = "stock-health"
_LEVEL = (
    StockLevelRow.variant_id,
    StockLevelRow.on_hand,
    StockLevelRow.reserved,
    StockLevelRow.tracked,
    StockLevelRow.backorder,
)


async def policy(db: AsyncConnection, variant_id: UUID) -> StockPolicy:
    """What a variant has set for itself; one that has set nothing has an empty one."""
    statement = select(*_POLICY).where(StockPolicyRow.variant_id == variant_id)
    row = (await db.execute(statement)).one_or_none()
    return StockPolicy(variant_id, *(row or ()))


async def health_page(
    db: AsyncConnection,
    usual: Thresholds,
    request: PageRequest,
    *,
    healths: Sequence[Health] = (),
    variants: Select[UUID] | None = None,
) -> Page[StockHealth]:
    """Variants whose stock is counted, in one statement, and one more where the list is counted too.

    ``healths``: only those stocked so well; ``variants``: only among these.
    """
    conditions = _conditions(usual, healths, variants)
    health = _health(usual)
    statement = (
        _joined(select(*_LEVEL, *_POLICY, health.label("health")))
        .where(*conditions)
        .order_by(StockLevelRow.variant_id)
        .limit(request.limit + 1)
    )
    if request.offset is not None:
        statement = statement.offset(request.offset)
    elif request.cursor:
        edge = id_in_cursor(request.cursor, _CURSOR)
        statement = statement.where(StockLevelRow.variant_id > edge)
    found = [_told(row) for row in await db.execute(statement)]
    items = found[: request.limit]
    total = None
    if request.with_total or request.offset is not None:
        counting = _joined(select(func.count(StockLevelRow.variant_id))).where(*conditions)
        total = int((await db.execute(counting)).scalar_one())
    is_more = len(found) > request.limit
    more = encode_cursor(_CURSOR, str(items[-1].level.variant_id)) if is_more else None
    return Page(items, request.limit, next_cursor=more, total=total, offset=request.offset)


async def health_counts(db: AsyncConnection, usual: Thresholds) -> HealthCounts:
    """How many variants are stocked how well, and the pieces of all, in one statement."""
    row = StockLevelRow
    health = _health(usual).label("health")
    sums = (func.count(), func.sum(row.on_hand), func.sum(row.reserved))
    statement = _joined(select(health, *sums)).where(row.tracked).group_by(health)
    rows = (await db.execute(statement)).all()
    counts = {Health(each[0]): int(each[1]) for each in rows}
    return HealthCounts(
        variants={health: counts.get(health, 0) for health in Health},
        on_hand=sum(int(each[2]) for each in rows),
        reserved=sum(int(each[3]) for each in rows),
    )


async def crossed(
    db: AsyncConnection, usual: Thresholds, *, limit: int
) -> list[tuple[StockLevel, Health | None, Health]]:
    """Variants that are not stocked as well as when they were last looked at: how well then (None: never), and now."""
    health = _health(usual)
    watch = StockWatchRow
    statement = (
        _joined(select(*_LEVEL, watch.health.label("before"), health.label("after")))
        .outerjoin(watch, watch.variant_id == StockLevelRow.variant_id)
        .where(StockLevelRow.tracked, health != func.coalesce(watch.health, ""))
        .order_by(StockLevelRow.variant_id)
        .limit(limit)
    )
    return [
        (StockLevel(*row[:5]), Health(row.before) if row.before else None, Health(row.after))
        for row in await db.execute(statement)
    ]


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    row = StockLevelRow
    return statement.select_from(row).outerjoin(
        StockPolicyRow, StockPolicyRow.variant_id == row.variant_id
    )


def _health(usual: Thresholds) -> ColumnElement[str]:
    """The words of :class:`Health` as SQL; the first that is true holds."""
    available = StockLevelRow.on_hand - StockLevelRow.reserved
    own = StockPolicyRow
    return case(
        (available <= 0, literal(Health.OUT.value)),
        (available <= func.coalesce(own.critical, usual.critical), literal(Health.CRITICAL.value)),
        (available <= func.coalesce(own.low, usual.low), literal(Health.LOW.value)),
        (available > func.coalesce(own.high, usual.high), literal(Health.HIGH.value)),
        else_=literal(Health.MEDIUM.value),
    )


def _conditions(
    usual: Thresholds, healths: Sequence[Health], variants: Select[UUID] | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [StockLevelRow.tracked.is_(True)]
    if healths:
        conditions.append(_health(usual).in_([health.value for health in healths]))
    if variants is not None:
        conditions.append(StockLevelRow.variant_id.in_(variants))
    return conditions


def _told(row: Any) -> StockHealth:
    level = StockLevel(*row[:5])
    return StockHealth(level, StockPolicy(level.variant_id, *row[5:12]), Health(row.health))
