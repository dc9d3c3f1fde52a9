"""The stock report and its thresholds over HTTP."""

from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from tests.support.buying import buy, stocked
from tests.support.goods import make_product, variant
from tests.support.people import Person, actor_of

pytestmark = pytest.mark.anyio
CHECK, REPORT = "/api/v1/orders/health/stock-check", "/api/v1/admin/stock/report"


async def test_the_check_tells_levels_metrics_and_what_to_reorder(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=100, price="10.00")
    await stocked(services.works, stock=0)
    await buy(services, (tea, 90))

    found = (await client.get(CHECK, headers=admin.headers)).json()

    assert found["status"] == "out"
    assert found["levels"] == {"out": 1, "critical": 0, "low": 1, "medium": 0, "high": 0}
    assert found["metrics"] == {"variants": 2, "on_hand": 100, "reserved": 90, "available": 10}
    assert found["to_reorder"] == [str(tea)]
    short, low = found["items"]
    assert found["out_of_stock"] == [short["variant_id"]]
    assert short["reorder"]["quantity"] == 0
    # A day of 90 in 90 days: mean 1, deviation sqrt(90) = 9.486833; 1.644854 * 9.486833 * sqrt(14) = 58.39 -> 59;
    # 14 + 59 = 73; sqrt(2 * 365 * 2000 / 250) = 76.42 -> 77.
    assert low["reorder"] == {
        "quantity": 77,
        "reorder_point": 73,
        "safety_stock": 59,
        "economic_quantity": 77,
    }
    assert (low["days_of_cover"], low["value"], low["currency"]) == (10.0, "1000.00", "EUR")


async def test_an_empty_shop_is_fine(client: httpx2.AsyncClient, admin: Person) -> None:
    found = (await client.get(CHECK, headers=admin.headers)).json()

    assert (found["status"], found["items"], found["metrics"]["variants"]) == ("high", [], 0)


async def test_the_report_is_filtered_and_paged_without_gaps(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    goods = {str(await stocked(services.works, stock=stock)) for stock in (0, 2, 2, 9, 50)}
    seen: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2}
    for _ in range(3):
        answer = (await client.get(REPORT, params=query, headers=admin.headers)).json()
        seen += answer["items"]
        query["cursor"] = answer["page"]["next_cursor"]

    assert query["cursor"] is None
    assert {each["variant_id"] for each in seen} == goods
    assert len(seen) == 5
    short = await client.get(
        REPORT, params={"health": ["critical", "out"], "total": True}, headers=admin.headers
    )
    assert short.json()["page"]["total"] == 3
    assert {each["health"] for each in short.json()["items"]} == {"critical", "out"}
    wrong = await client.get(REPORT, params={"health": "poor"}, headers=admin.headers)
    assert wrong.status_code == 422


async def test_a_vendor_sees_the_stock_of_his_own(
    client: httpx2.AsyncClient, services: Services, vendor: Person, customer: Person
) -> None:
    await stocked(services.works, stock=1)
    own = await make_product(
        services.works,
        "own-kettle",
        actor=await actor_of(services, vendor),
        variants=(variant("own-1", stock=2),),
    )

    listed = await client.get("/api/v1/vendor/stock", headers=vendor.headers)
    refused = [
        (await client.get(path, headers=person.headers)).status_code
        for path, person in ((REPORT, vendor), (CHECK, vendor), ("/api/v1/vendor/stock", customer))
    ]

    assert [each["variant_id"] for each in listed.json()["items"]] == [str(own.variants[0].id)]
    assert refused == [403, 403, 403]


async def test_thresholds_are_set_for_a_variant_and_what_is_left_out_is_the_shops(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=50)
    path = f"/api/v1/admin/stock/{tea}/policy"

    kept = await client.put(path, json={"low": 60, "unit_cost": 250}, headers=admin.headers)
    wrong = await client.put(path, json={"critical": 99}, headers=admin.headers)
    shown = (await client.get(path, headers=admin.headers)).json()

    assert (kept.status_code, wrong.status_code) == (200, 422)
    assert wrong.json()["code"] == "invalid_stock_policy"
    assert (shown["low"], shown["critical"], shown["unit_cost"]) == (60, None, 250)
    [line] = (await client.get(REPORT, headers=admin.headers)).json()["items"]
    assert (line["health"], line["value"], line["is_at_cost"]) == ("low", "125.00", True)


async def test_stock_beyond_what_can_be_counted_is_a_422(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=10**9)
    path = f"/api/v1/admin/stock/{tea}"

    full = await client.post(f"{path}/count", json={"counted": 2**31 - 1}, headers=admin.headers)
    more = await client.post(f"{path}/adjust", json={"change": 1}, headers=admin.headers)
    beyond = await client.post(f"{path}/count", json={"counted": 2**31}, headers=admin.headers)

    assert (full.status_code, full.json()["on_hand"]) == (200, 2**31 - 1)
    assert (more.status_code, more.json()["code"]) == (422, "too_much_stock")
    assert beyond.status_code == 422
    assert (await client.get(path, headers=admin.headers)).json()["on_hand"] == 2**31 - 1
