"""A shop that takes payments by a provider on this machine, and what is known there of an order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.kernel.actors import GUEST
from shopwright.kernel.paging import PageRequest
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderFilter
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import CaseKind, Payment, PaymentChoice
from shopwright.wiring import close_services, open_services
from tests.support.buying import wish


class Now(Protocol):
    def __call__(self) -> datetime: ...


@asynccontextmanager
async def shop_with(settings: Settings, clock: Now, **changes: Any) -> AsyncIterator[Services]:
    """A shop with other settings than the usual."""
    services = open_services(settings.model_copy(update=changes), now=clock)
    try:
        yield services
    finally:
        await close_services(services)


async def buy_by(
    services: Services, provider: str, *items: tuple[UUID, int], token: str = "", **fields: Any
) -> Placed:
    """Order, and pay by a provider."""
    wanted = replace(wish(*items, token=None, **fields), payment=PaymentChoice(provider, token))
    placed = await checkout.place(services.till, GUEST, wanted)
    assert isinstance(placed, Placed)
    return placed


async def order_of(works: Works, order_id: UUID) -> Order:
    async with works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    assert order is not None
    return order


async def last_order(works: Works) -> Order:
    async with works.reading() as db:
        page = await order_queries.page(db, OrderFilter(), PageRequest(limit=1))
    return page.items[0]


async def payments_of(works: Works, order_id: UUID) -> list[Payment]:
    async with works.reading() as db:
        return await payment_queries.of_order(db, order_id)


async def kinds_of_cases(works: Works) -> list[CaseKind]:
    async with works.reading() as db:
        found = await payment_queries.cases(db, PageRequest(limit=100))
    return [case.kind for case in found.items]
