"""Cases of payments: what is shown of them, closing them, money that was sent by hand."""

from datetime import date

import pytest

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import Received, RefundWanted
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from tests.support.buying import buy, stocked
from tests.support.desk import Clerk
from tests.support.trading import asked, take_transfers

pytestmark = pytest.mark.anyio
LIST = "/admin/payment-cases"
CASES = "/api/v1/admin/payments/cases"
STAFF = system("staff")


async def a_refund_by_hand(services: Services) -> str:
    """An order paid by transfer, whose refund waits for somebody to send it."""
    take_transfers(services)
    placed = await buy(services, (await stocked(services.works), 1), token=None)
    came = Received(placed.order.id, Money(1000, "EUR"), "T1", date(2026, 11, 3), "bank_transfer")
    await returns.record_payment(services.desk, STAFF, came)
    await returns.refund(services.desk, STAFF, RefundWanted(placed.order.id))
    return str(placed.order.id)


async def test_no_case_is_told_in_words(clerk: Clerk) -> None:
    page = await clerk.look(LIST)

    assert "There is no such case." in page.text


async def test_money_that_was_sent_by_hand_is_noted(clerk: Clerk, services: Services) -> None:
    order_id = await a_refund_by_hand(services)
    [case] = (await asked(clerk, CASES))["items"]

    page = await clerk.look(LIST)
    done = await clerk.send(LIST, f"{LIST}/{case['id']}/sent", reference="OUT-1")

    assert f'href="/admin/orders/{order_id}"' in page.text
    assert "Refund by hand" in page.text
    assert done.status_code == 303
    assert (await asked(clerk, f"/api/v1/orders/{order_id}"))["refunded"] == "10.00"


async def test_a_case_is_closed_with_a_note_and_not_without(
    clerk: Clerk, services: Services
) -> None:
    await a_refund_by_hand(services)
    [case] = (await asked(clerk, CASES))["items"]

    refused = await clerk.send(LIST, f"{LIST}/{case['id']}", note="")
    still_open = (await asked(clerk, CASES))["items"][0]["state"]
    done = await clerk.send(LIST, f"{LIST}/{case['id']}", note="Sent <b>by</b> post.")
    closed = await clerk.look(LIST, state="resolved")

    assert (refused.status_code, still_open) == (422, "open")
    assert 'role="alert"' in refused.text
    assert done.status_code == 303
    assert "Sent &lt;b&gt;by&lt;/b&gt; post." in closed.text
    assert "There is no such case." in (await clerk.look(LIST)).text


async def test_a_seller_sees_no_cases(seller: Clerk) -> None:
    page = await seller.look(LIST)

    assert page.status_code == 403
