"""A person goes from every table, however often the work is broken off; the books stay."""

import multiprocessing
from datetime import datetime
from uuid import UUID

import pytest
from anyio import to_thread
from sqlalchemy import text

from shopwright.faces.services import Services
from shopwright.flows.fulfilment import run as fulfilment
from shopwright.flows.privacy import run as privacy
from shopwright.flows.privacy.errors import OrdersOpen
from shopwright.flows.returns import run as returns
from shopwright.infra import faults
from shopwright.infra.db.base import metadata
from shopwright.infra.db.subjects import tables_of_persons
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import Money
from shopwright.modules.audit import queries as audit
from shopwright.modules.customers import queries
from shopwright.modules.customers import service as customers
from shopwright.modules.customers.contracts import Address, DataRequest, RequestState
from shopwright.modules.customers.errors import (
    DataRequestClosed,
    DataRequestNotFound,
    DataRequestOpen,
)
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity import service as identity_service
from shopwright.modules.identity.errors import LastAdmin, UserNotFound
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import OrderStatus
from tests.conftest import SteppingClock
from tests.flows.privacy import dying
from tests.support.buying import assert_sound, buy, stocked
from tests.support.canaries import dumped
from tests.support.people import Person, actor_of, make_admin, make_customer

pytestmark = pytest.mark.anyio
ACTOR = system("test")
HOME = Address("Robin Canary", "Canary Wharf 4", "Graz", "AT", postal_code="8010")
_forks = multiprocessing.get_context("forkserver")


async def _wish(services: Services, person: Person, *, is_at_once: bool = True) -> DataRequest:
    async with services.works(ACTOR) as work:
        return await privacy.ask_for_erasure(
            services.bureau, work, user_id=person.user_id, is_at_once=is_at_once
        )


async def _state(works: Works, request: DataRequest) -> RequestState:
    async with works.reading() as db:
        return (await queries.data_request(db, request.id)).state


async def _settle_in(services: Services, person: Person) -> UUID:
    """An address, a cart's worth of words, and an order that is through; answers the order."""
    async with services.works(ACTOR) as work:
        await customers.add_address(work, user_id=person.user_id, address=HOME)
        await customers.change_profile(
            work, user_id=person.user_id, change=customers.ProfileChange(locale="de-AT")
        )
    actor = await actor_of(services, person)
    tea = await stocked(services.works)
    placed = await buy(
        services,
        (tea, 2),
        actor=actor,
        user_id=person.user_id,
        shipping_address=HOME,
        note="canary note",
    )
    for step in (OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED):
        async with services.works(ACTOR) as work:
            await fulfilment.move(work, order_id=placed.order.id, to=step, reason="canary step")
    return placed.order.id


async def _is_gone(works: Works, person: Person) -> bool:
    kept = (await dumped(works)).lower()
    return "canary" not in kept and person.email.lower() not in kept


async def test_the_books_keep_amounts_goods_and_countries(
    services: Services, works: Works, worker: Worker, customer: Person
) -> None:
    order_id = await _settle_in(services, customer)
    request = await _wish(services, customer)

    await worker.run_until_idle()

    async with works.reading() as db:
        order = await orders.by_id(db, order_id)
        trail = await audit.verify(db)
    assert await _state(works, request) is RequestState.DONE
    assert await _is_gone(works, customer)
    assert order is not None
    assert (order.total, order.paid) == (Money(2000, "EUR"), Money(2000, "EUR"))
    assert order.shipping_address == Address("", "", "", "AT")
    assert order.email.endswith("@erased.invalid")
    assert [line.quantity for line in order.lines] == [2]
    assert trail.is_sound
    await assert_sound(works)


async def test_the_account_stays_as_a_stone_without_a_name(
    services: Services, works: Works, worker: Worker, customer: Person
) -> None:
    await _wish(services, customer)

    await worker.run_until_idle()

    async with works.reading() as db:
        user = await identity.by_id(db, customer.user_id)
        sessions = await db.execute(text("SELECT count(*) FROM sessions"))
    assert user is not None
    assert (user.full_name, user.username, user.is_active) == ("", None, False)
    assert user.email == f"{customer.user_id.hex}@erased.invalid"
    assert sessions.scalar_one() == 0


async def test_others_keep_everything(
    services: Services, works: Works, worker: Worker, customer: Person
) -> None:
    other = await make_customer(services)
    await _settle_in(services, other)
    before = [line for line in (await dumped(works)).splitlines() if "Canary" in line]
    await _wish(services, customer)

    await worker.run_until_idle()

    after = (await dumped(works)).splitlines()
    assert before
    assert [line for line in before if line not in after] == []


