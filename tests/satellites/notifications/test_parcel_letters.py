"""Who ordered is told of each parcel, return, note and document once, and finds the way to his own."""

from dataclasses import replace

import pytest
from httpx2 import AsyncClient
from sqlalchemy import select

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.infra.mail.folder import Letter
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel import ids
from shopwright.kernel.events import Event
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import Order, ParcelStatus, ReceivedPieces, ReturnStatus
from shopwright.modules.orders.events import OrderNoted, ParcelShipped, ReturnApproved
from shopwright.satellites.notifications import service
from shopwright.satellites.notifications.service.order_letters import order_link
from tests.support.buying import stocked
from tests.support.mails import delivered, mail_to
from tests.support.parcels import STAFF, bought, move_parcel, pack, sent
from tests.support.people import Person
from tests.support.returning import ask, came_back, decide, give_back, receive

pytestmark = pytest.mark.anyio
GUEST_ADDRESS = "guest@example.com"


async def told(services: Services, *words: str) -> list[str]:
    """The subjects of mails with any of the words, sorted."""
    subjects = [each.subject for each in await delivered(services)]
    return sorted(each for each in subjects if any(word in each for word in words))


async def mail_about(services: Services, words: str) -> Letter:
    return await mail_to(services, GUEST_ADDRESS, words)


async def test_each_of_several_parcels_is_told_with_what_is_in_it_and_how_it_is_followed(
    services: Services,
) -> None:
    tea = await stocked(services.works, handle="green-tea")
    order = await bought(services, (tea, 3))

    first = await pack(services, order, 2, is_sent=True)
    shipped = await mail_about(services, "is on its way")
    await move_parcel(services, first, ParcelStatus.DELIVERED)
    arrived = await mail_about(services, "has arrived")
    second = await pack(services, order, is_sent=True)
    await move_parcel(services, second, ParcelStatus.DELIVERED)

    number = order.number
    assert await told(services, "way", "arrived") == [
        f"A parcel of your order {number} has arrived",
        f"A parcel of your order {number} is on its way",
        f"A parcel of your order {number} is on its way",
        f"Your order {number} has arrived",
    ]
    assert "In it: 2 x Green Tea.\n" in shipped.text
    assert "by this number of Parcel Post: PP1\n" in shipped.text
    assert "https://parcels.example/PP1" in shipped.links
    assert "The rest is still to come." in arrived.text


async def test_one_parcel_with_everything_is_told_as_the_order(services: Services) -> None:
    tea = await stocked(services.works, handle="green-tea")

    order = await sent(services, (tea, 3))

    assert await told(services, "way", "arrived") == [
        f"Your order {order.number} has arrived",
        f"Your order {order.number} is on its way",
    ]
    shipped = await mail_about(services, "is on its way")
    assert "In it: 3 x Green Tea.\n" in shipped.text
    assert "https://parcels.example/PP1" in shipped.links


async def test_of_what_nobody_sends_no_parcel_is_told(services: Services) -> None:
    song = await stocked(services.works, requires_shipping=False)

    await bought(services, (song, 1))

    assert await told(services, "way", "arrived") == []


async def test_each_step_of_a_return_is_told(services: Services) -> None:
    tea = await stocked(services.works, price="10.00", handle="green-tea")
    order = await sent(services, (tea, 3))
    asked = await ask(services, order, 2)

    approved = await decide(services, asked, ReturnStatus.APPROVED)
    came = await receive(services, approved, ReceivedPieces(order.lines[0].id, 1, restocked=1))
    await give_back(services, came)

    number = asked.number
    assert await told(services, "eturn", "back") == [
        f"10.00 EUR of your return {number} go back to you",
        f"We have your return {number}",
        f"You can send return {number} to us",
        f"Your return {number} has arrived",
    ]
    allowed = await mail_about(services, "You can send")
    assert "In it: 2 x Green Tea.\n" in allowed.text
    assert "\nso\n" in allowed.text
    assert "In it: 1 x Green Tea.\n" in (await mail_about(services, f"{number} has arrived")).text


async def test_a_declined_return_is_told_with_what_was_decided(services: Services) -> None:
    tea = await stocked(services.works)
    asked = await ask(services, await sent(services, (tea, 1)), 1)

    await decide(services, asked, ReturnStatus.DECLINED)

    assert "\nso\n" in (await mail_about(services, "is declined")).text


