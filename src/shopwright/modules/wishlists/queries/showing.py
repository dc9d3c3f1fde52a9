"""What is on a list as of now: named, priced, and with its stock."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.modules.catalog import queries as catalog
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.wishlists.contracts import ShownWish, Wish


async def shown(
    db: AsyncConnection, wishes: Sequence[Wish], currency: str, *, now: datetime
) -> list[ShownWish]:
    """Wishes with what they are today, in four statements however many.

    A product without a chosen variant is shown by its first one that is for sale. Of goods that are not for sale, be they
    drafts or removed, nothing is told.
    """
    undecided = {each.product_id for each in wishes if each.variant_id is None}
    first = await catalog.first_variants(db, undecided) if undecided else {}
    meant = {each.id: each.variant_id or first.get(each.product_id) for each in wishes}
    variant_ids = list({each for each in meant.values() if each is not None})
    goods = await catalog.sellable_variants(db, variant_ids)
    prices = await pricing.offers(db, variant_ids, currency, now=now)
    levels = await inventory.levels(db, variant_ids)
    found = []
    for wish in wishes:
        variant_id = meant[wish.id]
        variant = goods.get(variant_id) if variant_id else None
        if variant is None or not variant.is_sellable:
            found.append(ShownWish(wish))
        else:
            price, level = prices.get(variant.id), levels.get(variant.id)
            found.append(ShownWish(wish, variant, price, level))
    return found
