"""A shop whose PostgreSQL is killed where a test says so, and started again; the shop itself lives on."""

import os
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from anyio import to_thread
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.infra import faults
from shopwright.infra.jobs.worker import Worker
from shopwright.modules.orders.contracts import Order
from shopwright.modules.orders.models import OrderLineRow
from shopwright.modules.payments.models import TestGatewayFact as FactRow
from shopwright.modules.payments.models import TestGatewayIntent as IntentRow
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock, plain_settings
from tests.journeys import crashing
from tests.support.buying import assert_sound
from tests.support.databases import create_database
from tests.support.paying import order_of
from tests.support.schema import build_schema
from tests.support.servers import KillablePostgres, start_killable_postgres

AWAY = (DBAPIError, OSError)
"""What is raised while the database is not there."""


@dataclass(frozen=True)
class House:
    """A shop, its PostgreSQL, and the time there."""

    services: Services
    server: KillablePostgres
    clock: SteppingClock

    @property
    def worker(self) -> Worker:
        return Worker(self.services.works, self.services.bell)

    def not_capturing(self) -> Services:
        """The shop, where money is only authorised at first."""
        till = self.services.till
        return replace(self.services, till=replace(till, terms=replace(till.terms, capture=False)))

    async def killed(self, failpoint: str, deed: Awaitable[object]) -> bool:
        """Do a deed; where it passes the failpoint, PostgreSQL is killed. It is up again when this returns.

        True where the deed told its caller that it was done.
        """
        before = self.server.kills
        faults.arm(failpoint, self.server.kill)
        try:
            await deed
        except AWAY:
            is_told = False
        else:
            is_told = True
        finally:
            faults.arm("")
        assert self.server.kills == before + 1, f"{failpoint} was not reached"
        await to_thread.run_sync(self.server.start_again)
        return is_told

    async def killed_doing(self, failpoint: str, deed: str, subject: UUID) -> bool:
        return await self.killed(failpoint, crashing.DEEDS[deed](self.services, subject))

    async def tidy(self) -> None:
        """What the shop does by itself within two hours."""
        for minutes in (0, 2, 61):
            self.clock.advance(minutes=minutes)
            await self.worker.run_until_idle()
            await checkout.reconcile(self.services.till)
            await checkout.expire_orders(self.services.till)

    async def orders_with(self, variant_id: UUID) -> list[Order]:
        statement = select(OrderLineRow.order_id).where(OrderLineRow.variant_id == variant_id)
        async with self.services.works.reading() as db:
            found = list(await db.scalars(statement))
        return [await order_of(self.services.works, each) for each in found]

    async def at_provider(self, order: Order) -> tuple[int, int]:
        """What the provider's own books say that he took for an order, and gave back."""
        statement = (
            select(FactRow.kind, func.sum(FactRow.amount))
            .join(IntentRow, IntentRow.key == FactRow.intent_key)
            .where(IntentRow.order_id == order.id)
            .group_by(FactRow.kind)
        )
        async with self.services.works.reading() as db:
            sums = {kind: int(amount) for kind, amount in await db.execute(statement)}
        return sums.get("captured", 0), sums.get("refunded", 0)

    async def assert_sound(self) -> None:
        await assert_sound(self.services.works)


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One shop and one PostgreSQL for all tests of a module: what the kills before have left is still in it."""
    clock = SteppingClock()
    with start_killable_postgres() as server:
        url = await create_database(server.url, f"killed_{os.getpid()}")
        await build_schema(url)
        settings = plain_settings(url, tmp_path_factory.mktemp("killed"))
        services = open_services(settings.model_copy(update=crashing.BY_HAND), now=clock)
        yield House(services, server, clock)
        await close_services(services)