async def test_a_note_for_the_customer_is_mailed_and_one_for_staff_is_not(
    services: Services,
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 1))

    for text, to_customer in (("He is <nice>.", False), ("It rains <here>.", True)):
        async with services.works(STAFF) as work:
            await fulfilment.add_note(work, order_id=order.id, text=text, to_customer=to_customer)

    assert await told(services, "message") == [f"A message about your order {order.number}"]
    mail = await mail_about(services, "A message")
    assert "\nIt rains <here>.\n" in mail.text
    assert "It rains &lt;here&gt;." in mail.html
    assert "nice" not in mail.text


@pytest.mark.parametrize("event", [ParcelShipped, ReturnApproved, OrderNoted])
async def test_an_event_that_is_heard_again_is_mailed_once(
    services: Services, event: type[Event]
) -> None:
    tea = await stocked(services.works)
    order = await bought(services, (tea, 2))
    parcel = await pack(services, order, 1, is_sent=True)
    await move_parcel(services, parcel, ParcelStatus.DELIVERED)
    await decide(services, await ask(services, order, 1), ReturnStatus.APPROVED)
    async with services.works(STAFF) as work:
        await orders.add_note(work, order_id=order.id, text="Thanks!", to_customer=True)
    before = len(await delivered(services))
    async with services.works.reading() as db:
        named = select(OutboxEvent.id, OutboxEvent.payload).where(OutboxEvent.name == event.name)
        event_id, payload = (await db.execute(named)).one()

    for _ in range(3):
        async with services.works(STAFF) as work:
            work.cause = event_id
            await service.hear(work, event=event.name, payload=payload)

    assert len(await delivered(services)) == before


async def test_a_guest_opens_his_invoice_by_the_link_of_the_mail_and_nothing_else(
    client: AsyncClient, services: Services
) -> None:
    order = await bought(services, (await stocked(services.works), 1))
    mail = await mail_about(services, "Invoice ")
    [link] = [each for each in mail.links if "/documents/" in each]
    token = link.rpartition("/")[2]

    opened = await client.get(link.removeprefix(services.settings.public_url))
    forged = await client.get(f"/api/v1/documents/{ids.new().hex}.{token.partition('.')[2]}")
    as_order = await client.get(f"/api/v1/orders/{order.id}", headers={tokens.ORDER_HEADER: token})

    assert (opened.status_code, opened.headers["content-type"]) == (200, "application/pdf")
    assert opened.content.startswith(b"%PDF-")
    assert opened.headers["cache-control"] == "private, no-store"
    assert (forged.status_code, forged.json()["code"]) == (404, "document_not_found")
    assert (as_order.status_code, as_order.json()["code"]) == (404, "order_not_found")


async def test_an_invoice_opens_by_its_link_no_longer_when_an_account_has_the_order(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    await bought(services, (await stocked(services.works), 1))
    [link] = [
        each for each in (await mail_about(services, "Invoice ")).links if "/documents/" in each
    ]
    async with services.works(STAFF) as work:
        await orders.adopt(work, user_id=customer.user_id, email=GUEST_ADDRESS)

    answer = await client.get(link.removeprefix(services.settings.public_url))

    assert (answer.status_code, answer.json()["code"]) == (404, "document_not_found")


async def test_the_invoice_of_an_account_is_opened_by_signing_in(
    client: AsyncClient, services: Services, customer: Person
) -> None:
    order = await bought(services, (await stocked(services.works), 1), user_id=customer.user_id)
    [link] = [
        each for each in (await mail_about(services, "Invoice ")).links if "/documents/" in each
    ]
    path = link.removeprefix(services.settings.public_url)

    stranger = await client.get(path)
    owner = await client.get(path, headers=customer.headers)

    assert path.startswith(f"/api/v1/orders/{order.id}/documents/")
    assert (stranger.status_code, owner.status_code) == (404, 200)


async def test_a_page_of_an_order_opens_to_its_guest_by_a_token_that_no_server_reads(
    client: AsyncClient, services: Services
) -> None:
    order = await bought(services, (await stocked(services.works), 1))
    elsewhere = {"shop_pages": "https://shop.example", "opens_orders": False}
    post = replace(services.post, has_storefront=True, **elsewhere)

    page, _, token = order_link(post, order).partition("#token=")

    answer = await client.get(f"/api/v1/orders/{order.id}", headers={tokens.ORDER_HEADER: token})
    assert page == f"https://shop.example/orders/{order.id}"
    assert answer.status_code == 200
    assert "#" not in order_link(post, _of_account(order))


async def test_money_of_a_return_is_told_once(services: Services) -> None:
    tea = await stocked(services.works, price="10.00")
    order = await sent(services, (tea, 2))

    await give_back(services, await came_back(services, order, 1))

    assert len(await told(services, "go back to you")) == 1


def _of_account(order: Order) -> Order:
    return replace(order, user_id=ids.new())
