"""One order: what its page shows, notes, invoice, putting it away."""

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from markupsafe import escape

from shopwright.faces.backoffice.page import SITE
from shopwright.faces.pages.rendering import Theme
from shopwright.faces.services import Services
from tests.support.buying import HOME, buy, stocked
from tests.support.desk import Clerk, at_the_desk
from tests.support.goods import make_product, variant
from tests.support.invoicing import with_rates
from tests.support.trading import PROBE, an_order, asked, order_now, with_rights

pytestmark = pytest.mark.anyio


async def test_everything_of_an_order_is_there(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)

    page = (await clerk.look(f"/admin/orders/{order.id}")).text

    assert f"<h1>Order {order.number}</h1>" in page
    for told in ("1 Mill Lane", "YO1 7AA York", "guest@example.com", "€40.00", "captured"):
        assert told in page
    for deed in ("parcels", "status", "cancel", "cancel-lines", "archive", "notes", "refund"):
        assert f'action="/admin/orders/{order.id}/{deed}"' in page


async def test_what_people_wrote_is_text_and_never_markup(clerk: Clerk, services: Services) -> None:
    product = await make_product(
        services.works, "odd", title=PROBE, variants=(variant("odd-1", stock=3),)
    )
    home = replace(HOME, recipient=f"Robin {PROBE}")
    placed = await buy(services, (product.variants[0].id, 1), shipping_address=home)
    address = f"/admin/orders/{placed.order.id}"

    await clerk.send(address, f"{address}/notes", text=PROBE)
    page = (await clerk.look(address)).text

    assert PROBE not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 3


def sold(**others: Any) -> dict[str, Any]:
    """Sums of an order for abroad: the delivery of 4.00 is lowered by its own discount and by tax that is not owed."""
    return {
        "currency": "EUR",
        "subtotal": "12.00",
        "adjustments": [
            {"kind": "discount", "label": "Spring", "amount": "-1.20", "line": 0},
            {"kind": "discount", "label": "Spring", "amount": "-0.05", "line": 1},
            {"kind": "discount", "label": PROBE, "amount": "-0.75", "line": None},
            {"kind": "shipping", "label": "Parcel", "amount": "4.00", "line": None},
            {"kind": "shipping_discount", "label": "Half", "amount": "-2.00", "line": None},
            {"kind": "relief", "label": "Export", "amount": "-1.60", "line": 0},
            {"kind": "relief", "label": "Export", "amount": "-0.32", "line": None},
        ],
        "tax_lines": [],
        "discount": "2.00",
        "relief": "1.60",
        "shipping": "1.68",
        "delivery_method": "Parcel",
        "tax": "0.00",
        "tax_included": True,
        "total": "10.08",
        "paid": "0.00",
        "refunded": "0.00",
    } | others


@pytest.mark.parametrize("changes", [{}, {"adjustments": None}])
def test_what_is_taken_off_adds_up_to_the_total(changes: dict[str, Any]) -> None:
    page = Theme(SITE, "").render("order_sums.html", "en", {"order": sold(**changes)})

    rows = re.findall(r'class="number">(-?)€([\d.]+)</td>', page)
    *parts, tax, total, paid, refunded = [round(float("".join(each)) * 100) for each in rows]
    assert (sum(parts), tax, total, paid, refunded) == (1008, 0, 1008, 0, 0)
    assert page.count("Spring") == (0 if changes else 1)
    assert PROBE not in page


async def test_a_note_is_for_staff_unless_it_is_for_the_customer(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    within = await clerk.send(address, f"{address}/notes", text="Careful.")
    without = await clerk.send(address, f"{address}/notes", text="On its way.", to_customer="on")

    assert within.headers["location"] == without.headers["location"] == f"{address}#notes"
    notes = await asked(clerk, f"/api/v1/admin/orders/{order.id}/notes")
    assert {(note["text"], note["to_customer"]) for note in notes} == {
        ("Careful.", False),
        ("On its way.", True),
    }


async def test_a_note_without_words_is_refused(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    refused = await clerk.send(address, f"{address}/notes", text="")

    assert (refused.status_code, 'role="alert"' in refused.text) == (422, True)
    assert await asked(clerk, f"/api/v1/admin/orders/{order.id}/notes") == []


async def test_an_order_is_put_away(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    done = await clerk.send(address, f"{address}/archive")
    after = await clerk.follow(done)

    assert done.headers["location"] == "/admin/orders"
    assert address not in after.text
    assert (await order_now(clerk, order))["archived_at"] is not None


async def test_who_may_only_read_orders_is_shown_no_deeds_and_does_none(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"
    reader = await with_rights(clerk, services, "orders:read")

    async with at_the_desk(app, reader) as looking:
        page = await looking.look(address)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        form = {"csrf_token": token, "reason": "", "how": "all", "text": "x", "once": "1" * 12}
        refused = [
            await looking.browser.post(f"{address}/{deed}", data=form)
            for deed in ("cancel", "refund", "notes", "archive", "parcels", "invoice")
        ]

    assert page.status_code == 200
    assert f'action="{address}' not in page.text
    assert 'href="/admin/customers' not in page.text
    assert [answer.status_code for answer in refused] == [404, *[403] * 5]
    assert (await order_now(clerk, order))["status"] == "confirmed"


async def test_another_sites_form_does_nothing(clerk: Clerk, services: Services) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    refused = await clerk.browser.post(
        f"{address}/cancel", data={"reason": ""}, headers={"sec-fetch-site": "cross-site"}
    )
    without_token = await clerk.browser.post(f"{address}/cancel", data={"reason": ""})

    assert (refused.status_code, without_token.status_code) == (403, 403)
    assert (await order_now(clerk, order))["status"] == "confirmed"


async def test_an_invoice_is_issued_and_opened(clerk: Clerk, services: Services) -> None:
    await with_rates(services)
    placed = await buy(services, (await stocked(services.works), 1))
    address = f"/admin/orders/{placed.order.id}"

    done = await clerk.send(address, f"{address}/invoice")
    page = await clerk.follow(done)

    [document] = (await asked(clerk, f"/api/v1/orders/{placed.order.id}/documents"))["items"]
    file = await clerk.look(document["file"])
    assert document["number"] in page.text
    assert f'href="{document["file"]}"' in page.text
    assert file.headers["content-type"] == "application/pdf"


async def test_a_delivery_address_is_corrected_before_packing(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)
    address = f"/admin/orders/{order.id}"

    done = await clerk.send(address, f"{address}/shipping-address", line1=f"2 Lane {PROBE}")
    refused = await clerk.send(address, f"{address}/shipping-address", line1="")
    page = await clerk.look(address)

    assert done.headers["location"] == f"{address}#people"
    assert (await order_now(clerk, order))["shipping_address"]["line1"] == f"2 Lane {PROBE}"
    assert refused.status_code == 422
    assert PROBE not in page.text
    assert f'value="2 Lane {escape(PROBE)}"' in page.text
