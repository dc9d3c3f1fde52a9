"""What a quote is made of: the catalog's goods at the price list's prices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import SellableVariant
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.quotes.contracts import Goods, Shelf, Wanted


async def shelf_of(
    db: AsyncConnection, wanted: Sequence[Wanted], currency: str, *, now: datetime
) -> Shelf:
    """Goods at the prices of a moment, discounts included, in two statements however many lines."""
    variant_ids = [each.variant_id for each in wanted]
    variants = await catalog.sellable_variants(db, variant_ids, now=now)
    prices = await pricing.offers(db, variant_ids, currency, now=now)
    unavailable = [v for v in variant_ids if v not in variants or not variants[v].is_sellable]
    unpriced = [v for v in variant_ids if v not in unavailable and v not in prices]
    goods = [
        _goods(variants[each.variant_id], prices[each.variant_id], each.quantity)
        for each in wanted
        if each.variant_id not in unavailable and each.variant_id not in unpriced
    ]
    version = max((each.trade_version for each in variants.values()), default=0)
    return Shelf(tuple(goods), tuple(unavailable), tuple(unpriced), version)


def _goods(variant: SellableVariant, price: Price, quantity: int) -> Goods:
    return Goods(
        variant_id=variant.id,
        product_id=variant.product_id,
        title=variant.product_title,
        quantity=quantity,
        unit_price=price.amount,
        variant_title=variant.title,
        sku=variant.sku or "",
        compare_at=price.compare_at,
        weight_grams=variant.weight_grams or 0,
        requires_shipping=variant.requires_shipping,
        image_url=variant.image_url or "",
        slug=variant.slug,
        tax_class=variant.tax_class,
        most_per_order=variant.most_per_order,
    )
