"""What a process does that is killed on its way: run by test_crashes.py in a child of its own."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import PlaceOrder
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.merchandising.run import approvals, file_tasks
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, RefundWanted, Unwanted
from shopwright.infra import faults
from shopwright.infra.idempotency import Key
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import GUEST, system
from shopwright.kernel.money import Money
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Pieces
from shopwright.modules.orders.service import Settlement
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import PaymentChoice
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import ReviewState
from shopwright.wiring import close_services, open_services, open_test_gateway
from tests.support.invoicing import follow

BY_HAND: dict[str, Any] = {
    "payment_providers": "test,bank_transfer",
    "bank_account_holder": "The Shop",
    "bank_iban": "DE89370400440532013000",
    "webhooks_allow_private": True,
}
"""What a shop is told that takes transfers, and whose webhooks may go to this machine."""
Deed = Callable[[Services, PlaceOrder | UUID], Awaitable[None]]
KEY = Key("guest:test", "order_place", "the-key-of-the-crash", "f" * 64)


def run(
    url: str,
    now: datetime,
    failpoint: str,
    deed: str,
    subject: PlaceOrder | UUID,
    private_store: str = "",
) -> None:
    """Do a deed on the shop at ``url``, and die where the failpoint says."""
    asyncio.run(_run(url, now, failpoint, deed, subject, private_store))


async def _run(
    url: str,
    now: datetime,
    failpoint: str,
    deed: str,
    subject: PlaceOrder | UUID,
    private_store: str,
) -> None:
    settings = Settings(
        _env_file=None,
        environment=Environment.TEST,
        database_url=url,
        database_pool_size=2,
        mail_folder=tempfile.mkdtemp(prefix="crash-"),
        private_store=private_store or tempfile.mkdtemp(prefix="crash-"),
        **BY_HAND,
    )
    services = open_services(settings, now=lambda: now)
    faults.arm(failpoint)
    await DEEDS[deed](services, subject)
    await close_services(services)


async def _place(services: Services, wanted: PlaceOrder | UUID) -> None:
    assert isinstance(wanted, PlaceOrder)
    await checkout.place(services.till, GUEST, wanted, key=KEY)


async def _cancel(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    await returns.cancel(services.desk, system("staff"), order_id=order_id, reason="crash")


async def _refund(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    await returns.refund(services.desk, system("staff"), RefundWanted(order_id))


async def _pay(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    choice = PaymentChoice("test", "test_ok")
    await checkout.begin_payment(services.till, GUEST, order_id=order_id, choice=choice)


async def hear(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    async with services.works.reading() as db:
        [payment] = await payment_queries.of_order(db, order_id)
    composed = await open_test_gateway(services.settings, services.works).compose_webhook(
        f"tst_{payment.id.hex}", f"evt_{order_id.hex}"
    )
    assert composed is not None
    headers, body = composed
    await checkout.receive_webhook(services.till, provider="test", headers=headers, body=body)


async def _capture(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    await returns.capture(services.desk, system("staff"), order_id=order_id)


async def _compare(services: Services, _: PlaceOrder | UUID) -> None:
    await checkout.compare(services.till)


async def _reconcile(services: Services, _: PlaceOrder | UUID) -> None:
    await checkout.reconcile(services.till)


async def _moderate(services: Services, review_id: PlaceOrder | UUID) -> None:
    assert isinstance(review_id, UUID)
    async with services.works(system("staff")) as work:
        approved = ReviewState.APPROVED
        await reviews.moderate(work, review_id=review_id, version=1, state=approved)


async def _approve(services: Services, approval_id: PlaceOrder | UUID) -> None:
    assert isinstance(approval_id, UUID)
    async with services.works(system("staff")) as work:
        await approvals.approve(work, approval_id=approval_id, version=1)


async def _export(services: Services, task_id: PlaceOrder | UUID) -> None:
    assert isinstance(task_id, UUID)
    await file_tasks.make_export(services.clerk, task_id=task_id)


async def _invoice(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    await follow(services.works, order_id)


async def _ship(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    async with services.works(system("staff")) as work:
        await fulfilment.pack(work, order_id=order_id, is_sent=True)


async def _give_back(services: Services, return_id: PlaceOrder | UUID) -> None:
    assert isinstance(return_id, UUID)
    await returns.refund_return(
        services.desk, system("staff"), return_id=return_id, settlement=Settlement()
    )


async def _trim(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    async with services.works.reading() as db:
        order = await order_queries.by_id(db, order_id)
    assert order is not None
    unwanted = Unwanted(order_id, (Pieces(order.lines[0].id, 1),))
    await returns.cancel_lines(services.desk, system("staff"), unwanted)


async def record(services: Services, order_id: PlaceOrder | UUID) -> None:
    assert isinstance(order_id, UUID)
    money = Money.parse("20.00", "EUR")
    received = Received(order_id, money, "T1", date(2026, 11, 3), "bank_transfer")
    await returns.record_payment(services.desk, system("staff"), received)


async def send_back(services: Services, refund_id: PlaceOrder | UUID) -> None:
    assert isinstance(refund_id, UUID)
    await returns.record_refund(
        services.desk, system("staff"), refund_id=refund_id, reference="OUT-1"
    )


async def receive(services: Services, return_id: PlaceOrder | UUID) -> None:
    assert isinstance(return_id, UUID)
    async with services.works(system("staff")) as work:
        await returns.receive_return(work, return_id=return_id)


async def _expire(services: Services, _: PlaceOrder | UUID) -> None:
    await checkout.expire_orders(services.till)


async def work_off(services: Services, _: PlaceOrder | UUID) -> None:
    await Worker(services.works, services.bell).run_until_idle()
    await services.courier.idle()


DEEDS: dict[str, Deed] = {
    "approve": _approve,
    "export": _export,
    "trim": _trim,
    "record": record,
    "send_back": send_back,
    "receive": receive,
    "expire": _expire,
    "work_off": work_off,
    "invoice": _invoice,
    "ship": _ship,
    "give_back": _give_back,
    "hear": hear,
    "capture": _capture,
    "compare": _compare,
    "place": _place,
    "cancel": _cancel,
    "refund": _refund,
    "pay": _pay,
    "reconcile": _reconcile,
    "moderate": _moderate,
}
