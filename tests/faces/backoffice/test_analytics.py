"""Analytics at the back office: the shop's own figures, told apart, drawn, and taken out."""

import pytest
from fastapi import FastAPI

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from tests.support.desk import Clerk, at_the_desk
from tests.support.goods import make_product, variant
from tests.support.parcels import bought
from tests.support.trading import PROBE, an_order, with_rights

pytestmark = pytest.mark.anyio
PAGE = "/admin/analytics"


async def test_every_kind_of_figures_is_shown_for_a_shop_without_any(clerk: Clerk) -> None:
    pages = [
        await clerk.look(PAGE),
        *[await clerk.look(PAGE, tab=tab) for tab in ("sales", "products", "users", "search")],
        *[await clerk.look(PAGE, tab="products", by=by) for by in ("units", "views", "slow")],
        *[await clerk.look(PAGE, group=by) for by in ("region", "category", "channel", "buyer")],
        await clerk.look(PAGE, tab="users", interval="month"),
    ]

    assert [page.status_code for page in pages] == [200] * len(pages)
    assert all("What each figure means" in page.text for page in pages)


async def test_sales_are_shown_by_day_and_told_apart(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    await an_order(services)
    await worker.run_until_idle()

    by_day = (await clerk.look(PAGE, **{"from": "2026-11-01", "to": "2026-11-02"})).text
    by_region = (await clerk.look(PAGE, group="region")).text

    assert '<th scope="row" class="when">2026-11-02</th>' in by_day
    assert "<strong>€40.00</strong>" in by_day
    assert "Sales, 2026-11-02 to 2026-11-02: €40.00 in all" in by_day
    assert "<td>GB</td>" in by_region or "<td>United Kingdom</td>" in by_region


async def test_names_of_products_are_text(clerk: Clerk, services: Services, worker: Worker) -> None:
    product = await make_product(
        services.works, "odd", title=PROBE, variants=(variant("odd-1", stock=3),)
    )
    await bought(services, (product.variants[0].id, 2))
    await worker.run_until_idle()

    page = (await clerk.look(PAGE, tab="products")).text

    assert PROBE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert f'href="/admin/products/{product.id}"' in page


async def test_a_span_that_is_none_is_told_and_the_form_stays(clerk: Clerk) -> None:
    page = await clerk.look(PAGE, **{"from": PROBE})

    assert 'role="alert"' in page.text
    assert PROBE not in page.text
    assert '<form class="filters" method="get"' in page.text


async def test_figures_are_taken_out_as_a_file(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    await an_order(services)
    await worker.run_until_idle()

    asked = await clerk.send(f"{PAGE}?group=region", f"{PAGE}/export", format="csv")
    await worker.run_until_idle()
    after = await clerk.look(asked.headers["location"])
    url = after.text.partition('class="main" href="')[2].partition('"')[0]
    file = await clerk.look(url.replace("&amp;", "&"))

    assert "40.00" in file.text
    assert "GB" in file.text


async def test_who_may_not_see_figures_sees_none(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    packer = await with_rights(clerk, services, "orders:read")

    async with at_the_desk(app, packer) as other:
        page = await other.look(PAGE)

    assert page.status_code == 403
