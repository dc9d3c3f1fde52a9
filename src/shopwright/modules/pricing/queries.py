"""Every reading of prices."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.pricing import rules
from shopwright.modules.pricing.contracts import (
    Cut,
    Discount,
    PastPrice,
    Price,
    PriceReason,
    Scope,
)
from shopwright.modules.pricing.models import DiscountRow, PriceHistoryRow, PriceRow
from shopwright.modules.pricing.rules import Standing

Item = TypeVar("Item")
_PRICE: Any = select(
    PriceRow.variant_id, PriceRow.currency, PriceRow.amount_minor, PriceRow.compare_at_minor
)
_STANDING: Any = _PRICE.add_columns(
    PriceRow.cuts, PriceRow.next_change_at, PriceRow.prior_minor, PriceRow.shown_since
)
_PAST: Any = select(
    PriceHistoryRow.id,
    PriceHistoryRow.variant_id,
    PriceHistoryRow.currency,
    PriceHistoryRow.at,
    PriceHistoryRow.amount_minor,
    PriceHistoryRow.compare_at_minor,
    PriceHistoryRow.reason,
    PriceHistoryRow.discount_id,
    PriceHistoryRow.actor,
)
_DISCOUNT: Any = select(
    DiscountRow.id,
    DiscountRow.name,
    DiscountRow.scope,
    DiscountRow.target_id,
    DiscountRow.hundredths,
    DiscountRow.amount_minor,
    DiscountRow.currency,
    DiscountRow.starts_at,
    DiscountRow.ends_at,
)
_KEY = (PriceRow.variant_id, PriceRow.currency)


async def prices(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str
) -> dict[UUID, Price]:
    """The prices of variants in one currency without discounts, by variant; one that has none there is left out."""
    if not variant_ids:
        return {}
    rows = await db.execute(_of(variant_ids).where(PriceRow.currency == currency))
    return {row.variant_id: _price(row) for row in rows}


async def prices_by_variant(
    db: AsyncConnection, variant_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Price]]:
    """The prices of variants without discounts in all currencies, in the order of their codes."""
    found: dict[UUID, list[Price]] = defaultdict(list)
    if variant_ids:
        for row in await db.execute(_of(variant_ids).order_by(PriceRow.currency)):
            found[row.variant_id].append(_price(row))
    return found


async def offers(
    db: AsyncConnection, variant_ids: Sequence[UUID], currency: str, *, now: datetime
) -> dict[UUID, Price]:
    """What customers pay at a moment in one currency, by variant; a variant without a price there is left out."""
    if not variant_ids:
        return {}
    chosen = _STANDING.where(PriceRow.variant_id.in_(variant_ids), PriceRow.currency == currency)
    return {row.variant_id: _offer(row, now) for row in await db.execute(chosen)}


async def offers_by_variant(
    db: AsyncConnection, variant_ids: Sequence[UUID], *, now: datetime
) -> Mapping[UUID, Sequence[Price]]:
    """What customers pay at a moment in all currencies, in the order of their codes."""
    found: dict[UUID, list[Price]] = defaultdict(list)
    if variant_ids:
        chosen = _STANDING.where(PriceRow.variant_id.in_(variant_ids)).order_by(PriceRow.currency)
        for row in await db.execute(chosen):
            found[row.variant_id].append(_offer(row, now))
    return found


async def standings(
    db: AsyncConnection, variant_ids: Collection[UUID]
) -> dict[tuple[UUID, str], Standing]:
    """Prices with the discounts beside them, by variant and currency, locked until commit in that order."""
    if not variant_ids:
        return {}
    chosen = _STANDING.where(PriceRow.variant_id.in_(variant_ids)).order_by(*_KEY)
    rows = await db.execute(dialect.lock_rows(db, chosen))
    return {(row.variant_id, row.currency): _standing(row) for row in rows}


async def unseen(db: AsyncConnection, variants: Select[UUID]) -> dict[tuple[UUID, str], Standing]:
    """The prices of some variants that customers have not seen yet, locked until commit."""
    hidden = _STANDING.where(PriceRow.variant_id.in_(variants), PriceRow.shown_since.is_(None))
    rows = await db.execute(dialect.lock_rows(db, hidden.order_by(*_KEY)))
    return {(row.variant_id, row.currency): _standing(row) for row in rows}


async def due(db: AsyncConnection, now: datetime, *, limit: int) -> list[UUID]:
    """Variants of which a discount has begun or ended and the history does not show it, the longest overdue first."""
    when = PriceRow.next_change_at
    chosen = select(PriceRow.variant_id).where(when.is_not(None), when <= now)
    return list(dict.fromkeys(await db.scalars(chosen.order_by(when).limit(limit))))


async def discounted(db: AsyncConnection, after: UUID | None, *, limit: int) -> list[UUID]:
    """Variants with a discount now or later, in the order of their ids."""
    row = PriceRow
    chosen = select(row.variant_id).where(row.next_change_at.is_not(None)).distinct()
    if after is not None:
        chosen = chosen.where(row.variant_id > after)
    return list(await db.scalars(chosen.order_by(row.variant_id).limit(limit)))


async def histories(
    db: AsyncConnection, variant_ids: Collection[UUID]
) -> dict[tuple[UUID, str], list[PastPrice]]:
    """What the prices of variants were, by variant and currency, in the order of time."""
    found: dict[tuple[UUID, str], list[PastPrice]] = defaultdict(list)
    if variant_ids:
        row = PriceHistoryRow
        chosen = _PAST.where(row.variant_id.in_(variant_ids)).order_by(row.at, row.id)
        for each in await db.execute(chosen):
            found[each.variant_id, each.currency].append(_past(each))
    return found


async def history(db: AsyncConnection, variant_id: UUID, page: PageRequest) -> Page[PastPrice]:
    """What a variant's prices were, in all currencies, the latest first."""
    chosen = _PAST.where(PriceHistoryRow.variant_id == variant_id)
    return await _page(db, chosen, PriceHistoryRow.id, page, _past)


