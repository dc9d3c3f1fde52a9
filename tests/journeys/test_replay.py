"""The first days of a real shop's year, replayed: every order and refund, and the ledger agrees with the file."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from benchmarks import replay, retail
from benchmarks.retail import Invoice, Line, Roll
from benchmarks.sales_of_the_file import FileSales, sales_of
from shopwright.faces.services import Services
from shopwright.modules.catalog.models import ProductRow
from shopwright.satellites.analytics import service as analytics
from shopwright.satellites.analytics.contracts import GOODS, SALES
from shopwright.wiring import close_services, open_services
from tests.satellites.analytics.books import sums
from tests.support.shared_data import shared

pytestmark = pytest.mark.anyio


async def test_the_ledger_of_a_replayed_shop_agrees_with_its_till_roll(
    database_url: str, tmp_path: Path
) -> None:
    roll = retail.read(shared(replay.FILE), most=60)
    clock = replay.Clock(roll.invoices[0].at - timedelta(days=1))
    services = open_services(replay.settings_for(database_url, tmp_path), now=clock)
    await replay.furnish(services, roll, tmp_path)

    ledger = await replay.replay(services, clock, roll)

    wrong = await replay.differences(services, roll, ledger)
    await assert_counted(services, sales_of(shared(replay.FILE), 60))
    await close_services(services)
    assert (len(roll.invoices), ledger.orders > 40, ledger.sold == roll.sold) == (60, True, True)
    assert wrong == []


async def test_what_a_known_customer_sends_back_comes_back_as_a_return(
    database_url: str, tmp_path: Path
) -> None:
    def invoice(day: int, customer: str, *lines: tuple[str, int, int]) -> Invoice:
        at = datetime(2010, 12, day, 9, 0, tzinfo=UTC)
        return Invoice(f"{customer}-{day}", at, customer, tuple(Line(*each) for each in lines))

    bought = [("TEA", 250, 3), ("CUP", 999, 2)]
    roll = Roll(
        [
            invoice(1, "17850", *bought),
            invoice(2, "17850", ("TEA", 250, 2)),
            invoice(3, "", *bought),
            invoice(4, "17850", ("TEA", 250, -4), ("CUP", 999, -1), ("POT", 100, -1)),
            invoice(5, "", ("TEA", 250, -1)),
        ]
    )
    clock = replay.Clock(roll.invoices[0].at)
    services = open_services(replay.settings_for(database_url, tmp_path), now=clock)
    await replay.furnish(services, roll, tmp_path)

    ledger = await replay.replay(services, clock, roll)

    wrong = await replay.differences(services, roll, ledger)
    await close_services(services)
    assert wrong == []
    assert (ledger.orders, ledger.sold) == (3, 2748 + 500 + 2748)
    assert (ledger.returns, ledger.restocked, ledger.refunds, ledger.unmatched) == (2, 5, 1, 1)
    assert ledger.refunded == 4 * 250 + 999 + 250


async def assert_counted(services: Services, told: FileSales) -> None:
    """Analytics say of the shop what the file says by itself: by day, by month, by code of the goods."""
    await analytics.rebuild(services.works, zone=services.insight.zone)
    sales, goods = await sums(services)
    counted: dict[str, dict[str, int]] = {"sold": {}, "pieces": {}, "returned": {}}
    for key, values in sales.items():
        named = dict(zip(SALES.measures, values, strict=True))
        for name, measure in (("sold", "total"), ("pieces", "units"), ("returned", "refunded")):
            found = counted[name]
            found[key[0]] = found.get(key[0], 0) + named[measure]
    assert {name: +Counter(found) for name, found in counted.items()} == {
        "sold": +told.sold,
        "pieces": +told.pieces,
        "returned": +told.returned,
    }
    titles = await titles_of(services)
    of_code: dict[str, Counter[str]] = {"units": Counter(), "total": Counter()}
    for (period, _, product_id), values in goods.items():
        if len(period) == 10:
            named = dict(zip(GOODS.measures, values, strict=True))
            for name, found in of_code.items():
                found[titles[product_id].rpartition(" ")[0]] += named[name]
    assert of_code == {"units": told.pieces_of, "total": told.pence_of}


async def titles_of(services: Services) -> dict[UUID, str]:
    async with services.works.reading() as db:
        rows = await db.execute(select(ProductRow.id, ProductRow.title))
    return {row.id: row.title for row in rows}


def test_a_line_that_no_order_can_be_made_of_is_left_out() -> None:
    roll = retail.read(shared(replay.FILE), most=500)

    assert roll.rows > roll.left_out > 0
    assert all(line.pence > 0 and line.pieces != 0 for each in roll.invoices for line in each.lines)
