"""Searching everything from the head of each page."""

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from tests.faces.api.deeds import CALLS
from tests.support.desk import Clerk, at_the_desk
from tests.support.people import Person
from tests.support.trading import PROBE, an_order, asked, with_rights

pytestmark = pytest.mark.anyio
PAGE = "/admin/search"


async def test_each_kind_leads_to_its_own_page(
    clerk: Clerk, services: Services, customer: Person
) -> None:
    order = await an_order(services)
    token = (await asked(clerk, "/api/v1/auth/csrf"))["csrf_token"]
    headers = {"x-csrf-token": token}
    made = await clerk.browser.post(
        "/api/v1/admin/promotions", json=CALLS["promotion_create"], headers=headers
    )
    promotion = made.json()["id"]
    await clerk.browser.post(
        f"/api/v1/admin/promotions/{promotion}/codes", json={"code": "ZEBRA"}, headers=headers
    )

    pages = [
        (await clerk.look(PAGE, q=words)).text
        for words in (order.number, customer.email[:12], "thing-", "zebra")
    ]

    assert f'href="/admin/orders/{order.id}"' in pages[0]
    assert f'href="/admin/customers/{customer.user_id}"' in pages[1]
    assert f'href="/admin/products/{order.lines[0].product_id}"' in pages[2]
    assert f'href="/admin/promotions/{promotion}"' in pages[3]


async def test_what_is_searched_for_is_text(clerk: Clerk) -> None:
    page = await clerk.look(PAGE, q=PROBE)

    assert page.status_code == 200
    assert PROBE not in page.text
    assert "Nothing begins so." in page.text


async def test_too_short_is_told_without_asking(clerk: Clerk) -> None:
    page = await clerk.look(PAGE, q="a")

    assert "Write two letters at least" in page.text


async def test_only_what_one_may_see_is_found(
    app: FastAPI, services: Services, clerk: Clerk, seller: Clerk, customer: Person
) -> None:
    order = await an_order(services)
    packer = await with_rights(clerk, services, "orders:read")

    async with at_the_desk(app, packer) as other:
        found = await other.look(PAGE, q=order.number)
        hidden = await other.look(PAGE, q=customer.email[:12])
    refused = await seller.look(PAGE, q=order.number)

    assert f'href="/admin/orders/{order.id}"' in found.text
    assert str(customer.user_id) not in hidden.text
    assert refused.status_code == 403
