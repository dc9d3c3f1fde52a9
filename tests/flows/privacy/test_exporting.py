"""Everything about a person in one archive: made by a job, kept sealed for a day, handed out to who may have it."""

import json

import pytest
from sqlalchemy import text

from shopwright.faces.services import Services
from shopwright.flows.privacy import run as privacy
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Address, DataRequest, RequestState
from shopwright.modules.customers.errors import DataRequestNotFound, DataRequestOpen, ExportGone
from tests.conftest import SteppingClock
from tests.support.buying import buy, stocked
from tests.support.canaries import unzipped
from tests.support.people import Person, actor_of

pytestmark = pytest.mark.anyio
ACTOR = system("test")
HOME = Address("Robin Example", "Lindenweg 4", "Graz", "AT", postal_code="8010")


async def _ask(works: Works, person: Person) -> DataRequest:
    async with works(ACTOR) as work:
        return await privacy.ask_for_export(work, user_id=person.user_id)


async def _state(works: Works, request: DataRequest) -> DataRequest:
    async with works.reading() as db:
        return await queries.data_request(db, request.id)


async def _fetch(works: Works, request: DataRequest) -> dict[str, str]:
    async with works(ACTOR) as work:
        return unzipped(await privacy.fetch_archive(work, request_id=request.id))


async def test_an_archive_holds_what_is_known_in_files_that_a_page_explains(
    services: Services, works: Works, worker: Worker, customer: Person
) -> None:
    async with works(ACTOR) as work:
        await customers.add_address(work, user_id=customer.user_id, address=HOME)
    tea = await stocked(works)
    actor = await actor_of(services, customer)
    await buy(services, (tea, 2), actor=actor, user_id=customer.user_id, note="Ring twice")
    request = await _ask(works, customer)

    await worker.run_until_idle()

    files = await _fetch(works, request)
    account, (address,), (order,), (line,) = (
        json.loads(files[f"{name}.json"])
        for name in ("account", "addresses", "orders", "order-lines")
    )
    assert account[0]["email"] == customer.email
    assert "password_hash" not in account[0]
    assert address["place"]["line1"] == "Lindenweg 4"
    assert (order["note"], order["shipping_address"]["line1"]) == ("Ring twice", "1 Mill Lane")
    assert line["quantity"] == 2
    assert "orders.json (1): Your orders" in files["README.txt"]


async def test_nothing_of_anybody_else_is_in_it(
    services: Services, works: Works, worker: Worker, customer: Person, admin: Person
) -> None:
    async with works(ACTOR) as work:
        await customers.add_address(work, user_id=admin.user_id, address=HOME)
    await buy(services, (await stocked(works), 1))
    request = await _ask(works, customer)

    await worker.run_until_idle()

    everything = "\n".join((await _fetch(works, request)).values())
    assert customer.email in everything
    for other in (admin.email, str(admin.user_id), "Lindenweg", "guest@example.com"):
        assert other not in everything


async def test_the_archive_is_kept_sealed(works: Works, worker: Worker, customer: Person) -> None:
    request = await _ask(works, customer)

    await worker.run_until_idle()

    async with works.reading() as db:
        kept = (await db.execute(text("SELECT archive FROM data_requests"))).scalar_one()
    assert (await _state(works, request)).state is RequestState.DONE
    assert kept.startswith("derived-")
    assert "UEsDB" not in kept  # how the base64 of a ZIP begins


async def test_it_is_handed_out_three_times(works: Works, worker: Worker, customer: Person) -> None:
    request = await _ask(works, customer)
    await worker.run_until_idle()
    for _ in range(3):
        await _fetch(works, request)

    with pytest.raises(ExportGone):
        await _fetch(works, request)

    assert (await _state(works, request)).downloads == 3


async def test_after_a_day_it_is_gone(
    works: Works, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    request = await _ask(works, customer)
    await worker.run_until_idle()
    clock.advance(hours=24)

    with pytest.raises(ExportGone):
        await _fetch(works, request)
    await worker.run_until_idle()

    async with works.reading() as db:
        kept = (await db.execute(text("SELECT archive FROM data_requests"))).scalar_one()
    assert kept == ""
    assert (await _state(works, request)).state is RequestState.EXPIRED


async def test_one_is_made_at_a_time(works: Works, worker: Worker, customer: Person) -> None:
    await _ask(works, customer)

    with pytest.raises(DataRequestOpen):
        await _ask(works, customer)

    await worker.run_until_idle()
    assert (await _ask(works, customer)).state is RequestState.REQUESTED


async def test_a_making_that_broke_off_is_done_again_by_the_clock(
    services: Services, works: Works, customer: Person
) -> None:
    request = await _ask(works, customer)
    async with works(ACTOR) as work:
        await customers.begin(work, request_id=request.id)

    made = await privacy.finish_exports(services.bureau)

    assert made == 1
    assert (await _state(works, request)).state is RequestState.DONE


async def test_there_is_no_archive_of_an_erasure(
    services: Services, works: Works, customer: Person
) -> None:
    async with works(ACTOR) as work:
        wish = await privacy.ask_for_erasure(services.bureau, work, user_id=customer.user_id)

    with pytest.raises(ExportGone):
        await _fetch(works, wish)


async def test_a_request_is_its_owners_alone(
    works: Works, customer: Person, vendor: Person
) -> None:
    request = await _ask(works, customer)

    async with works.reading() as db:
        with pytest.raises(DataRequestNotFound):
            await queries.own_data_request(db, vendor.user_id, request.id)
