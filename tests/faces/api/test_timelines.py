"""What happened to an order: all of it for staff, for customers what is meant for them."""

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.kernel.money import Money
from shopwright.modules.orders.contracts import Order, ParcelStatus
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Doubt
from tests.support.buying import stocked
from tests.support.mails import delivered
from tests.support.parcels import STAFF, bought, move_parcel, pack, sent
from tests.support.paying import payments_of
from tests.support.people import Person
from tests.support.returning import ask, came_back
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def test_a_customer_sees_what_is_meant_for_him_and_staff_see_all(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1), user_id=customer.user_id)
    await came_back(services, order, 1)
    desk = f"/api/v1/admin/orders/{order.id}/notes"
    for body in ({"text": "Be careful."}, {"text": "Thank you.", "to_customer": True}):
        assert (await client.post(desk, json=body, headers=admin.headers)).status_code == 201

    path = f"/api/v1/orders/{order.id}/timeline"
    own = (await client.get(path, headers=customer.headers)).json()["items"]
    full = (await client.get(path, headers=admin.headers)).json()["items"]
    notes = (await client.get(desk, headers=admin.headers)).json()

    assert [each["detail"] for each in own if each["kind"] == "note"] == ["Thank you."]
    assert [each["detail"] for each in full if each["kind"] == "note"] == [
        *("Be careful.", "Thank you.")
    ]
    assert {each["actor"] for each in own} == {None}
    assert [each["title"] for each in own if each["kind"] == "parcel"] == ["shipped", "delivered"]
    assert [each["title"] for each in own if each["kind"] == "returned_goods"] == [
        *("asked", "received")
    ]
    assert [each["title"] for each in own if each["kind"] == "order"] == [
        *("pending", "confirmed", "shipped", "delivered")
    ]
    assert [(each["text"], each["to_customer"]) for each in notes] == [
        *(("Be careful.", False), ("Thank you.", True))
    ]


async def test_money_mails_and_cases_are_told_to_whom_they_concern(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    tea = await stocked(services.works, price="10.00")
    order = await sent(services, (tea, 2), user_id=customer.user_id)
    part = RefundWanted(order.id, amount=Money.parse("4.00", "EUR"))
    await returns.refund(services.desk, STAFF, part)
    [payment] = await payments_of(services.works, order.id)
    async with services.works(STAFF) as work:
        doubt = Doubt(CaseKind.DISPUTE, "dp_1", "fraudulent")
        await payments.open_case(work, doubt, provider="test", payment=payment)
    await delivered(services)

    path = f"/api/v1/orders/{order.id}/timeline"
    own = (await client.get(path, headers=customer.headers)).json()["items"]
    full = (await client.get(path, headers=admin.headers)).json()["items"]

    money = [(each["title"], each["detail"]) for each in own if each["kind"] == "money"]
    assert sorted(money) == [("captured", "20.00 EUR"), ("refunded", "4.00 EUR")]
    seen = [each["detail"] for each in full if each["title"] == "captured"]
    assert seen[0].startswith("20.00 EUR test ")
    mails = {each["title"] for each in own if each["kind"] == "mail"}
    assert {"order_confirmed", "order_shipped", "order_refunded"} <= mails
    assert [each["detail"] for each in own if each["kind"] == "case"] == []
    assert [(each["title"], each["detail"]) for each in full if each["kind"] == "case"] == [
        ("dispute", "fraudulent")
    ]
    assert [each["at"] for each in full] == sorted(each["at"] for each in full)


async def test_a_timeline_costs_the_same_however_much_happened(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, price="10.00", stock=9)
    quiet = await sent(services, (tea, 1))
    busy = await bought(services, (tea, 4))
    for _ in range(3):
        await move_parcel(
            services, await pack(services, busy, 1, is_sent=True), ParcelStatus.DELIVERED
        )
        await ask(services, busy, 1)
    await delivered(services)

    async def cost(order: Order) -> int:
        with counted(services.works.engine) as sent:
            await client.get(f"/api/v1/orders/{order.id}/timeline", headers=admin.headers)
        return len(sent)

    await cost(quiet)
    assert await cost(quiet) + 1 >= await cost(
        busy
    )  # a parcel's and a return's lines, where any are


async def test_a_stranger_sees_no_timeline_and_writes_no_note(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    order = await sent(services, (tea, 1))

    seen = await client.get(f"/api/v1/orders/{order.id}/timeline", headers=customer.headers)
    written = await client.post(
        f"/api/v1/admin/orders/{order.id}/notes", json={"text": "Hm."}, headers=customer.headers
    )

    assert (seen.status_code, written.status_code) == (404, 403)
