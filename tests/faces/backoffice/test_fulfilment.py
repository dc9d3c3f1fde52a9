"""Sending orders from their pages: parcels, steps, pieces that are cancelled."""

import pytest

from shopwright.faces.services import Services
from tests.support.buying import assert_sound, stock_of
from tests.support.desk import Clerk, form_of
from tests.support.trading import PROBE, an_order, asked, order_now

pytestmark = pytest.mark.anyio


async def test_some_pieces_are_packed_and_sent_and_arrive(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"
    followed = {"carrier": f"Post {PROBE}", "tracking_number": "PP1"}

    packed = await clerk.send(
        address, f"{address}/parcels", **{line: "3", "then": "ship"}, **followed
    )
    [parcel] = (await asked(clerk, f"/api/v1/orders/{order.id}/parcels"))["items"]
    page = await clerk.follow(packed)
    arrived = await clerk.send(
        address, f"{address}/parcels/{parcel['id']}", status="delivered", carrier="Post"
    )

    assert packed.headers["location"] == f"{address}#parcels"
    assert (parcel["status"], parcel["tracking_number"]) == ("shipped", "PP1")
    assert [piece["quantity"] for piece in parcel["lines"]] == [3]
    assert PROBE not in page.text
    assert f'max="1" name="{line}" value="1"' in page.text
    assert arrived.status_code == 303
    now = await order_now(clerk, order)
    assert now["fulfilment_status"] == "partially_delivered"
    assert (now["items"][0]["shipped"], now["items"][0]["delivered"]) == (3, 3)


async def test_a_parcel_with_too_much_is_refused_and_what_was_typed_stays(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    refused = await clerk.send(
        address, f"{address}/parcels", **{line: "9", "carrier": "Dove", "then": "pack"}
    )

    assert refused.status_code == 409
    assert 'role="alert"' in refused.text
    assert 'value="Dove"' in refused.text
    assert f'name="{line}" value="9"' in refused.text
    assert (await asked(clerk, f"/api/v1/orders/{order.id}/parcels"))["items"] == []


async def test_a_parcel_of_nothing_is_refused(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    refused = await clerk.send(address, f"{address}/parcels", **{line: "0", "then": "ship"})

    assert refused.status_code == 422
    assert (await order_now(clerk, order))["status"] == "confirmed"


async def test_a_whole_order_moves_on_step_by_step(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    states = []
    for to in ("processing", "shipped", "delivered"):
        moved = await clerk.send(address, f"{address}/status", status=to, carrier="Post")
        assert moved.status_code == 303, moved.text
        states.append((await order_now(clerk, order))["status"])
    page = await clerk.look(address)

    assert states == ["processing", "shipped", "delivered"]
    assert "There is no further step." in page.text


async def test_a_step_that_an_order_can_not_take_is_refused(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    refused = await clerk.send(address, f"{address}/status", status="delivered")

    assert (refused.status_code, 'role="alert"' in refused.text) == (409, True)
    assert (await order_now(clerk, order))["status"] == "confirmed"


async def test_a_cancelled_order_gives_stock_and_money_back(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    done = await clerk.send(address, f"{address}/cancel", reason="Changed his mind.")

    now = await order_now(clerk, order)
    assert done.status_code == 303
    assert (now["status"], now["cancel_reason"]) == ("cancelled", "Changed his mind.")
    assert now["refunded"] == "40.00"
    assert await stock_of(services.works, order.lines[0].variant_id) == (4, 0)
    await assert_sound(services.works)


async def test_single_pieces_are_cancelled_with_their_share(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    done = await clerk.send(address, f"{address}/cancel-lines", **{line: "1"}, reason="Broken.")

    now = await order_now(clerk, order)
    assert done.headers["location"] == f"{address}#lines"
    assert now["items"][0]["cancelled"] == 1
    assert now["refunded"] == "10.00"
    await assert_sound(services.works)


async def test_what_was_typed_stands_there_still_when_pieces_are_not_cancelled(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    refused = await clerk.send(
        address, f"{address}/cancel-lines", **{line: "999"}, reason="Broken."
    )

    again = form_of(refused.text, f"{address}/cancel-lines")
    other = form_of(refused.text, f"{address}/cancel")
    assert refused.status_code == 409
    assert (again[line], again["reason"], other["reason"]) == ("999", "Broken.", "")
    assert (await order_now(clerk, order))["items"][0]["cancelled"] == 0