async def test_it_waits_for_second_thoughts(
    services: Services, works: Works, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    request = await _wish(services, customer, is_at_once=False)
    clock.advance(days=13, hours=23)
    await worker.run_until_idle()
    early = await _state(works, request)
    clock.advance(hours=2)

    await worker.run_until_idle()

    assert early is RequestState.REQUESTED
    assert await _state(works, request) is RequestState.DONE


async def test_it_can_be_taken_back_until_then(
    services: Services, works: Works, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    request = await _wish(services, customer, is_at_once=False)
    async with works(ACTOR) as work:
        taken_back = await privacy.keep_account(work, user_id=customer.user_id)
    clock.advance(days=30)

    await worker.run_until_idle()

    assert taken_back.state is RequestState.CANCELLED
    assert await _state(works, request) is RequestState.CANCELLED
    async with works.reading() as db:
        user = await identity.by_id(db, customer.user_id)
    assert user is not None
    assert user.email == customer.email


async def test_what_has_begun_is_not_taken_back(
    services: Services, works: Works, customer: Person
) -> None:
    request = await _wish(services, customer)
    async with works(ACTOR) as work:
        await customers.begin(work, request_id=request.id)

    with pytest.raises(DataRequestClosed):
        async with works(ACTOR) as work:
            await privacy.keep_account(work, user_id=customer.user_id)


async def test_there_has_to_be_a_wish_to_take_back(works: Works, customer: Person) -> None:
    with pytest.raises(DataRequestNotFound):
        async with works(ACTOR) as work:
            await privacy.keep_account(work, user_id=customer.user_id)


async def test_nobody_goes_while_an_order_is_open(
    services: Services, works: Works, customer: Person
) -> None:
    actor = await actor_of(services, customer)
    placed = await buy(services, (await stocked(works), 1), actor=actor, user_id=customer.user_id)

    with pytest.raises(OrdersOpen) as refused:
        await _wish(services, customer)

    assert refused.value.extra == {"orders": [placed.order.number]}
    async with works.reading() as db:
        assert await queries.data_requests(db, customer.user_id) == []


async def test_an_order_that_came_meanwhile_makes_the_erasure_wait(
    services: Services, works: Works, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    request = await _wish(services, customer, is_at_once=False)
    actor = await actor_of(services, customer)
    placed = await buy(services, (await stocked(works), 1), actor=actor, user_id=customer.user_id)
    clock.advance(days=15)
    await worker.run_until_idle()
    waiting = await _state(works, request)
    await returns.cancel(services.desk, ACTOR, order_id=placed.order.id, reason="")
    clock.advance(hours=2)

    await worker.run_until_idle()

    assert waiting is not RequestState.DONE
    assert await _state(works, request) is RequestState.DONE


async def test_it_is_asked_for_once(services: Services, customer: Person) -> None:
    await _wish(services, customer)

    with pytest.raises(DataRequestOpen):
        await _wish(services, customer)


async def test_nobody_who_is_not_there_is_erased(services: Services, customer: Person) -> None:
    with pytest.raises(UserNotFound):
        async with services.works(ACTOR) as work:
            await privacy.ask_for_erasure(services.bureau, work, user_id=customer.session_id)


async def test_the_last_admin_stays(services: Services, works: Works, admin: Person) -> None:
    with pytest.raises(LastAdmin):
        await _wish(services, admin)
    other = await make_admin(services)
    request = await _wish(services, admin)
    async with works(system("test")) as work:  # who was there when it was asked for has gone since
        await identity_service.set_active(work, user_id=other.user_id, is_active=False)

    with pytest.raises(LastAdmin):
        await privacy.erase(services.bureau, request_id=request.id)

    async with works.reading() as db:
        user = await identity.by_id(db, admin.user_id)
    assert user is not None
    assert (user.email, user.is_active) == (admin.email, True)


async def test_done_twice_it_is_done_once(
    services: Services, works: Works, worker: Worker, customer: Person
) -> None:
    await _settle_in(services, customer)
    request = await _wish(services, customer)
    await worker.run_until_idle()
    once = await dumped(works)

    again = await privacy.erase(services.bureau, request_id=request.id)

    assert again is False
    assert await dumped(works) == once


async def test_killed_between_batches_it_goes_on_where_it_has_to(
    services: Services,
    works: Works,
    worker: Worker,
    customer: Person,
    database_url: str,
    clock: SteppingClock,
) -> None:
    await _settle_in(services, customer)
    request = await _wish(services, customer)

    code = await _die(database_url, clock(), "privacy.erased_orders", request.id)
    half = await _state(works, request)
    clock.advance(hours=2)
    await worker.run_until_idle()

    assert code == -9
    assert half is RequestState.RUNNING
    assert await _state(works, request) is RequestState.DONE
    assert await _is_gone(works, customer)
    async with works.reading() as db:
        assert (await audit.verify(db)).is_sound
    await assert_sound(works)


async def test_broken_off_after_any_table_it_goes_on_where_it_has_to(
    services: Services, works: Works, worker: Worker, customer: Person, clock: SteppingClock
) -> None:
    await _settle_in(services, customer)
    request = await _wish(services, customer)
    tables = [table.name for table in tables_of_persons(metadata) if table.name != "users"]

    found = []
    for table in tables:
        faults.arm(f"privacy.erased_{table}", _break_off)
        with pytest.raises(BrokenOff):
            await privacy.erase(services.bureau, request_id=request.id)
        found.append(await _state(works, request))
    clock.advance(hours=2)
    await worker.run_until_idle()

    assert {"addresses", "carts", "orders", "outbox_events", "sessions"} <= {*tables}
    assert found == [RequestState.RUNNING] * len(tables)
    assert await _state(works, request) is RequestState.DONE
    assert await _is_gone(works, customer)
    async with works.reading() as db:
        assert (await audit.verify(db)).is_sound
    await assert_sound(works)


class BrokenOff(Exception):
    """The process ends here."""


def _break_off() -> None:
    raise BrokenOff


async def _die(url: str, now: datetime, failpoint: str, request_id: UUID) -> int | None:
    process = _forks.Process(target=dying.run, args=(url, now, failpoint, request_id))
    process.start()
    await to_thread.run_sync(process.join, 30)
    return process.exitcode
