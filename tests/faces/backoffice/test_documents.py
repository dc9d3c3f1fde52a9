"""Invoices at the back office: listed, found, opened, and the journal of a month."""

import pytest

from shopwright.faces.services import Services
from tests.support.desk import Clerk
from tests.support.invoicing import follow, with_rates
from tests.support.trading import an_order

pytestmark = pytest.mark.anyio
LIST = "/admin/documents"


async def test_documents_are_found_by_kind_number_and_month(
    clerk: Clerk, services: Services
) -> None:
    await with_rates(services)
    order = await an_order(services)
    [invoice] = await follow(services.works, order.id)

    found = await clerk.look(LIST, kind="invoice", number=invoice.number, month="2026-11")
    missed = await clerk.look(LIST, month="2026-10")

    assert invoice.number in found.text
    assert f'href="/admin/orders/{order.id}"' in found.text
    assert invoice.number not in missed.text
    assert "There is no such document." in missed.text


async def test_the_journal_of_a_month_is_taken_out(clerk: Clerk, services: Services) -> None:
    await with_rates(services)
    order = await an_order(services)
    [invoice] = await follow(services.works, order.id)
    page = await clerk.look(LIST)

    action = "/api/v1/admin/documents/journal"
    journal = await clerk.look(action, month="2026-11")

    assert f'method="get" action="{action}"' in page.text
    assert invoice.number in journal.text


async def test_a_seller_sees_no_documents(seller: Clerk) -> None:
    page = await seller.look(LIST)

    assert page.status_code == 403
