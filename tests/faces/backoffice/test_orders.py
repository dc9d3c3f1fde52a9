"""The list of orders: narrowed, sorted, cut into columns, taken out as a file."""

from urllib.parse import quote

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from tests.support.buying import buy, stocked
from tests.support.desk import Clerk, at_the_desk
from tests.support.people import make_person
from tests.support.trading import PROBE, an_order

pytestmark = pytest.mark.anyio
LIST = "/admin/orders"


async def test_an_empty_list_says_so(clerk: Clerk) -> None:
    page = await clerk.look(LIST)

    assert page.status_code == 200
    assert "There is no such order." in page.text


async def test_orders_are_shown_with_their_states_and_sums(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)

    page = await clerk.look(LIST)

    assert f'href="/admin/orders/{order.id}">{order.number}<' in page.text
    assert "guest@example.com" in page.text
    assert "€40.00" in page.text
    assert ">confirmed<" in page.text


FOUND: tuple[dict[str, str], ...] = (
    {"status": "confirmed"},
    {"payment_status": "paid"},
    {"q": "guest@"},
    {"placed_from": "2026-11-02", "placed_to": "2026-11-02"},
    {"total_from": "39", "total_to": "41"},
    {"country": "GB"},
    {"sort": "-total"},
)
MISSED: tuple[dict[str, str], ...] = (
    {"status": "shipped"},
    {"fulfilment_status": "shipped"},
    {"q": "somebody"},
    {"placed_from": "2026-11-03"},
    {"placed_to": "2026-11-01"},
    {"total_from": "41"},
    {"country": "DE"},
    {"return_status": "requested"},
    {"waiting": "yes"},
)


async def test_the_list_is_narrowed_by_what_the_address_says(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)

    pages = [await clerk.look(LIST, **query) for query in (*FOUND, *MISSED)]

    shown = [f"/admin/orders/{order.id}" in page.text for page in pages]
    assert shown == [True] * len(FOUND) + [False] * len(MISSED)
    assert not any('role="alert"' in page.text for page in pages)


async def test_filters_stand_in_their_form_as_they_were_written(clerk: Clerk) -> None:
    page = await clerk.look(LIST, q=PROBE, placed_to="2026-11-02", status="shipped")

    assert PROBE not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert 'name="placed_to" type="date" value="2026-11-02"' in page.text
    assert '<option value="shipped" selected>' in page.text


async def test_a_filter_that_means_nothing_is_told_and_shows_nothing(
    clerk: Clerk, services: Services
) -> None:
    order = await an_order(services)

    page = await clerk.look(LIST, total_from="much")

    assert 'role="alert"' in page.text
    assert str(order.id) not in page.text


async def test_orders_that_wait_for_money_have_a_list_of_their_own(
    clerk: Clerk, services: Services
) -> None:
    waiting = await buy(services, (await stocked(services.works), 1), token=None)
    paid = await an_order(services)

    page = await clerk.look(LIST, waiting="yes")

    assert f"/admin/orders/{waiting.order.id}" in page.text
    assert f"/admin/orders/{paid.id}" not in page.text


async def test_columns_are_those_that_were_chosen(clerk: Clerk, services: Services) -> None:
    await an_order(services)

    page = await clerk.look(LIST, columns="number,items,shipping_address")

    assert "4 \u00d7 Thing" in page.text
    assert "York, GB" in page.text
    assert '<td class="number">' not in page.text


async def test_a_file_of_orders_is_made_and_fetched(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    order = await an_order(services)

    asked = await clerk.send(LIST, "/admin/orders/export", format="csv", status="confirmed")
    before = await clerk.follow(asked)
    await worker.run_until_idle()
    after = await clerk.look(asked.headers["location"])
    url = after.text.partition('class="main" href="')[2].partition('"')[0]
    file = await clerk.look(url.replace("&amp;", "&"))

    assert "data-look-again" in before.text
    assert "data-look-again" not in after.text
    assert order.number in file.text


async def test_a_span_that_ends_before_it_begins_makes_no_file(clerk: Clerk) -> None:
    wanted = {"from": "2026-11-02", "to": "2026-11-01"}

    refused = await clerk.send(LIST, "/admin/orders/export", **wanted)

    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


async def test_who_may_not_read_orders_finds_neither_list_nor_order(
    app: FastAPI, services: Services, seller: Clerk
) -> None:
    order = await an_order(services)

    refused = [await seller.look(LIST), await seller.look(f"{LIST}/{order.id}")]

    assert [page.status_code for page in refused] == [403, 403]
    assert all(order.number not in page.text for page in refused)
    assert all(f'href="{LIST}"' not in page.text for page in refused)


async def test_an_order_that_is_none_is_told(clerk: Clerk) -> None:
    found = [
        await clerk.look(f"{LIST}/{quote(odd, safe='')}")
        for odd in ("nothing", "?x=1", "01a1fecf-6444-7668-bd1b-976f5e4ab7b9")
    ]

    assert [page.status_code for page in found] == [422, 422, 404]
    assert all("<h1>" in page.text for page in found)


async def test_only_who_may_see_customers_is_led_to_them(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    buyer = await make_person(services, "customer")
    await an_order(services, user_id=buyer.user_id)

    page = await clerk.look(LIST)

    assert f'href="/admin/customers/{buyer.user_id}"' in page.text
    async with at_the_desk(app, buyer) as stranger:
        assert (await stranger.look(LIST)).status_code == 403
