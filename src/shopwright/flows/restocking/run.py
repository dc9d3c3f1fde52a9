"""The stock report: each page in as many statements, however many variants are on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.restocking import steps
from shopwright.flows.restocking.contracts import Restocking, StockCheck, StockLine
from shopwright.kernel.money import LARGEST_MINOR, Money
from shopwright.kernel.paging import LARGEST_PAGE, Page, PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.contracts import Health, StockHealth
from shopwright.modules.orders import queries as orders
from shopwright.modules.pricing import queries as pricing

NEEDY = (Health.OUT, Health.CRITICAL, Health.LOW)


async def report(
    db: AsyncConnection,
    shop: Restocking,
    request: PageRequest,
    *,
    now: datetime,
    healths: Sequence[Health] = (),
    owner_id: UUID | None = None,
) -> Page[StockLine]:
    """Variants with their stock, what it is worth, how long it lasts and what to reorder, in four statements.

    ``healths``: only those stocked so well; ``owner_id``: only those of a vendor's products. A page that is counted
    costs a fifth.
    """
    own: Select[UUID] | None = catalog.variants_of(owner_id) if owner_id is not None else None
    page = await inventory.health_page(db, shop.usual, request, healths=healths, variants=own)
    lines = await _lines(db, shop, page.items, now)
    return Page(lines, page.limit, page.next_cursor, total=page.total, offset=page.offset)


async def check(db: AsyncConnection, shop: Restocking, *, now: datetime) -> StockCheck:
    """The whole stock at a glance, in five statements; of those that need a look the first hundred by state."""
    counts = await inventory.health_counts(db, shop.usual)
    page = await report(db, shop, PageRequest(limit=LARGEST_PAGE), now=now, healths=NEEDY)
    order = list(Health)
    needy = sorted(
        page.items, key=lambda line: (order.index(line.health), str(line.level.variant_id))
    )
    return StockCheck(now, shop.usual, counts, needy, is_cut=page.next_cursor is not None)


async def _lines(
    db: AsyncConnection, shop: Restocking, found: Sequence[StockHealth], now: datetime
) -> list[StockLine]:
    variant_ids = [each.level.variant_id for each in found]
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since = today - timedelta(days=shop.window_days - 1)
    sold = await orders.daily_sales(db, variant_ids, since=since)
    goods = await catalog.sellable_variants(db, variant_ids)
    prices = await pricing.prices(db, variant_ids, shop.currency)
    lines = []
    for each in found:
        variant_id = each.level.variant_id
        named, price = goods.get(variant_id), prices.get(variant_id)
        demand = steps.demand_of(sold.get(variant_id, []), days=shop.window_days)
        cost = each.policy.unit_cost
        worth = cost if cost is not None else price.amount.minor if price else None
        lines.append(
            StockLine(
                level=each.level,
                policy=each.policy,
                health=each.health,
                sku=(named.sku or "") if named else "",
                name=f"{named.product_title} {named.title}".strip() if named else "",
                demand=demand,
                days_of_cover=steps.days_of_cover(each.level, demand),
                turnover=steps.turnover(each.level, demand),
                value=_value(each.level.on_hand, worth, shop.currency),
                is_at_cost=cost is not None,
                plan=steps.plan_of(each.level, each.policy, demand, shop, worth),
            )
        )
    return lines


def _value(on_hand: int, worth: int | None, currency: str) -> Money | None:
    """None where nothing is known of a piece's worth, or the sum is more than the books can hold."""
    if worth is None or on_hand * worth > LARGEST_MINOR:
        return None
    return Money(on_hand * worth, currency)
