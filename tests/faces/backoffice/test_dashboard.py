"""The first page: figures that agree with the shop's own, what waits, and nothing of what one may not see."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from fastapi import FastAPI

from shopwright.faces.backoffice.figures import Days
from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from tests.support.buying import stocked
from tests.support.desk import Clerk, at_the_desk
from tests.support.goods import make_product, variant
from tests.support.parcels import bought, sent
from tests.support.returning import ask
from tests.support.trading import PROBE, an_order, with_rights

pytestmark = pytest.mark.anyio
HOME = "/admin"


def tiles(page: str) -> dict[str, int]:
    """What waits, as the page tells it."""
    found = page.split('data-count="')[1:]
    return {each.partition('"')[0]: int(each.partition(">")[2].partition("<")[0]) for each in found}


async def test_a_new_shop_has_figures_too(clerk: Clerk) -> None:
    page = await clerk.look(HOME)

    assert page.status_code == 200
    assert "Nothing waits for you." in page.text
    assert page.text.count('<svg class="chart"') == 2
    assert "€0.00" in page.text


async def test_what_was_sold_and_what_waits_is_told(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    order = await an_order(services)
    await ask(services, await sent(services, (await stocked(services.works, stock=9), 1)), 1)
    await worker.run_until_idle()

    page = (await clerk.look(HOME)).text

    waits = tiles(page)
    assert (waits["to_pack"], waits["returns"]) == (1, 1)
    assert "€50.00" in page
    assert f'href="/admin/orders/{order.id}"' in page
    assert page.count("<desc ") == page.count("<svg ") == 2
    assert "<script>alert" not in page


async def test_who_has_few_rights_sees_what_he_has(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    order = await an_order(services)
    reviewer = await with_rights(clerk, services, "reviews:moderate")
    packer = await with_rights(clerk, services, "orders:read")

    async with at_the_desk(app, reviewer) as one, at_the_desk(app, packer) as other:
        of_reviewer = (await one.look(HOME)).text
        of_packer = (await other.look(HOME)).text

    assert "<svg" not in of_reviewer + of_packer
    assert order.number not in of_reviewer
    assert "data-count" not in of_reviewer
    assert tiles(of_packer) == {"to_pack": 1}
    assert f'href="/admin/orders/{order.id}"' in of_packer


async def test_a_seller_sees_what_is_his_and_nothing_of_the_shop(
    seller: Clerk, services: Services
) -> None:
    order = await an_order(services)

    page = (await seller.look(HOME)).text

    assert "Orders with your goods" in page
    assert f"/{order.id}" not in page
    assert "<svg" not in page
    assert "€40.00" not in page


def test_a_span_is_compared_with_as_many_days_before() -> None:
    last = date(2026, 11, 2)
    lines = [
        {"period": str(last - timedelta(days=back)), "currency": "EUR", "total": total}
        for back, total in ((0, "30.00"), (1, "20.00"), (7, "10.00"), (13, "15.00"), (14, "99.00"))
    ]
    lines.append({"period": str(last), "currency": "USD", "total": "500.00"})

    week = Days.of(last, lines, "EUR").span("7 days", 7)

    assert (week.now["total"], week.before["total"]) == (Decimal("50.00"), Decimal("25.00"))
    assert week.change("total") == 100
    assert week.change("orders") is None


async def test_names_of_goods_are_never_markup(
    clerk: Clerk, services: Services, worker: Worker
) -> None:
    product = await make_product(
        services.works, "odd", title=PROBE, variants=(variant("odd-1", stock=3),)
    )
    await bought(services, (product.variants[0].id, 1))
    await worker.run_until_idle()

    page = (await clerk.look(HOME)).text

    assert PROBE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
