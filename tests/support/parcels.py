"""Orders that are packed and sent in a test shop."""

from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.kernel.actors import system
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import Order, Parcel, ParcelStatus, Pieces, Tracking
from tests.support.buying import buy
from tests.support.paying import order_of

STAFF = system("staff")
FOLLOWED = Tracking("Parcel Post", "PP1", "https://parcels.example/{number}")


async def bought(
    services: Services, *items: tuple[UUID, int], user_id: UUID | None = None
) -> Order:
    """A paid order of these goods."""
    placed = await buy(services, *items, user_id=user_id)
    return await order_of(services.works, placed.order.id)


async def pack(services: Services, order: Order, *pieces: int, is_sent: bool = False) -> Parcel:
    """A parcel with so many pieces of each line of an order; none named are all that is left."""
    wanted = [
        Pieces(line.id, quantity)
        for line, quantity in zip(order.lines, pieces, strict=False)
        if quantity
    ]
    async with services.works(STAFF) as work:
        return await fulfilment.pack(
            work,
            order_id=order.id,
            pieces=wanted if pieces else None,
            tracking=FOLLOWED,
            is_sent=is_sent,
        )


async def move_parcel(services: Services, parcel: Parcel, *steps: ParcelStatus) -> Order:
    for step in steps:
        async with services.works(STAFF) as work:
            await fulfilment.move_parcel(work, parcel_id=parcel.id, to=step)
    return await order_of(services.works, parcel.order_id)


async def parcels_of(services: Services, order: Order) -> list[Parcel]:
    async with services.works.reading() as db:
        return await queries.parcels(db, order.id)


async def sent(services: Services, *items: tuple[UUID, int], user_id: UUID | None = None) -> Order:
    """A paid order of these goods that arrived."""
    order = await bought(services, *items, user_id=user_id)
    parcel = await pack(services, order, is_sent=True)
    return await move_parcel(services, parcel, ParcelStatus.DELIVERED)
