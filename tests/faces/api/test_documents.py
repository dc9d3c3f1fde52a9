"""Invoices and credit notes by the API: files for whom they concern, lists and a journal for staff."""

import csv
import io

import httpx2
import pytest

from shopwright.faces.api import tokens
from shopwright.faces.services import Services
from shopwright.modules.orders.contracts import Order
from tests.support.buying import buy, stocked
from tests.support.invoicing import (
    BERLIN,
    documents_of,
    follow,
    give_back,
    with_rates,
)
from tests.support.people import Person, make_customer

pytestmark = pytest.mark.anyio


@pytest.fixture
async def ordered(services: Services, customer: Person) -> Order:
    """A paid order of the customer's over 119.00."""
    await with_rates(services)
    variant_id = await stocked(services.works, price="119.00")
    placed = await buy(services, (variant_id, 1), user_id=customer.user_id, shipping_address=BERLIN)
    return placed.order


def code_of(answer: httpx2.Response) -> str:
    return str(answer.json()["code"])


async def test_the_owner_gets_the_pdf_of_his_invoice(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    await follow(services.works, ordered.id)

    answer = await client.get(f"/api/v1/orders/{ordered.id}/invoice", headers=customer.headers)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-disposition"] == 'attachment; filename="invoice-2026-00001.pdf"'


async def test_who_has_it_is_told_so(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    await follow(services.works, ordered.id)
    path = f"/api/v1/orders/{ordered.id}/invoice"
    first = await client.get(path, headers=customer.headers)

    again = await client.get(
        path, headers=customer.headers | {"if-none-match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(path, headers=customer.headers)).content == first.content


async def test_before_it_is_issued_there_is_none(
    client: httpx2.AsyncClient, customer: Person, ordered: Order
) -> None:
    answer = await client.get(f"/api/v1/orders/{ordered.id}/invoice", headers=customer.headers)

    assert (answer.status_code, code_of(answer)) == (404, "invoice_not_issued")


async def test_another_customer_sees_neither_the_order_nor_its_documents(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    stranger = await make_customer(services)
    [invoice] = await follow(services.works, ordered.id)
    path = f"/api/v1/orders/{ordered.id}"

    for each in ("invoice", "documents", f"documents/{invoice.id}"):
        for headers in (stranger.headers, {}):
            answer = await client.get(f"{path}/{each}", headers=headers)
            assert (answer.status_code, code_of(answer)) == (404, "order_not_found")


async def test_a_document_of_another_order_is_not_there_under_ones_own(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    stranger = await make_customer(services)
    [invoice] = await follow(services.works, ordered.id)
    own = await buy(services, (await stocked(services.works), 1), user_id=stranger.user_id)

    answer = await client.get(
        f"/api/v1/orders/{own.order.id}/documents/{invoice.id}", headers=stranger.headers
    )

    assert (answer.status_code, code_of(answer)) == (404, "document_not_found")


async def test_a_guest_opens_it_with_the_token_of_his_order_alone(
    client: httpx2.AsyncClient, services: Services
) -> None:
    variant_id = await stocked(services.works)
    one, other = [(await buy(services, (variant_id, 1))).order for _ in range(2)]
    await follow(services.works, one.id)
    path = f"/api/v1/orders/{one.id}/invoice"

    statuses = [
        (
            await client.get(
                path, headers={tokens.ORDER_HEADER: tokens.sign(services, tokens.ORDER, named)}
            )
        ).status_code
        for named in (one.id, other.id)
    ]

    assert statuses == [200, 404]


async def test_the_documents_of_an_order_are_listed_with_their_files(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    await follow(services.works, ordered.id)
    await give_back(services, ordered.id, "19.00")
    await follow(services.works, ordered.id)

    answer = await client.get(f"/api/v1/orders/{ordered.id}/documents", headers=customer.headers)

    listed = answer.json()["items"]
    assert [(each["kind"], each["number"], each["total"], each["tax"]) for each in listed] == [
        ("invoice", "2026-00001", "119.00", "19.00"),
        ("credit_note", "C2026-00001", "19.00", "3.03"),
    ]
    for each in listed:
        file = await client.get(each["file"], headers=customer.headers)
        assert file.content.startswith(b"%PDF-")


async def test_staff_issue_it_once(
    client: httpx2.AsyncClient, services: Services, admin: Person, ordered: Order
) -> None:
    path = f"/api/v1/admin/orders/{ordered.id}/invoice"

    first = await client.post(path, headers=admin.headers)
    again = await client.post(path, headers=admin.headers)

    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(await documents_of(services.works, ordered.id)) == 1


async def test_staff_find_documents_by_kind_number_and_month(
    client: httpx2.AsyncClient, services: Services, admin: Person, ordered: Order
) -> None:
    await follow(services.works, ordered.id)
    await give_back(services, ordered.id)
    await follow(services.works, ordered.id)

    async def numbers(query: str) -> list[str]:
        answer = await client.get(f"/api/v1/admin/documents?{query}", headers=admin.headers)
        return [each["number"] for each in answer.json()["items"]]

    assert await numbers("") == ["C2026-00001", "2026-00001"]
    assert await numbers("kind=invoice") == ["2026-00001"]
    assert await numbers("number=C2026-00001") == ["C2026-00001"]
    assert await numbers("month=2026-11&limit=1") == ["C2026-00001"]
    assert await numbers("month=2026-10") == []


async def test_the_journal_of_a_month_has_a_row_a_rate(
    client: httpx2.AsyncClient, services: Services, admin: Person, ordered: Order
) -> None:
    await follow(services.works, ordered.id)
    await give_back(services, ordered.id, "59.50")
    await follow(services.works, ordered.id)

    answer = await client.get(
        "/api/v1/admin/documents/journal?month=2026-11", headers=admin.headers
    )

    rows = list(csv.DictReader(io.StringIO(answer.text)))
    told = ("number", "refers_to", "rate", "net_amount", "tax_amount", "document_total")
    assert [tuple(row[name] for name in told) for row in rows] == [
        ("2026-00001", "", "0.19", "100.00", "19.00", "119.00"),
        ("C2026-00001", "2026-00001", "0.19", "-50.00", "-9.50", "-59.50"),
    ]
    assert 'filename="documents-2026-11.csv"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "0000-01", "9999-12", ""])
async def test_a_month_that_is_none_is_refused(
    client: httpx2.AsyncClient, admin: Person, month: str
) -> None:
    for path in ("/api/v1/admin/documents/journal", "/api/v1/admin/documents"):
        answer = await client.get(f"{path}?month={month}", headers=admin.headers)

        assert answer.status_code == 422


async def test_customers_have_no_business_with_the_lists(
    client: httpx2.AsyncClient, services: Services, customer: Person, ordered: Order
) -> None:
    answers = [
        await client.get("/api/v1/admin/documents", headers=customer.headers),
        await client.get("/api/v1/admin/documents/journal?month=2026-11", headers=customer.headers),
        await client.post(f"/api/v1/admin/orders/{ordered.id}/invoice", headers=customer.headers),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert await documents_of(services.works, ordered.id) == []
