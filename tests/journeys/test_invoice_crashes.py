"""Issuing is killed with -9 after its number was taken: the number is free again, and the document comes once."""

import multiprocessing

import pytest
from anyio import to_thread

from shopwright.faces.services import Services
from tests.conftest import SteppingClock
from tests.journeys import crashing
from tests.support.buying import assert_sound, buy, stocked
from tests.support.invoicing import documents_of, follow

pytestmark = pytest.mark.anyio
_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.journeys.crashing"])


async def test_a_number_that_was_taken_by_the_dead_goes_to_the_next(
    services: Services, database_url: str, clock: SteppingClock
) -> None:
    variant_id = await stocked(services.works)
    first, second = [(await buy(services, (variant_id, 1))).order for _ in range(2)]
    subject = (database_url, clock(), "invoices.numbered", "invoice", first.id)
    process = _forks.Process(target=crashing.run, args=subject)

    process.start()
    await to_thread.run_sync(process.join, 30)

    assert process.exitcode == -9
    assert await documents_of(services.works, first.id) == []
    await assert_sound(services.works)
    issued = [await follow(services.works, each.id) for each in (second, first)]
    assert [[each.number for each in found] for found in issued] == [
        ["2026-00001"],
        ["2026-00002"],
    ]
    await assert_sound(services.works)
