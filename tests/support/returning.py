"""Goods that customers of a test shop send back."""

from typing import Any

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.modules.orders import queries
from shopwright.modules.orders.contracts import (
    Order,
    Pieces,
    ReceivedPieces,
    Return,
    ReturnReason,
    ReturnStatus,
    ReturnWish,
)
from shopwright.modules.orders.service import Settlement
from tests.support.parcels import STAFF


async def ask(services: Services, order: Order, *pieces: int, **terms: Any) -> Return:
    """Ask to send back so many pieces of each line of an order."""
    wanted = tuple(
        Pieces(line.id, quantity)
        for line, quantity in zip(order.lines, pieces, strict=False)
        if quantity
    )
    wish = ReturnWish(order.id, wanted, ReturnReason.DOES_NOT_FIT, "Too small.")
    async with services.works(STAFF) as work:
        return await returns.request_return(work, wish, **terms)


async def decide(services: Services, found: Return, to: ReturnStatus) -> Return:
    async with services.works(STAFF) as work:
        return await returns.decide_return(work, return_id=found.id, to=to, decision="so")


async def receive(services: Services, found: Return, *told: ReceivedPieces) -> Return:
    async with services.works(STAFF) as work:
        return await returns.receive_return(work, return_id=found.id, received=told or None)


async def came_back(services: Services, order: Order, *pieces: int) -> Return:
    """A return of so many pieces of each line that was approved and received."""
    asked = await ask(services, order, *pieces)
    return await receive(services, await decide(services, asked, ReturnStatus.APPROVED))


async def give_back(services: Services, found: Return, **terms: Any) -> Return:
    return await returns.refund_return(
        services.desk, STAFF, return_id=found.id, settlement=Settlement(**terms)
    )


async def return_of(services: Services, found: Return) -> Return:
    async with services.works.reading() as db:
        now = await queries.return_by_id(db, found.id)
    assert now is not None
    return now
