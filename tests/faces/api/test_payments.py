"""Payments by the API: ways to pay, coming back from a page, money by hand, captures in part, cases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.main import create_app
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Doubt
from tests.conftest import SteppingClock
from tests.support.buying import assert_sound, buy, gateway_of, stocked
from tests.support.paying import buy_by, shop_with
from tests.support.people import Person

pytestmark = pytest.mark.anyio
METHODS = "/api/v1/payments/methods"
CASES = "/api/v1/admin/payments/cases"
BANK, CASH = "bank_transfer", "cash_on_delivery"


@pytest.fixture
async def services(settings: Settings, clock: SteppingClock) -> AsyncIterator[Services]:
    changes = {
        "payment_providers": f"test,{BANK},{CASH}",
        "bank_account_holder": "The Shop",
        "bank_iban": "DE89370400440532013000",
        "cash_countries": "GB",
        "cash_most": 5000,
    }
    async with shop_with(settings, clock, **changes) as opened:
        yield opened


async def authorised(services: Services, tea: UUID) -> str:
    till = replace(services.till, terms=replace(services.till.terms, capture=False))
    placed = await buy(replace(services, till=till), (tea, 2))
    return str(placed.order.id)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ({}, ["test", BANK, CASH]),
        ({"currency": "USD"}, ["test", CASH]),
        ({"country": "FR"}, ["test", BANK]),
        ({"country": "GB", "total": "50.00"}, ["test", BANK, CASH]),
        ({"country": "GB", "total": "50.01"}, ["test", BANK]),
    ],
)
async def test_the_ways_to_pay_are_those_for_the_occasion(
    client: httpx2.AsyncClient, asked: dict[str, str], offered: list[str]
) -> None:
    answer = await client.get(METHODS, params=asked)

    assert [each["provider"] for each in answer.json()["items"]] == offered


async def test_a_transfer_says_where_to_send_the_money(client: httpx2.AsyncClient) -> None:
    [_, bank, _] = (await client.get(METHODS)).json()["items"]

    assert bank["by_hand"] is True
    assert bank["instructions"] == {"holder": "The Shop", "iban": "DE89 3704 0044 0532 0130 00"}


async def test_who_comes_back_is_told_what_the_provider_says_and_not_the_address(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), token="test_challenge")
    assert placed.payment is not None
    token = tokens.sign(services, tokens.PAYMENT, placed.payment.id)
    services.settings = services.settings.model_copy(update={"storefront": False})

    waiting = await client.get(f"/api/v1/payments/return/{token}?redirect_status=succeeded")
    await gateway_of(services).answer_challenge(f"tst_{placed.payment.id.hex}", approved=True)
    paid = await client.get(f"/api/v1/payments/return/{token}?token=x&PayerID=y")

    assert "on its way" in waiting.text
    assert "was received" in paid.text
    assert paid.headers["cache-control"] == "no-store"
    await assert_sound(services.works)


@pytest.mark.parametrize("purpose", [tokens.ORDER, ""])
async def test_a_token_for_something_else_shows_no_payment(
    client: httpx2.AsyncClient, services: Services, purpose: str
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    assert placed.payment is not None
    token = tokens.sign(services, purpose, placed.payment.id) if purpose else "x" * 40

    assert (await client.get(f"/api/v1/payments/return/{token}")).status_code == 404


async def test_the_customer_is_sent_on_to_the_shops_own_page(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    assert placed.payment is not None
    token = tokens.sign(services, tokens.PAYMENT, placed.payment.id)
    settings = services.settings.model_copy(update={"payment_page": "https://shop.test/thanks"})
    app = create_app(settings, services=replace(services, settings=settings))
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://shop.test"
    ) as other:
        answer = await other.get(f"/api/v1/payments/return/{token}")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"https://shop.test/thanks?payment_id={placed.payment.id}&status=captured",
    )


async def test_money_by_hand_is_noted_once_a_key_and_shown_with_what_is_due(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy_by(services, BANK, (tea, 1))
    path = f"/api/v1/admin/orders/{placed.order.id}/payments"
    body = {"amount": "4.00", "reference": "T1", "received_on": "2026-11-03"}
    headers = admin.headers | {"Idempotency-Key": "transfer-number-1"}

    first = await client.post(path, json=body, headers=headers)
    again = await client.post(path, json=body, headers=headers)
    twice = await client.post(path, json=body, headers=admin.headers)
    log = (await client.get(path, headers=admin.headers)).json()

    assert (first.status_code, first.json()["payment_status"]) == (201, "partially_paid")
    assert again.headers["idempotency-replayed"] == "true"
    assert (twice.status_code, twice.json()["code"]) == (409, "payment_reference_taken")
    assert (log["total"], log["paid"], log["due"], log["overpaid"]) == (
        "10.00",
        "4.00",
        "6.00",
        "0.00",
    )
    assert [(each["kind"], each["source"]) for each in log["items"]] == [("captured", "staff")]
    more = body | {"amount": "7.50", "reference": "T2"}
    await client.post(path, json=more, headers=admin.headers)
    log = (await client.get(path, headers=admin.headers)).json()
    assert (log["due"], log["overpaid"]) == ("0.00", "1.50")


async def test_what_was_sent_back_is_not_due_again(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy_by(services, "test", (tea, 2), token="test_ok")
    headers = admin.headers | {"Idempotency-Key": "a-part-goes-back"}
    refund = f"/api/v1/orders/{placed.order.id}/refund"
    await client.post(refund, json={"amount": "5.00"}, headers=headers)

    path = f"/api/v1/admin/orders/{placed.order.id}/payments"
    log = (await client.get(path, headers=admin.headers)).json()

    assert (log["paid"], log["refunded"]) == ("20.00", "5.00")
    assert (log["due"], log["overpaid"]) == ("0.00", "0.00")


async def test_a_refund_by_hand_waits_until_it_was_sent(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy_by(services, BANK, (tea, 1))
    received = {"amount": "10.00", "reference": "T1", "received_on": "2026-11-03"}
    path = f"/api/v1/admin/orders/{placed.order.id}/payments"
    await client.post(path, json=received, headers=admin.headers)

    refund = await client.post(f"/api/v1/orders/{placed.order.id}/refund", headers=admin.headers)
    sent = await client.post(
        f"/api/v1/admin/refunds/{refund.json()['id']}/sent",
        json={"reference": "OUT-1"},
        headers=admin.headers,
    )
    again = await client.post(
        f"/api/v1/admin/refunds/{refund.json()['id']}/sent",
        json={"reference": "OUT-1"},
        headers=admin.headers,
    )

    assert (refund.json()["status"], refund.json()["order"]["refunded"]) == ("pending", "0.00")
    assert (sent.json()["status"], sent.json()["order"]["refunded"]) == ("succeeded", "10.00")
    assert again.json()["code"] == "refund_settled"
    await assert_sound(services.works)


@pytest.mark.parametrize(
    ("amount", "status", "paid"),
    [("5.00", "partially_paid", "5.00"), ("20.00", "paid", "20.00"), (None, "paid", "20.00")],
)
async def test_a_part_is_charged_and_the_rest_let_go(
    client: httpx2.AsyncClient,
    services: Services,
    admin: Person,
    *,
    amount: str | None,
    status: str,
    paid: str,
) -> None:
    tea = await stocked(services.works)
    order_id = await authorised(services, tea)
    body: Any = {"amount": amount} if amount else None

    answer = await client.post(
        f"/api/v1/orders/{order_id}/capture", json=body, headers=admin.headers
    )
    again = await client.post(
        f"/api/v1/orders/{order_id}/capture", json=body, headers=admin.headers
    )

    assert (answer.json()["payment_status"], answer.json()["paid"]) == (status, paid)
    assert again.json()["code"] == "nothing_to_capture"
    await assert_sound(services.works)


@pytest.mark.parametrize(("amount", "code"), [("20.01", 409), ("0", 422), ("0.001", 422)])
async def test_what_was_not_authorised_is_not_charged(
    client: httpx2.AsyncClient, services: Services, admin: Person, amount: str, code: int
) -> None:
    tea = await stocked(services.works)
    order_id = await authorised(services, tea)
    path = f"/api/v1/orders/{order_id}/capture"

    answer = await client.post(path, json={"amount": amount}, headers=admin.headers)

    assert answer.status_code == code
    order = (await client.get(f"/api/v1/orders/{order_id}", headers=admin.headers)).json()
    assert (order["payment_status"], order["paid"]) == ("authorized", "0.00")


async def test_cases_are_listed_and_closed_with_a_note(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    async with services.works(system("test")) as work:
        for number in range(3):
            doubt = Doubt(CaseKind.DISPUTE, f"dp_{number}", "10.00 EUR is disputed")
            await payments.open_case(work, doubt, provider="stripe")
    first = (await client.get(CASES, params={"limit": 2}, headers=admin.headers)).json()
    path = f"{CASES}/{first['items'][0]['id']}/resolution"

    closed = await client.put(path, json={"note": "We lost."}, headers=admin.headers)
    again = await client.put(path, json={"note": "We won."}, headers=admin.headers)
    unknown = await client.put(
        f"{CASES}/{ids.new()}/resolution", json={"note": "x"}, headers=admin.headers
    )
    still_open = (await client.get(CASES, params={"state": "open"}, headers=admin.headers)).json()

    assert [each["reference"] for each in first["items"]] == ["dp_2", "dp_1"]
    assert (closed.json()["state"], closed.json()["note"]) == ("resolved", "We lost.")
    assert (again.status_code, unknown.status_code) == (409, 404)
    assert [each["reference"] for each in still_open["items"]] == ["dp_1", "dp_0"]
    assert (await client.get(CASES, headers=customer.headers)).status_code == 403
