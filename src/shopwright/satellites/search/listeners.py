"""The read model hears what happened, inside the Work in which it did."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from uuid import UUID

from shopwright.infra.work import Projector, Work
from shopwright.kernel.events import Event
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.events import (
    AttributesDefined,
    BrandChanged,
    CategoryChanged,
    CategoryCreated,
    CategoryDeleted,
    ProductChanged,
    ProductCreated,
    ProductDeleted,
)
from shopwright.modules.inventory.events import StockRanOut, StockReturned
from shopwright.modules.pricing.events import PriceChanged
from shopwright.modules.reviews.events import ReviewsChanged
from shopwright.modules.shop.events import ShopConfigured
from shopwright.satellites.search import service
from shopwright.satellites.search.contracts import REFRESH_BRAND, REFRESH_CATEGORY, SHIP

CURRENCY = "shop.currency"
OF_PRODUCTS = (ProductCreated, ProductChanged, ProductDeleted, ReviewsChanged)
OF_VARIANTS = (PriceChanged, StockRanOut, StockReturned)
OF_CATEGORIES = (CategoryCreated, CategoryChanged, CategoryDeleted, BrandChanged, AttributesDefined)


def projector(home_currency: Callable[[], str], *, ships: bool = False) -> Projector:
    """The read model of a shop whose own currency is ``home_currency``; ``ships`` where an engine outside is to hear of it."""
    return Projector(
        "search",
        (*OF_PRODUCTS, *OF_VARIANTS, *OF_CATEGORIES, ShopConfigured),
        partial(_hear, home_currency, ships=ships),
    )


async def _hear(
    home_currency: Callable[[], str], work: Work, events: Sequence[Event], *, ships: bool = False
) -> None:
    """What is shown in another currency from now on is made anew, by a job."""
    shown = [event for event in events if not isinstance(event, ShopConfigured)]
    if any(isinstance(event, ShopConfigured) and CURRENCY in event.changed for event in events):
        service.order_rebuild(work)
    if shown:
        await _project(home_currency(), work, shown, ships=ships)


async def _project(
    home_currency: str, work: Work, events: Sequence[Event], *, ships: bool = False
) -> None:
    product_ids = await _touched(work, events)
    version = await service.touch(work)
    for category_id in _renamed(events):
        await _project_category(work, category_id, home_currency)
    for event in events:
        if isinstance(event, BrandChanged) and {"name", "slug"} & set(event.fields):
            await _project_brand(work, event.brand_id, home_currency)
    await service.refresh(
        work, product_ids=product_ids, home_currency=home_currency, version=version
    )
    if ships:
        work.enqueue(SHIP, {}, unique_key=SHIP)


async def _project_brand(work: Work, brand_id: UUID, home_currency: str) -> None:
    """The first products at once, the rest of a large brand by a job."""
    rest = await service.refresh_brand(
        work, brand_id=brand_id, after=None, home_currency=home_currency
    )
    if rest is not None:
        work.enqueue(REFRESH_BRAND, {"brand_id": str(brand_id), "after": str(rest)})


async def _touched(work: Work, events: Iterable[Event]) -> set[UUID]:
    product_ids: set[UUID] = set()
    variant_ids: set[UUID] = set()
    for event in events:
        if isinstance(event, OF_PRODUCTS):
            product_ids.add(event.product_id)
        elif isinstance(event, OF_VARIANTS):
            variant_ids.add(event.variant_id)
    found = await catalog.product_ids_of_variants(work.db, variant_ids)
    return product_ids | set(found.values())


def _renamed(events: Iterable[Event]) -> set[UUID]:
    """Categories that products show by name; a new one is shown by none yet."""
    return {
        event.category_id
        for event in events
        if isinstance(event, (CategoryChanged, CategoryDeleted))
    }


async def _project_category(work: Work, category_id: UUID, home_currency: str) -> None:
    """The first products at once, the rest of a large category by a job."""
    rest = await service.refresh_category(
        work, category_id=category_id, after=None, home_currency=home_currency
    )
    if rest is not None:
        work.enqueue(REFRESH_CATEGORY, {"category_id": str(category_id), "after": str(rest)})
