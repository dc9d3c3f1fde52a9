"""Prices hear where goods are filed and which discounts there are, and what the clock says."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from shopwright.flows.merchandising.run import discounts
from shopwright.infra.work import JobKind, Payload, Projector, Work, Works
from shopwright.kernel.events import Event
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.events import (
    CategoryChanged,
    CategoryDeleted,
    ProductChanged,
    ProductCreated,
    ProductPublished,
)
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.events import DiscountEnded, DiscountMade, PriceChanged

FLIPPED_EVERY = timedelta(seconds=15)
SEEN_AGAIN = timedelta(minutes=1)
_FILED_BY = {"category_ids", "variants"}


async def _hear(work: Work, events: Sequence[Event]) -> None:
    for event in events:
        if isinstance(event, (DiscountMade, DiscountEnded)):
            await discounts.replan_discount(work, discount_id=event.discount_id)
            # Again, for products that were being written by others meanwhile.
            payload = {"discount_id": str(event.discount_id)}
            work.enqueue(discounts.REPLAN, payload, after=SEEN_AGAIN)
        elif isinstance(event, CategoryChanged) and "parent_id" in event.fields:
            await discounts.replan_category(work, category_id=event.category_id)
        elif isinstance(event, CategoryDeleted):
            await discounts.replan_all(work)
    shown = {event.product_id for event in events if isinstance(event, ProductPublished)}
    if shown:
        await pricing.begin_showing(work, variants=catalog.variants_in(shown))
    product_ids = await _filed(work, events)
    if product_ids:
        await discounts.replan(work, product_ids=product_ids)


async def _filed(work: Work, events: Sequence[Event]) -> set[UUID]:
    """Products that stand elsewhere than before, or have a price where they had none."""
    product_ids = {
        event.product_id
        for event in events
        if isinstance(event, ProductCreated)
        or (isinstance(event, ProductChanged) and _FILED_BY & set(event.fields))
    }
    priced = {
        event.variant_id
        for event in events
        if isinstance(event, PriceChanged) and event.previous_minor is None
    }
    if not priced:
        return product_ids
    return product_ids | set((await catalog.product_ids_of_variants(work.db, priced)).values())


async def _replan(work: Work, payload: Payload) -> None:
    after = UUID(payload["after"]) if "after" in payload else None
    if "discount_id" in payload:
        discount_id = UUID(payload["discount_id"])
        await discounts.replan_discount(work, discount_id=discount_id, after=after)
    elif "category_id" in payload:
        category_id = UUID(payload["category_id"])
        await discounts.replan_category(work, category_id=category_id, after=after)
    else:
        await discounts.replan_all(work, after=after)


async def _flip(works: Works, _: Payload) -> None:
    await pricing.flip(works)


PROJECTOR = Projector(
    "merchandising",
    (
        *(ProductCreated, ProductChanged, ProductPublished, CategoryChanged, CategoryDeleted),
        *(PriceChanged, DiscountMade, DiscountEnded),
    ),
    _hear,
)
JOBS = (
    JobKind(discounts.REPLAN, _replan),
    JobKind("pricing.flip", _flip, transactional=False, every=FLIPPED_EVERY, timeout=600.0),
)
