"""The first days of a real shop's year, replayed: every order and refund, and the ledger agrees with the file."""

from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import replay, retail
from shopwright.wiring import close_services, open_services
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
    await close_services(services)
    assert (len(roll.invoices), ledger.orders > 40, ledger.sold == roll.sold) == (60, True, True)
    assert wrong == []


def test_a_line_that_no_order_can_be_made_of_is_left_out() -> None:
    roll = retail.read(shared(replay.FILE), most=500)

    assert roll.rows > roll.left_out > 0
    assert all(line.pence > 0 and line.pieces != 0 for each in roll.invoices for line in each.lines)
