"""Returns at their pages: asked for, decided, received line by line, refunded."""

import pytest

from shopwright.faces.services import Services
from shopwright.modules.orders.contracts import Order, Return, ReturnStatus
from tests.support.buying import assert_sound, stock_of, stocked
from tests.support.desk import Clerk
from tests.support.parcels import sent
from tests.support.returning import ask, decide
from tests.support.trading import PROBE, asked, order_now

pytestmark = pytest.mark.anyio


async def an_arrived_order(services: Services) -> Order:
    return await sent(services, (await stocked(services.works, stock=3), 3))


async def return_now(clerk: Clerk, found: Return) -> dict[str, object]:
    told: dict[str, object] = await asked(clerk, f"/api/v1/admin/returns/{found.id}")
    return told


async def test_a_return_is_asked_for_on_behalf_of_the_customer_and_approved(
    clerk: Clerk, services: Services
) -> None:
    order = await an_arrived_order(services)
    address, line = f"/admin/orders/{order.id}", f"back.{order.lines[0].id}"

    done = await clerk.send(
        address, f"{address}/returns", **{line: "2", "reason": "damaged", "note": PROBE}
    )
    place = done.headers["location"]
    page = await clerk.follow(done)
    decided = await clerk.send(place, f"{place}/decision", verdict="approve", reason="Sorry.")
    queue = await clerk.look("/admin/returns", status="approved")

    assert place.startswith("/admin/returns/")
    assert PROBE not in page.text
    assert decided.status_code == 303
    assert f'href="{place}"' in queue.text
    found = await asked(clerk, f"/api/v1{place}")
    assert (found["status"], found["decision"]) == ("approved", "Sorry.")
    assert [each["quantity"] for each in found["lines"]] == [2]


async def test_what_arrived_is_noted_by_line_and_its_money_goes_back(
    clerk: Clerk, services: Services
) -> None:
    order = await an_arrived_order(services)
    found = await decide(services, await ask(services, order, 2), ReturnStatus.APPROVED)
    place, line = f"/admin/returns/{found.id}", order.lines[0].id
    told = {f"received.{line}": "2", f"damaged.{line}": "1", f"restocked.{line}": "1"}

    received = await clerk.send(place, f"{place}/receive", **told, **{f"condition.{line}": "used"})
    refunded = await clerk.send(place, f"{place}/refund", fee="1.50")

    assert (received.status_code, refunded.status_code) == (303, 303)
    now = await return_now(clerk, found)
    assert (now["status"], now["fee"], now["amount"]) == ("refunded", "1.50", "18.50")
    assert (await order_now(clerk, order))["refunded"] == "18.50"
    assert await stock_of(services.works, order.lines[0].variant_id) == (1, 0)
    await assert_sound(services.works)


async def test_only_pieces_that_no_return_names_are_offered(
    clerk: Clerk, services: Services
) -> None:
    order = await an_arrived_order(services)
    address, line = f"/admin/orders/{order.id}", order.lines[0].id
    declined = await ask(services, order, 3)
    await decide(services, declined, ReturnStatus.DECLINED)
    open_one = await decide(services, await ask(services, order, 2), ReturnStatus.APPROVED)

    offered = await clerk.look(address)
    place = f"/admin/returns/{open_one.id}"
    await clerk.send(
        place, f"{place}/receive", **{f"received.{line}": "1", f"restocked.{line}": "1"}
    )
    after = await clerk.look(address)
    await ask(services, order, 2)
    none = await clerk.look(address)

    assert "1 at the customer" in offered.text
    assert "2 at the customer" in after.text
    assert f'action="{address}/returns"' not in none.text


async def test_more_than_was_asked_for_can_not_arrive(clerk: Clerk, services: Services) -> None:
    order = await an_arrived_order(services)
    found = await decide(services, await ask(services, order, 1), ReturnStatus.APPROVED)
    place, line = f"/admin/returns/{found.id}", order.lines[0].id

    refused = await clerk.send(place, f"{place}/receive", **{f"received.{line}": "3"})

    assert refused.status_code in (409, 422)
    assert f'name="received.{line}" type="number" value="3"' in refused.text
    assert (await return_now(clerk, found))["status"] == "approved"


async def test_a_return_is_declined_with_a_reason_alone(clerk: Clerk, services: Services) -> None:
    order = await an_arrived_order(services)
    found = await ask(services, order, 1)
    place = f"/admin/returns/{found.id}"

    done = await clerk.send(place, f"{place}/decision", verdict="decline", reason="Worn out.")
    page = await clerk.follow(done)

    assert "Worn out." in page.text
    assert (await return_now(clerk, found))["status"] == "declined"


async def test_goods_that_stay_with_the_customer_are_no_return_any_more(
    clerk: Clerk, services: Services
) -> None:
    order = await an_arrived_order(services)
    found = await ask(services, order, 1)
    place = f"/admin/returns/{found.id}"

    done = await clerk.send(place, f"{place}/cancel")

    assert done.status_code == 303
    assert (await return_now(clerk, found))["status"] == "cancelled"


async def test_what_came_back_is_closed_without_money(clerk: Clerk, services: Services) -> None:
    order = await an_arrived_order(services)
    found = await decide(services, await ask(services, order, 1), ReturnStatus.APPROVED)
    place = f"/admin/returns/{found.id}"

    await clerk.send(place, f"{place}/receive")
    done = await clerk.send(place, f"{place}/decision", verdict="close", reason="Replaced.")

    assert done.status_code == 303
    assert (await return_now(clerk, found))["status"] == "closed"
    assert (await order_now(clerk, order))["refunded"] == "0.00"


async def test_a_seller_sees_no_returns(seller: Clerk, services: Services) -> None:
    order = await an_arrived_order(services)
    found = await ask(services, order, 1)

    pages = [await seller.look("/admin/returns"), await seller.look(f"/admin/returns/{found.id}")]

    assert [page.status_code for page in pages] == [403, 403]
