from dataclasses import replace
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert

from shopwright.faces.services import Services
from shopwright.flows.returns import run as returns
from shopwright.flows.returns.contracts import RefundWanted
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.catalog.models import ProductCategoryRow
from tests.conftest import SteppingClock
from tests.satellites.analytics.books import settle_all
from tests.support.buying import HOME, buy, stocked
from tests.support.goods import make_category, make_product, variant
from tests.support.people import Person, make_admin

pytestmark = pytest.mark.anyio
STAFF = system("test")
BASE = "/api/v1/admin/analytics"


async def ask(client: httpx2.AsyncClient, services: Services, path: str, **asked: str) -> Any:
    admin = await make_admin(services)
    answer = await client.get(path, params=asked, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def traded(services: Services, clock: SteppingClock, customer: Person) -> None:
    """A guest's order of 20.00, then two of a customer's: 10.00 to France, and 30.00 a week later; 5.00 go back."""
    tea = await stocked(services.works, stock=20, handle="tea")
    first = await buy(services, (tea, 2))
    await buy(
        services,
        (tea, 1),
        user_id=customer.user_id,
        shipping_address=replace(HOME, country="FR", postal_code="75001"),
    )
    clock.advance(days=7)
    await buy(services, (tea, 3), user_id=customer.user_id)
    wanted = RefundWanted(first.order.id, amount=Money(500, "EUR"))
    await returns.refund(services.desk, STAFF, wanted)
    await settle_all(services)


async def test_the_dashboard_tells_the_shop_at_a_glance(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await traded(services, clock, customer)
    lamp = await stocked(services.works, stock=0)
    pot = await stocked(services.works)
    await buy(services, (pot, 1), token=None)

    told = await ask(client, services, "/api/v1/admin/dashboard/stats")

    [sums] = told["sales"]
    assert told["span"] == {"from": "2026-10-11", "to": "2026-11-09", "timezone": "UTC"}
    assert told["users"] == {"total": 2, "registered": 0, "active": 1}
    assert (told["orders"], told["pending_orders"]) == (3, 1)
    assert (sums["currency"], sums["total"], sums["average_order"]) == ("EUR", "60.00", "20.00")
    assert (sums["paid"], sums["refunded"], sums["revenue"]) == ("60.00", "5.00", "55.00")
    assert told["stock_alerts"]["out_of_stock"] == 1
    assert [(each["slug"], each["units"]) for each in told["popular_products"]] == [("tea", 6)]
    assert lamp


async def test_sales_are_cut_into_pieces(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await traded(services, clock, customer)
    pieces = ("day", "week", "month", "year")

    told = [await ask(client, services, f"{BASE}/sales", interval=each) for each in pieces]

    days = [("2026-11-02", "30.00"), ("2026-11-09", "30.00")]
    sums = [[(each["period"], each["total"]) for each in one["items"]] for one in told]
    assert sums == [days, days, [("2026-11", "60.00")], [("2026", "60.00")]]
    assert [[each["total"] for each in one["totals"]] for one in told] == [["60.00"]] * 4


async def test_sales_are_told_apart(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await traded(services, clock, customer)

    told = {
        group: await ask(client, services, f"{BASE}/sales", interval="year", group=group)
        for group in ("region", "channel", "buyer", "category")
    }

    sums = {
        group: {each["group"]: each["total"] for each in found["items"]}
        for group, found in told.items()
    }
    assert sums == {
        "region": {"GB": "50.00", "FR": "10.00"},
        "channel": {"shop": "60.00"},
        "buyer": {"guest": "20.00", "new": "10.00", "returning": "30.00"},
        "category": {"": "60.00"},
    }


async def test_a_product_of_two_categories_counts_once(
    client: httpx2.AsyncClient, services: Services
) -> None:
    made = [await make_category(services.works, name) for name in ("A", "B")]
    product = await make_product(
        services.works,
        "pot",
        variants=(variant("pot-1", price="10.00", stock=5),),
        category=made[1],
    )
    async with services.works(STAFF) as work:
        both = {"product_id": product.id, "category_id": made[0].id}
        await work.db.execute(insert(ProductCategoryRow).values(both))
    await buy(services, (product.variants[0].id, 2))
    await settle_all(services)

    told = await ask(client, services, f"{BASE}/sales", group="category", interval="month")

    [line] = told["items"]
    assert (line["group"], line["label"], line["total"]) == (str(made[0].id), "A", "20.00")
    assert (line["revenue"], line["average_order"]) == (None, None)


async def test_a_span_begins_and_ends_with_its_days(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await traded(services, clock, customer)
    spans = [
        ("2026-11-02", "2026-11-02"),
        ("2026-11-03", "2026-11-09"),
        ("2026-11-01", "2026-11-30"),
        ("2025-01-15", "2027-03-02"),
        ("2026-11-10", "2026-12-31"),
    ]

    told = [
        await ask(client, services, f"{BASE}/sales", interval="year", **{"from": one, "to": other})
        for one, other in spans
    ]

    sums = [[each["total"] for each in one["totals"]] for one in told]
    assert sums == [["30.00"], ["30.00"], ["60.00"], ["60.00"], []]


async def test_accounts_are_told_by_cohort_and_by_segment(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    await traded(services, clock, customer)
    clock.advance(days=30)
    pot = await stocked(services.works)
    await buy(services, (pot, 1), user_id=customer.user_id)
    await settle_all(services)
    span = {"from": "2026-11-01", "to": "2026-12-31"}

    told = await ask(client, services, f"{BASE}/users", interval="month", **span)

    cells = [(each["cohort"], each["months_later"], each["total"]) for each in told["cohorts"]]
    assert cells == [("2026-11", 0, "40.00"), ("2026-11", 1, "10.00")]
    lines = [(each["period"], each["new_customers"], each["active"]) for each in told["items"]]
    assert lines == [("2026-11", 1, 1), ("2026-12", 0, 1)]
    assert {each["segment"]: each["customers"] for each in told["segments"]} == {
        "champions": 0,
        "loyal": 1,
        "new": 0,
        "promising": 0,
        "at_risk": 0,
        "lost": 0,
    }


async def test_slow_movers_are_those_that_nobody_buys(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works, handle="tea")
    await stocked(services.works, handle="dust")
    await buy(services, (tea, 2))
    await settle_all(services)

    top = await ask(client, services, f"{BASE}/products/top")
    slow = await ask(client, services, f"{BASE}/products", by="slow")

    assert [(each["slug"], each["units"]) for each in top["items"]] == [("tea", 2)]
    assert [(each["slug"], each["units"]) for each in slow["items"]] == [("dust", 0), ("tea", 2)]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from": "2026-11-02", "to": "2026-11-01"}, "span_upside_down"),
        ({"from": "1900-01-01", "to": "2026-11-01"}, "span_too_long"),
        ({"from": "2024-01-01", "to": "2026-11-01", "interval": "day"}, "span_too_long"),
    ],
)
async def test_a_span_that_makes_no_sense_is_refused(
    client: httpx2.AsyncClient, admin: Person, asked: dict[str, str], code: str
) -> None:
    answer = await client.get(f"{BASE}/sales", params=asked, headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_each_figure_is_explained(client: httpx2.AsyncClient, services: Services) -> None:
    told = await ask(client, services, f"{BASE}/definitions")

    names = {each["name"] for each in told["items"]}
    assert names >= {"gross", "net", "total", "revenue", "refunded", "conversion", "cohort"}


async def test_analytics_are_for_staff(client: httpx2.AsyncClient, customer: Person) -> None:
    answers = [
        await client.get(path, headers=customer.headers)
        for path in ("/api/v1/admin/dashboard/stats", f"{BASE}/sales", f"{BASE}/users")
    ]

    assert [each.status_code for each in answers] == [403, 403, 403]
