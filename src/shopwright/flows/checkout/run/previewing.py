"""What a basket would come to, for staff who try out promotions; nothing is kept."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.checkout.contracts import Rulebook, Till
from shopwright.flows.checkout.steps.goods import refuse_missing, summed
from shopwright.flows.checkout.steps.pricing import Basket, Priced, price
from shopwright.flows.checkout.steps.rulebook import current_rules
from shopwright.modules.promotions import queries as promotions


async def preview(
    till: Till,
    db: AsyncConnection,
    basket: Basket,
    *,
    also: Collection[UUID] = (),
    at: datetime | None = None,
) -> Priced:
    """Price a basket as if promotions that rest were going, and as of another moment where one is named.

    Raises:
        VariantsUnavailable, PricesMissing: name the variants.
    """
    rules = replace(await current_rules(till, db), promotions=await promotions.rules(db, also=also))
    tried = replace(till, rulebook=Rulebook(rules))
    basket = replace(basket, items=tuple(summed(basket.items)))
    priced = await price(tried, db, basket, now=at or till.works.now())
    refuse_missing(priced.shelf, basket.currency)
    return priced
