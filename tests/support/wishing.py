"""Wishes of a test shop, made through the services."""

from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.merchandising.run.stock import adjust_stock
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.inventory.contracts import MovementReason
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import (
    AlertTerms,
    Limits,
    NewWish,
    StockAlert,
    Wish,
    Wishlist,
)

ACTOR = system("test")


async def make_list(services: Services, user_id: UUID, name: str = "Kitchen") -> Wishlist:
    async with services.works(ACTOR) as work:
        return await wishlists.make_list(work, user_id=user_id, name=name, limits=Limits())


async def wish_for(
    services: Services,
    user_id: UUID,
    variant_id: UUID | None = None,
    *,
    wishlist_id: UUID | None = None,
    limits: Limits | None = None,
    product_id: UUID | None = None,
) -> Wish:
    """Put something on a list, the customer's own one unless told."""
    async with services.works(ACTOR) as work:
        added, _ = await wishlists.add(
            work,
            user_id=user_id,
            wishlist_id=wishlist_id,
            wanted=NewWish(product_id, variant_id),
            currency="EUR",
            limits=limits or Limits(),
        )
    return added


async def save_for_later(
    services: Services, user_id: UUID, variant_id: UUID, quantity: int = 1
) -> Wish:
    """What a customer took out of his cart."""
    async with services.works(ACTOR) as work:
        return await wishlists.save(
            work,
            user_id=user_id,
            variant_id=variant_id,
            quantity=quantity,
            price=Money.parse("10.00", "EUR"),
            limits=Limits(),
        )


async def on_list(works: Works, wishlist_id: UUID) -> list[Wish]:
    async with works.reading() as db:
        return await queries.wishes_of(db, wishlist_id)


async def alert_for(services: Services, variant_id: UUID, user_id: UUID) -> StockAlert:
    """A customer waits for a variant."""
    async with services.works(ACTOR) as work:
        made = await wishlists.wait_for(
            work, variant_id=variant_id, user_id=user_id, terms=AlertTerms()
        )
    assert made is not None
    return made


async def restock(works: Works, variant_id: UUID, change: int = 1) -> None:
    """Pieces come in, or go."""
    async with works(ACTOR) as work:
        await adjust_stock(
            work, variant_id=variant_id, change=change, reason=MovementReason.RECEIVED
        )
