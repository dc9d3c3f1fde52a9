"""Random purchases, step by step, against a shop in dictionaries: stock and money agree after each."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from typing_extensions import override

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import Placed
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.flows.returns.errors import NothingPaid
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.infra.work import Registry
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.errors import ShopError
from shopwright.kernel.money import Money
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason
from shopwright.modules.inventory.errors import OutOfStock, StockBelowReserved
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.orders.errors import IllegalStep, NotCancellable, OrderNotPayable
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.payments.contracts import PaymentChoice
from shopwright.modules.payments.errors import NothingToRefund, PaymentDeclined
from shopwright.modules.payments.models import PaymentRow
from shopwright.modules.payments.models import TestGatewayFact as GatewayFact
from shopwright.wiring import close_services, open_services
from tests.conftest import TEMPLATE, SteppingClock
from tests.journeys.ledger import AT_PROVIDER, HOLDS_STOCK, OPEN, STEPS, Attempt, Ledger, Order
from tests.support.addresses import postgres_url
from tests.support.buying import (
    assert_sound,
    filled_cart,
    gateway_of,
    stock_of,
    stocked,
    wish,
)
from tests.support.databases import clone_database, drop_database, ensure_template
from tests.support.schema import build_schema

STAFF = system("test")
TOKENS = st.sampled_from(sorted(AT_PROVIDER))
PIECES = st.lists(st.integers(0, 4), min_size=3, max_size=3).filter(any)
PRICES = (1000, 333, 0)
Answer = TypeVar("Answer")
OpenDatabase = Callable[[asyncio.Runner], str]
DropDatabase = Callable[[asyncio.Runner, str], None]


class Shop(RuleBasedStateMachine):
    """Each rule does one thing to the shop and to the ledger, and says which refusals the ledger expects."""

    orders = Bundle("orders")

    def __init__(self, open_database: OpenDatabase, drop_database: DropDatabase) -> None:
        super().__init__()
        self.drop_database = drop_database
        self.runner = asyncio.Runner()
        self.clock = SteppingClock()
        self.url = open_database(self.runner)
        self.services = self.run(self._open())
        variants = [self.run(self._stock(price)) for price in PRICES]
        self.variants = variants
        self.ledger = Ledger(
            dict(zip(variants, PRICES, strict=True)), Counter(dict.fromkeys(variants, 6))
        )

    async def _open(self) -> Services:
        opened = open_services(
            Settings(
                _env_file=None,
                environment=Environment.TEST,
                database_url=self.url,
                jobs_embedded=False,
            ),
            now=self.clock,
        )
        kinds = opened.works.registry.jobs.values()
        opened.works.registry = Registry(  # the clock's jobs are rules of their own
            jobs={kind.name: replace(kind, every=None) for kind in kinds},
            projectors=opened.works.registry.projectors,
        )
        return opened

    async def _stock(self, price: int) -> UUID:
        return await stocked(self.services.works, stock=6, price=Money(price, "EUR").amount)

    def run(self, deed: Coroutine[Any, Any, Answer]) -> Answer:
        return self.runner.run(deed)

    @property
    def now(self) -> datetime:
        return self.clock()

    @override
    def teardown(self) -> None:
        self.run(close_services(self.services))
        self.drop_database(self.runner, self.url)
        self.runner.close()

    def expect(self, deed: Coroutine[Any, Any, Answer], *refusals: type[ShopError]) -> None:
        """Do what must be refused in one of these ways."""
        with pytest.raises(refusals):
            self.run(deed)

    # --- buying -----------------------------------------------------------------------------------

    @rule(target=orders, pieces=PIECES, token=st.none() | TOKENS, by_cart=st.booleans())
    def place(self, pieces: list[int], token: str | None, by_cart: bool) -> Any:  # noqa: FBT001 - drawn by hypothesis
        items = [(v, n) for v, n in zip(self.variants, pieces, strict=True) if n]
        lines = Counter(dict(items))
        if not self.ledger.can_promise(lines):
            self.expect(self._place(wish(*items, token=token)), OutOfStock)
            return multiple()
        wanted = wish(*items, token=token)
        if by_cart:
            cart_id = self.run(filled_cart(self.services, *items))
            wanted = replace(wanted, items=(), cart_id=cart_id)
        try:
            placed = self.run(self._place(wanted))
        except PaymentDeclined as declined:
            assert AT_PROVIDER[str(token)] == "failed"
            return self._opened(UUID(str(declined.extra["order_id"])), lines, str(token))
        opened = self._opened(placed.order.id, lines, token)
        if by_cart and opened.status != "cancelled":
            again = self.run(self._place(wanted))
            assert (again.order.id, again.replayed) == (placed.order.id, True)
            for attempt in opened.attempts:
                if attempt.state in OPEN:
                    self.ledger.ask(opened, attempt, self.now)
        return opened

    async def _place(self, wanted: Any) -> Placed:
        placed = await checkout.place(self.services.till, GUEST, wanted)
        assert isinstance(placed, Placed)
        return placed

    def _opened(self, order_id: UUID, lines: Counter[UUID], token: str | None) -> Order:
        order = self.ledger.open(order_id, lines, self.now)
        if token is not None and order.total:
            [payment_id] = self.run(self._payments(order_id))
            self.ledger.pay(order, payment_id, token, self.now, opens=True)
        return order

    async def _payments(self, order_id: UUID) -> list[UUID]:
        async with self.services.works.reading() as db:
            statement = select(PaymentRow.id).where(PaymentRow.order_id == order_id)
            return list((await db.execute(statement.order_by(PaymentRow.id.desc()))).scalars())

    @rule(order=orders, token=TOKENS)
    def pay_later(self, order: Order, token: str) -> None:
        asked = checkout.begin_payment(
            self.services.till, GUEST, order_id=order.id, choice=PaymentChoice("test", token)
        )
        payable = order.payment_status in ("unpaid", "failed", "voided")
        if order.status != "pending" or not payable:
            self.expect(asked, OrderNotPayable)
            return
        self.run(asked)
        payment_id = self.run(self._payments(order.id))[0]
        self.ledger.pay(order, payment_id, token, self.now, opens=False)

    @rule(order=orders, approved=st.booleans())
    def answer_challenge(self, order: Order, approved: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        for attempt in order.attempts[:1]:
            asked = attempt.truth == "requires_action"
            gateway = gateway_of(self.services)
            answered = gateway.answer_challenge(f"tst_{attempt.id.hex}", approved=approved)
            assert self.run(answered) is asked
            if asked:
                attempt.truth = "captured" if approved else "failed"
                self.ledger.messages.append((self.now, order, attempt))

    @rule(order=orders)
    def come_back_from_the_provider(self, order: Order) -> None:
        for attempt in order.attempts:
            deed = checkout.confirm_payment(self.services.till, GUEST, payment_id=attempt.id)
            self.run(deed)
            self.ledger.ask(order, attempt, self.now)

    @rule(order=orders)
    def hear_a_message_again(self, order: Order) -> None:
        for attempt in order.attempts:
            self.run(self._message(attempt))
            self.ledger.ask(order, attempt, self.now)

    async def _message(self, attempt: Attempt) -> None:
        event_id = f"evt_{ids.new().hex}"
        composed = await gateway_of(self.services).compose_webhook(
            f"tst_{attempt.id.hex}", event_id
        )
        assert composed is not None
        headers, body = composed
        heard = [
            await checkout.receive_webhook(
                self.services.till, provider="test", headers=headers, body=body
            )
            for _ in range(2)
        ]
        assert heard == [True, False]

    # --- taking back ------------------------------------------------------------------------------

    @rule(order=orders)
    def cancel(self, order: Order) -> None:
        deed = returns.cancel(self.services.desk, STAFF, order_id=order.id, reason="test")
        if order.status in HOLDS_STOCK:
            self.run(deed)
            self.ledger.cancel(order, self.now)
        elif order.status == "cancelled":
            self.run(deed)
        else:
            self.expect(deed, NotCancellable)

    @rule(order=orders, part=st.none() | st.integers(1, 2500), restock=st.booleans())
    def refund(self, order: Order, part: int | None, restock: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
        amount = Money(part, "EUR") if part else None
        left = order.paid - order.refunded
        deed = returns.refund(
            self.services.desk, STAFF, RefundWanted(order.id, amount, "test", restock)
        )
        if not left:
            self.expect(deed, NothingPaid)
        elif part and part > left:
            self.expect(deed, NothingToRefund)
        else:
            self.run(deed)
            self.ledger.refund(order, part or left, restock=restock)

    # --- moving along -----------------------------------------------------------------------------

    @rule(order=orders, to=st.sampled_from(["confirmed", "processing", "shipped", "delivered"]))
    def move(self, order: Order, to: str) -> None:
        if order.status == to or to in STEPS.get(order.status, ()):
            self.run(self._move(order, to))
            if order.status != to:
                self.ledger.step(order, to)
        else:
            self.expect(self._move(order, to), IllegalStep)

    async def _move(self, order: Order, to: str) -> None:
        async with self.services.works(STAFF) as work:
            await fulfilment.move(work, order_id=order.id, to=OrderStatus(to))

    @rule(place=st.integers(0, 2), change=st.integers(-6, 6).filter(bool))
    def adjust_stock(self, place: int, change: int) -> None:
        variant = self.variants[place]
        if self.ledger.available(variant) + change < 0:
            self.expect(self._adjust(variant, change), StockBelowReserved)
        else:
            self.run(self._adjust(variant, change))
            self.ledger.on_hand[variant] += change

    async def _adjust(self, variant: UUID, change: int) -> None:
        async with self.services.works(STAFF) as work:
            await inventory.adjust(
                work, variant_id=variant, change=change, reason=MovementReason.COUNTED
            )

    # --- time -------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1, 4, 31, 61, 1800, 3601, 72 * 3600]))
    def let_time_pass(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def work_off_jobs(self) -> None:
        self.run(Worker(self.services.works, self.services.bell).run_until_idle())
        self.ledger.deliver_messages(self.now)

    @rule()
    def reconcile(self) -> None:
        self.run(checkout.reconcile(self.services.till))
        self.ledger.reconcile(self.now)

    @rule()
    def expire(self) -> None:
        self.run(checkout.expire_orders(self.services.till))
        self.ledger.expire(self.now)

    @rule()
    def finish_refunds_and_carts(self) -> None:
        assert self.run(returns.finish_refunds(self.services.desk)) == 0
        self.run(checkout.expire_carts(self.services.till))

    # --- the books --------------------------------------------------------------------------------

    @invariant()
    def books_are_sound_and_agree(self) -> None:
        self.run(assert_sound(self.services.works))
        assert self.run(self._orders()) == {
            order.id: order.summary for order in self.ledger.orders.values()
        }
        for variant in self.variants:
            expected = (self.ledger.on_hand[variant], self.ledger.reserved(variant))
            assert self.run(stock_of(self.services.works, variant)) == expected
        assert self.run(self._provider_books()) == self.ledger.at_provider()

    async def _orders(self) -> dict[UUID, tuple[str, str, int, int, int]]:
        row = OrderRow
        columns = (row.id, row.status, row.payment_status, row.total, row.paid, row.refunded)
        async with self.services.works.reading() as db:
            rows = (await db.execute(select(*columns))).all()
        return {row.id: (row[1], row[2], row[3], row[4], row[5]) for row in rows}

    async def _provider_books(self) -> dict[str, int]:
        statement = select(GatewayFact.kind, func.sum(GatewayFact.amount)).group_by(
            GatewayFact.kind
        )
        async with self.services.works.reading() as db:
            sums = {kind: int(amount) for kind, amount in await db.execute(statement)}
        return {kind: sums.get(kind, 0) for kind in ("captured", "refunded")}


def databases(database: str, tmp_path: Path) -> tuple[OpenDatabase, DropDatabase]:
    """How a machine gets a database of its own, and is rid of it."""

    def open_sqlite(runner: asyncio.Runner) -> str:
        template = tmp_path / "template.db"
        if not template.exists():
            runner.run(build_schema(f"sqlite:///{template}"))
        fresh = tmp_path / f"{ids.new().hex}.db"
        shutil.copy(template, fresh)
        return f"sqlite:///{fresh}"

    def open_postgres(runner: asyncio.Runner) -> str:
        runner.run(ensure_template(postgres_url(), TEMPLATE, build_schema))
        return runner.run(clone_database(postgres_url(), TEMPLATE, f"test_{ids.new().hex}"))

    def drop_postgres(runner: asyncio.Runner, url: str) -> None:
        runner.run(drop_database(postgres_url(), url.rpartition("/")[2]))

    def keep(_: asyncio.Runner, __: str) -> None:
        """A file of the test's folder."""

    return (open_sqlite, keep) if database == "sqlite" else (open_postgres, drop_postgres)


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_any_course_of_events_leaves_stock_and_money_right(database: str, tmp_path: Path) -> None:
    made = databases(database, tmp_path)
    run_state_machine_as_test(
        lambda: Shop(*made),  # type: ignore[arg-type]  # any maker of machines will do
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
