"""Every reading of prices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.money import Money
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.pricing.models import PriceRow

_PRICE: Any = select(
    PriceRow.variant_id, PriceRow.currency, PriceRow.amount_minor, PriceRow.compare_at_minor
)


async def prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str
) -> dict[UUID, Price]:
    """The prices of variants in one currency, by variant; one that has none there is left out."""
    if not variant_ids:
        return {}
    rows = await db.execute(_of(variant_ids).where(PriceRow.currency == currency))
    return {row.variant_id: _price(row) for row in rows}


async def prices_by_variant(
    db: AsyncConnection, variant_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Price]]:
    """The prices of variants in all currencies, in the order of their codes."""
    found: dict[UUID, list[Price]] = defaultdict(list)
    if variant_ids:
        for row in await db.execute(_of(variant_ids).order_by(PriceRow.currency)):
            found[row.variant_id].append(_price(row))
    return found


def _of(variant_ids: Sequence[UUID]) -> Any:
    return _PRICE.where(PriceRow.variant_id.in_(variant_ids))


def _price(row: Any) -> Price:
    compare_at = row.compare_at_minor
    return Price(
        row.variant_id,
        Money(row.amount_minor, row.currency),
        None if compare_at is None else Money(compare_at, row.currency),
    )
