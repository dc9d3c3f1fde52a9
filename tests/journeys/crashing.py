"""What a process does that is killed on its way: run by test_crashes.py in a child of its own."""

import asyncio
from datetime import datetime
from uuid import UUID

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.flows.checkout.contracts import PlaceOrder
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra import faults
from shopwright.infra.idempotency import Key
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import GUEST, system
from shopwright.modules.orders.service import Settlement
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments.contracts import PaymentChoice
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import ReviewState
from shopwright.wiring import close_services, open_services, open_test_gateway
from tests.support.invoicing import follow

KEY = Key("guest:test", "order_place", "the-key-of-the-crash", "f" * 64)


def run(url: str, now: datetime, failpoint: str, deed: str, subject: PlaceOrder | UUID) -> None:
    """Do a deed on the shop at ``url``, and die where the failpoint says."""
    asyncio.run(_run(url, now, failpoint, deed, subject))


async def _run(
    url: str, now: datetime, failpoint: str, deed: str, subject: PlaceOrder | UUID
) -> None:
    settings = Settings(
        _env_file=None, environment=Environment.TEST, database_url=url, database_pool_size=2
    )
    services = open_services(settings, now=lambda: now)
    faults.arm(failpoint)
    await _DEEDS[deed](services, subject)
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
        f"tst_{payment.id.hex}", "evt_of_the_crash"
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


_DEEDS = {
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
