"""Random courses of goods: discounts with limits, tax, delivery, parcels, returns, refunds; the books are sound after each step.

Nothing is foretold but what no course may break: whatever is refused has changed nothing, pieces and money are neither
made nor lost, and no promotion is used more often than it may be. What the courses led through is read from the books at
their end: returns at each step, pieces cut beside others that had left, money taken in part, messages that came twice or late.
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from typing_extensions import override

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Till
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted, Unwanted
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.infra.work import Registry
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.errors import ShopError
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import (
    Order,
    OrderStatus,
    ParcelStatus,
    Pieces,
    ReturnReason,
    ReturnStatus,
    ReturnWish,
)
from shopwright.modules.orders.service import Settlement
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.tax import service as tax
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.journeys.books_of_goods import CONSERVED, LED_THROUGH, STATE
from tests.journeys.deeds_of_goods import DEEDS
from tests.journeys.test_model import DropDatabase, OpenDatabase, databases
from tests.modules.promotions.making import code_of, running
from tests.support.buying import assert_sound, gateway_of, stocked, wish
from tests.support.invoicing import BERLIN
from tests.support.paying import payments_of

STAFF = system("test")
Answer = TypeVar("Answer")
STOCK = 24
MESSAGES = ("messages that came again", "messages that came too late")


class Goods(RuleBasedStateMachine):
    """Each rule tries one thing; refusals are looked at, and not foretold."""

    def __init__(
        self, open_database: OpenDatabase, drop_database: DropDatabase, done: Counter[str]
    ) -> None:
        super().__init__()
        self.done = done
        self.placed: list[UUID] = []
        self.paid: list[UUID] = []
        self.sent: list[UUID] = []
        self.authorised: list[UUID] = []
        self.drop_database = drop_database
        self.runner = asyncio.Runner()
        self.clock = SteppingClock()
        self.url = open_database(self.runner)
        self.services = self.run(self._open())
        self.variants = self.run(self._set_up())

    async def _open(self) -> Services:
        opened = open_services(
            Settings(
                _env_file=None,
                environment=Environment.TEST,
                database_url=self.url,
                jobs_embedded=False,
                mail_folder=tempfile.mkdtemp(prefix="goods-"),
            ),
            now=self.clock,
        )
        registry = opened.works.registry
        opened.works.registry = Registry(  # nobody is mailed, and the clock's jobs are a rule
            jobs={kind.name: replace(kind, every=None) for kind in registry.jobs.values()},
            projectors=registry.projectors,
        )
        return opened

    async def _set_up(self) -> list[UUID]:
        works = self.services.works
        async with works(STAFF) as work:
            await tax.take_union(work)
            flat = DeliveryMethodDraft("Post", RateKind.FLAT, None, tariffs={"EUR": Tariff(495)})
            await shipping.add_method(work, flat)
        limited = await running(works, needs_code=True, usage_limit=2)
        await code_of(works, limited.id)
        await running(works, customer_limit=1)
        return [await stocked(works, stock=STOCK, price=price) for price in ("9.99", "3.33")]

    def run(self, deed: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(deed)

    @override
    def teardown(self) -> None:
        self.done.update(self.run(self._led_through()))
        self.run(close_services(self.services))
        self.drop_database(self.runner, self.url)
        self.runner.close()

    def attempt(self, deed: Coroutine[Any, Any, Answer]) -> Answer | None:
        """Do a deed; what refuses it in its own transaction has changed nothing."""
        before, name = self.run(self._state()), deed.__name__
        refusal, answer = None, None
        try:
            answer = self.run(deed)
        except ShopError as error:
            refusal = error
        if refusal is None:
            self.done[name] += 1
        else:
            assert refusal.status < 500
            if refusal.code != "payment_declined":
                assert self.run(self._state()) == before
        return answer

    async def _state(self) -> list[Any]:
        async with self.services.works.reading() as db:
            return [(await db.execute(text(each))).one() for each in STATE]

    async def _led_through(self) -> dict[str, int]:
        async with self.services.works.reading() as db:
            return {
                name: (await db.execute(text(each))).scalar_one()
                for name, each in LED_THROUGH.items()
            }

    async def _order(self, order_id: UUID) -> Order:
        async with self.services.works.reading() as db:
            order = await orders.by_id(db, order_id)
        assert order is not None
        return order

    def some(self, order_id: UUID, pieces: list[int]) -> tuple[Pieces, ...]:
        lines = self.run(self._order(order_id)).lines
        wanted = zip(lines, pieces, strict=False)
        return tuple(Pieces(line.id, count) for line, count in wanted if count)

    def place(self, pieces: list[int], token: str, codes: tuple[str, ...], who: int) -> None:
        items = [(v, n) for v, n in zip(self.variants, pieces, strict=True) if n]
        wanted = wish(
            *items,
            token=token,
            codes=codes,
            email=f"{who}@example.com",
            shipping_address=BERLIN,
        )
        found: Any = self.attempt(checkout.place(self.services.till, GUEST, wanted))
        if found:
            self.placed.append(found.order.id)

    @initialize()
    def begin(self) -> None:
        """Each course has orders to lead on."""
        for _ in range(3):
            self.paid += self._order_of(self.services.till)
        self.authorise()
        self.send(self.paid.pop())

    @rule(data=st.data())
    def lead_on(self, data: st.DataObject) -> None:
        """One deed of those that are worth it, done to an order that it may fit."""
        name, place, asks = data.draw(st.sampled_from(DEEDS))
        orders = getattr(self, place) if place else []
        if place and not orders:
            return
        given = {each: data.draw(strategy) for each, strategy in asks.items()}
        if place:
            given["order_id"] = data.draw(st.sampled_from(orders))
        getattr(self, name)(**given)

    def authorise(self) -> None:
        """An order whose money is promised by the provider, and taken later."""
        till = self.services.till
        waiting = replace(till, terms=replace(till.terms, capture=False))
        self.authorised += self._order_of(waiting)

    def _order_of(self, till: Till, **fields: Any) -> list[UUID]:
        items = [(variant_id, 2) for variant_id in self.variants]
        wanted = wish(*items, shipping_address=BERLIN, **fields)
        found: Any = self.attempt(checkout.place(till, GUEST, wanted))
        made = [found.order.id] if found else []
        self.placed += made
        return made

    def capture(self, order_id: UUID, part: int | None) -> None:
        amount = Money(part, "EUR") if part else None
        self.attempt(returns.capture(self.services.desk, STAFF, order_id=order_id, amount=amount))

    def authorise_and_capture(self, part: int) -> None:
        self.authorise()
        self.capture(self.authorised[-1], part)

    def pack(self, order_id: UUID, pieces: list[int], *, is_sent: bool) -> None:
        wanted = self.some(order_id, pieces)

        async def packing() -> None:
            async with self.services.works(STAFF) as work:
                await fulfilment.pack(work, order_id=order_id, pieces=wanted, is_sent=is_sent)

        if wanted:
            self.attempt(packing())

    def move_parcels(self, order_id: UUID, to: ParcelStatus) -> None:
        async def moving() -> None:
            async with self.services.works(STAFF) as work:
                for parcel in await orders.parcels(work.db, order_id):
                    await fulfilment.move_parcel(work, parcel_id=parcel.id, to=to)

        self.attempt(moving())

    def ask_to_return(self, order_id: UUID, pieces: list[int]) -> None:
        wish_ = ReturnWish(order_id, self.some(order_id, pieces), ReturnReason.OTHER)

        async def asking() -> None:
            async with self.services.works(STAFF) as work:
                await returns.request_return(work, wish_, lasts=timedelta(days=30))

        self.attempt(asking())

    def decide(self, order_id: UUID, to: ReturnStatus) -> None:
        async def deciding() -> None:
            async with self.services.works(STAFF) as work:
                for each in await orders.returns_of(work.db, order_id):
                    if to is ReturnStatus.RECEIVED:
                        await returns.receive_return(work, return_id=each.id)
                    elif to is not ReturnStatus.REFUNDED:
                        await returns.decide_return(work, return_id=each.id, to=to)

        self.attempt(deciding())

    def send(self, order_id: UUID) -> None:
        self.send_all(order_id)
        self.sent.append(order_id)

    def cut_what_has_not_left(self, order_id: UUID, *, first: bool) -> None:
        """One line goes out, and of the other a piece is called off."""
        gone, left = ([1, 0], [0, 1]) if first else ([0, 1], [1, 0])
        self.pack(order_id, gone, is_sent=True)
        self.cut(order_id, left)

    def send_all(self, order_id: UUID) -> None:
        async def sending() -> None:
            async with self.services.works(STAFF) as work:
                parcel = await fulfilment.pack(work, order_id=order_id, is_sent=True)
                arrived = ParcelStatus.DELIVERED
                await fulfilment.move_parcel(work, parcel_id=parcel.id, to=arrived)

        self.attempt(sending())

    def take_nothing_back(self, order_id: UUID, pieces: list[int], to: str) -> None:
        self.ask_to_return(order_id, pieces)
        self.decide(order_id, ReturnStatus(to))

    def take_back(self, order_id: UUID, pieces: list[int], *, with_shipping: bool) -> None:
        self.ask_to_return(order_id, pieces)
        self.decide(order_id, ReturnStatus.APPROVED)
        self.decide(order_id, ReturnStatus.RECEIVED)
        self.refund_returns(order_id, with_shipping=with_shipping)

    def refund_returns(self, order_id: UUID, *, with_shipping: bool) -> None:
        async def found() -> list[UUID]:
            async with self.services.works.reading() as db:
                return [each.id for each in await orders.returns_of(db, order_id)]

        for return_id in self.run(found()):
            settlement = Settlement(with_shipping=with_shipping)
            self.attempt(
                returns.refund_return(
                    self.services.desk, STAFF, return_id=return_id, settlement=settlement
                )
            )

    def cut(self, order_id: UUID, pieces: list[int]) -> None:
        unwanted = Unwanted(order_id, self.some(order_id, pieces), "test")
        if unwanted.pieces:
            self.attempt(returns.cancel_lines(self.services.desk, STAFF, unwanted))

    def refund(self, order_id: UUID, part: int | None) -> None:
        wanted = RefundWanted(order_id, Money(part, "EUR") if part else None, "test")
        self.attempt(returns.refund(self.services.desk, STAFF, wanted))

    def cancel(self, order_id: UUID) -> None:
        self.attempt(returns.cancel(self.services.desk, STAFF, order_id=order_id, reason="test"))

    def hear_again(self, order_id: UUID, times: int) -> None:
        """Messages come late, many times over, or (where this rule is not drawn) never."""
        before = self.run(self._order(order_id))

        async def hearing() -> list[bool]:
            heard = []
            for payment in await payments_of(self.services.works, order_id):
                told = await gateway_of(self.services).compose_webhook(
                    f"tst_{payment.id.hex}", f"evt_{ids.new().hex}"
                )
                if told is not None:
                    for _ in range(times):
                        took = await checkout.receive_webhook(
                            self.services.till, provider="test", headers=told[0], body=told[1]
                        )
                        heard.append(took)
            return heard

        heard = self.run(hearing())
        assert heard.count(True) * times == len(heard)  # each is taken once
        self.done["messages that came again"] += heard.count(False)
        is_over = before.status in (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
        self.done["messages that came too late"] += bool(heard) and is_over

    def hear_when_it_is_over(self, order_id: UUID, times: int) -> None:
        self.cancel(order_id)
        self.hear_again(order_id, times)

    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    def tidy(self) -> None:
        async def tidying() -> None:
            await Worker(self.services.works, self.services.bell).run_until_idle()
            await checkout.reconcile(self.services.till)
            await checkout.expire_orders(self.services.till)
            await returns.finish_refunds(self.services.desk)

        self.run(tidying())

    @invariant()
    def nothing_is_made_or_lost(self) -> None:
        self.run(assert_sound(self.services.works))
        assert {count for _, count in self.run(self._pieces())} == {STOCK}

    async def _pieces(self) -> list[tuple[Any, int]]:
        async with self.services.works.reading() as db:
            return [(each[0], int(each[1])) for each in await db.execute(text(CONSERVED))]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_no_course_of_goods_makes_or_loses_pieces_or_money(database: str, tmp_path: Path) -> None:
    made, done = databases(database, tmp_path), Counter[str]()
    run_state_machine_as_test(
        lambda: Goods(*made, done),  # type: ignore[arg-type]  # any maker of machines will do
        settings=settings(
            max_examples=4,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    wanted = ("place", "sending", "asking", "capture", "cancel_lines", *LED_THROUGH, *MESSAGES)
    assert [each for each in wanted if not done[each]] == []