async def live_discounts(db: AsyncConnection, now: datetime) -> list[Discount]:
    """Those that are on, or will be, the oldest first."""
    chosen = _DISCOUNT.where(DiscountRow.ends_at > now).order_by(DiscountRow.id)
    return [_discount(row) for row in await db.execute(chosen)]


async def discounts(db: AsyncConnection, page: PageRequest) -> Page[Discount]:
    """All there ever were, the newest first."""
    return await _page(db, _DISCOUNT, DiscountRow.id, page, _discount)


async def discount(db: AsyncConnection, discount_id: UUID) -> Discount | None:
    row = (await db.execute(_DISCOUNT.where(DiscountRow.id == discount_id))).one_or_none()
    return None if row is None else _discount(row)


async def _page(
    db: AsyncConnection,
    chosen: Any,
    row_id: Any,
    page: PageRequest,
    read: Callable[[Any], Item],
) -> Page[Item]:
    """The newest rows after a cursor."""
    chosen = chosen.order_by(row_id.desc()).limit(page.limit + 1)
    if page.cursor:
        chosen = chosen.where(row_id < id_in_cursor(page.cursor, "pricing"))
    rows = list(await db.execute(chosen))
    shown = rows[: page.limit]
    more = encode_cursor("pricing", str(shown[-1].id)) if len(rows) > page.limit else None
    return Page([read(row) for row in shown], page.limit, next_cursor=more)


def _of(variant_ids: Sequence[UUID]) -> Any:
    return _PRICE.where(PriceRow.variant_id.in_(variant_ids))


def _price(row: Any) -> Price:
    return Price(
        row.variant_id,
        Money(row.amount_minor, row.currency),
        _money(row.compare_at_minor, row.currency),
    )


def _offer(row: Any, now: datetime) -> Price:
    found, _ = rules.offer(_standing(row), now)
    prior = None if found.compare_at is None else _money(row.prior_minor, row.currency)
    return Price(found.variant_id, found.amount, found.compare_at, prior)


def _standing(row: Any) -> Standing:
    cuts = tuple(
        Cut(
            UUID(cut["discount_id"]),
            datetime.fromisoformat(cut["starts_at"]),
            datetime.fromisoformat(cut["ends_at"]),
            cut["hundredths"],
            cut["minor"],
        )
        for cut in row.cuts or ()
    )
    return Standing(_price(row), cuts, row.next_change_at, row.shown_since)


def _past(row: Any) -> PastPrice:
    return PastPrice(
        row.at,
        Money(row.amount_minor, row.currency),
        _money(row.compare_at_minor, row.currency),
        PriceReason(row.reason),
        row.discount_id,
        row.actor,
    )


def _discount(row: Any) -> Discount:
    return Discount(
        id=row.id,
        name=row.name,
        scope=Scope(row.scope),
        target_id=row.target_id,
        hundredths=row.hundredths,
        amount=_money(row.amount_minor, row.currency),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
