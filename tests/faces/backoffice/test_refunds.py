"""Money at an order's page: given back by half, by pieces, in whole; charged; noted by hand."""

import pytest

from shopwright.faces.services import Services
from tests.support.buying import assert_sound, buy, stocked
from tests.support.desk import Clerk, form_of
from tests.support.trading import an_order, order_now, take_transfers

pytestmark = pytest.mark.anyio


async def test_half_is_given_back_by_one_choice(clerk: Clerk, services: Services) -> None:
    order = await an_order(services, 3, price="3.33")
    address = f"/admin/orders/{order.id}"

    done = await clerk.send(address, f"{address}/refund", how="half", reason="Late.")
    page = await clerk.follow(done)

    assert done.headers["location"] == f"{address}#money"
    assert "€4.99 go back." in page.text
    now = await order_now(clerk, order)
    assert (now["refunded"], now["payment_status"]) == ("4.99", "partially_refunded")
    await assert_sound(services.works)


async def test_a_form_that_is_sent_twice_gives_back_once(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"
    form = form_of((await clerk.look(address)).text, f"{address}/refund")
    form |= {"how": "amount", "amount": "15.00"}

    first = await clerk.browser.post(f"{address}/refund", data=form)
    second = await clerk.browser.post(f"{address}/refund", data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert (await order_now(clerk, order))["refunded"] == "15.00"


async def test_half_that_is_sent_twice_gives_back_half_once(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"
    form = form_of((await clerk.look(address)).text, f"{address}/refund") | {"how": "half"}

    first = await clerk.browser.post(f"{address}/refund", data=form)
    second = await clerk.browser.post(f"{address}/refund", data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert (await order_now(clerk, order))["refunded"] == "20.00"


async def test_what_was_typed_into_one_form_of_money_stands_in_no_other(
    clerk: Clerk, services: Services
) -> None:
    take_transfers(services)
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    refused = await clerk.send(
        address, f"{address}/refund", how="amount", amount="1.999", reason="Late."
    )

    typed = [
        form_of(refused.text, f"{address}/{deed}") for deed in ("refund", "payments", "cancel")
    ]
    assert refused.status_code == 422
    assert [each.get("amount") for each in typed] == ["1.999", "0.00", None]
    assert [each.get("reason") for each in typed] == ["Late.", None, ""]


async def test_what_pieces_cost_is_given_back(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    await clerk.send(address, f"{address}/refund", **{"how": "pieces", line: "3"})

    assert (await order_now(clerk, order))["refunded"] == "30.00"


@pytest.mark.parametrize("pieces", ["", "0", "1.5", "-1", "many", "5"])
async def test_pieces_that_are_not_there_are_refused_and_nothing_goes(
    clerk: Clerk, services: Services, pieces: str
) -> None:
    order = await an_order(services)
    address, line = f"/admin/orders/{order.id}", f"pieces.{order.lines[0].id}"

    refused = await clerk.send(address, f"{address}/refund", **{"how": "pieces", line: pieces})

    assert refused.status_code == 422
    assert "no more than it has" in refused.text
    assert (await order_now(clerk, order))["refunded"] == "0.00"


async def test_everything_is_given_back(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    await clerk.send(address, f"{address}/refund", how="all")
    page = await clerk.look(address)

    now = await order_now(clerk, order)
    assert (now["status"], now["refunded"]) == ("refunded", "40.00")
    assert f'action="{address}/refund"' not in page.text


async def test_an_amount_that_can_not_go_back_is_refused_and_nothing_goes(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"
    form = form_of((await clerk.look(address)).text, f"{address}/refund") | {"how": "amount"}

    for amount in ("", "0", "-1", "40.01", "1.999", "much"):
        given = {**form, "amount": amount, "once": f"attempt-{amount or 'none'}"}
        refused = await clerk.browser.post(f"{address}/refund", data=given)

        assert refused.status_code in (409, 422), amount
        assert 'role="alert"' in refused.text
        assert f'value="{amount}"' in refused.text
    assert (await order_now(clerk, order))["refunded"] == "0.00"


async def test_money_that_came_by_hand_is_noted_once(clerk: Clerk, services: Services) -> None:
    take_transfers(services)
    thing = await stocked(services.works, stock=4)
    order = (await buy(services, (thing, 4), token=None)).order
    address = f"/admin/orders/{order.id}"
    received = {"amount": "40.00", "reference": "TX-1", "received_on": "2026-11-02"}

    first = await clerk.send(address, f"{address}/payments", **received)
    again = await clerk.send(address, f"{address}/payments", **received)

    now = await order_now(clerk, order)
    assert first.status_code == 303
    assert again.status_code in (303, 409)
    assert (now["paid"], now["payment_status"]) == ("40.00", "paid")
    await assert_sound(services.works)
