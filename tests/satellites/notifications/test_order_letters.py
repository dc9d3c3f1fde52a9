"""Who orders is told of each step once, at the address of the order, in his language."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import select, update

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.infra.mail.folder import Letter
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus, Tracking
from shopwright.modules.orders.events import OrderShipped
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.shipping import service as shipping
from shopwright.modules.shipping.contracts import DeliveryMethodDraft, RateKind, Tariff
from shopwright.modules.tax import service as tax
from shopwright.satellites.notifications import service
from tests.support.buying import buy, stocked
from tests.support.mails import delivered
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR = system("test")
BERLIN = Address("Robin Example", "Am Ufer 1", "Berlin", "DE", postal_code="10115")


async def subjects(services: Services, to: str = "guest@example.com") -> list[str]:
    return [each.subject for each in await delivered(services) if each.to == to]


async def mail_about(services: Services, word: str) -> Letter:
    [found] = [each for each in await delivered(services) if word in each.subject]
    return found


async def move(
    services: Services, order_id: UUID, to: OrderStatus, tracking: Tracking | None = None
) -> None:
    async with services.works(ACTOR) as work:
        await orders.move(work, order_id=order_id, to=to, tracking=tracking)


async def test_each_step_of_an_order_is_told_once(services: Services) -> None:
    tea = await stocked(services.works, handle="green-tea")
    placed = await buy(services, (tea, 2))
    number, order_id = placed.order.number, placed.order.id

    await move(services, order_id, OrderStatus.PROCESSING)
    await move(services, order_id, OrderStatus.SHIPPED, Tracking("Example Post", "EX1"))
    await move(services, order_id, OrderStatus.SHIPPED)
    await move(services, order_id, OrderStatus.DELIVERED)

    assert sorted(await subjects(services)) == sorted(
        [
            f"Your order {number} is confirmed",
            f"We have the payment for your order {number}",
            f"Your order {number} is on its way",
            f"Your order {number} has arrived",
            f"Invoice 2026-00001 for your order {number}",
        ]
    )
    shipped = await mail_about(services, "on its way")
    assert "this number of Example Post: EX1" in shipped.text
    assert "In it: 2 x Green Tea." in shipped.text
    assert "In it: 2 x Green Tea.</p>" in shipped.html


@pytest.mark.parametrize(
    ("included", "costs", "total"), [(True, "5.00", "25.00"), (False, "5.95", "29.75")]
)
async def test_lines_and_delivery_come_to_the_total(
    services: Services,
    included: bool,  # noqa: FBT001 - a case
    costs: str,
    total: str,
) -> None:
    till = replace(services.till, tax=replace(services.till.tax, included=included))
    async with services.works(ACTOR) as work:
        await tax.take_union(work)
        tariffs = {"EUR": Tariff(500)}
        await shipping.add_method(
            work, DeliveryMethodDraft("Post", RateKind.FLAT, None, tariffs=tariffs)
        )
    tea = await stocked(services.works, price="10.00", handle="green-tea")

    await buy(replace(services, till=till), (tea, 2), shipping_address=BERLIN)

    letter = await mail_about(services, "is confirmed")
    lines = "20.00" if included else "23.80"
    assert f"over {total} EUR" in letter.text
    assert f"2 x Green Tea: {lines} EUR\nPost: {costs} EUR\n" in letter.text
    assert f'Post</td><td style="padding:4px 0;text-align:right">{costs} EUR</td>' in letter.html


async def test_what_is_refunded_is_told_with_each_amount(services: Services) -> None:
    tea = await stocked(services.works, price="10.00")
    placed = await buy(services, (tea, 2))
    part = RefundWanted(placed.order.id, amount=Money.parse("5.00", "EUR"))

    for _ in range(2):
        await returns.refund(services.desk, ACTOR, replace(part))

    number = placed.order.number
    told = [each for each in await subjects(services) if "back" in each]
    assert told == [f"5.00 EUR of your order {number} go back to you"] * 2


async def test_a_cancelled_order_tells_the_reason_and_that_money_comes_back(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))

    await returns.cancel(services.desk, ACTOR, order_id=placed.order.id, reason="Out of leaves")

    cancelled = await mail_about(services, "is cancelled")
    assert "The reason: Out of leaves" in cancelled.text
    assert "goes back the way it came" in cancelled.text


async def test_an_event_that_is_heard_many_times_is_mailed_once(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    await move(services, placed.order.id, OrderStatus.PROCESSING)
    await move(services, placed.order.id, OrderStatus.SHIPPED)
    async with services.works.reading() as db:
        named = select(OutboxEvent.id, OutboxEvent.payload).where(
            OutboxEvent.name == OrderShipped.name
        )
        event_id, payload = (await db.execute(named)).one()

    for _ in range(3):
        async with services.works(ACTOR) as work:
            work.cause = event_id
            await service.hear(work, event=OrderShipped.name, payload=payload)

    told = await subjects(services)
    assert sum("on its way" in each for each in told) == 1


async def test_a_customer_is_told_in_the_language_of_his_profile(
    services: Services, customer: Person
) -> None:
    async with services.works(ACTOR) as work:
        change = customers.ProfileChange(locale="de-AT")
        await customers.change_profile(work, user_id=customer.user_id, change=change)
    tea = await stocked(services.works)

    await buy(services, (tea, 1), user_id=customer.user_id, email=customer.email)

    assert all("Bestellung" in each for each in await subjects(services, customer.email))


async def test_an_order_whose_buyer_was_erased_is_told_to_nobody(services: Services) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    before: Sequence[Letter] = await delivered(services)
    async with services.works(ACTOR) as work:
        gone = update(OrderRow).where(OrderRow.id == placed.order.id)
        await work.db.execute(gone.values(email="0199@erased.invalid"))

    await move(services, placed.order.id, OrderStatus.PROCESSING)
    await move(services, placed.order.id, OrderStatus.SHIPPED)

    assert len(await delivered(services)) == len(before)
