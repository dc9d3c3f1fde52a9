"""Who waits for goods is told once when they are back, however many bring them at once."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.jobs.worker import Worker
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog.models import ProductRow
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason, StockLine, StockSetting
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import AlertState, AlertTerms
from shopwright.modules.wishlists.errors import (
    GoodsUnknown,
    GuestAlertsOff,
    InStock,
    InvalidAlertLink,
    StockAlertNotFound,
    TooManyAlerts,
)
from shopwright.modules.wishlists.events import StockAlertAsked, StockAlertDue
from shopwright.modules.wishlists.models import StockAlertRow
from tests.conftest import SteppingClock
from tests.support.buying import stocked
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.wishing import ACTOR, alert_for, restock

pytestmark = pytest.mark.anyio
GUEST = "Guest@Example.com"


async def states(db: AsyncConnection) -> list[str]:
    rows = await db.execute(select(StockAlertRow.state).order_by(StockAlertRow.id))
    return list(rows.scalars())


async def told(db: AsyncConnection, name: str = StockAlertDue.name) -> int:
    rows = await db.execute(select(OutboxEvent.id).where(OutboxEvent.name == name))
    return len(rows.all())


async def ask(
    services: Services, variant_id: UUID, email: str = GUEST, terms: AlertTerms | None = None
) -> None:
    """A guest wants to be told."""
    async with services.works(ACTOR) as work:
        made = await wishlists.wait_for(
            work, variant_id=variant_id, email=email, terms=terms or AlertTerms()
        )
    assert made is None


async def confirm(services: Services, alert_id: UUID) -> None:
    async with services.works(ACTOR) as work:
        await wishlists.confirm_alert(work, alert_id=alert_id)


async def only_id(db: AsyncConnection) -> UUID:
    return UUID(str((await db.execute(select(StockAlertRow.id))).scalar_one()))


async def test_thirty_two_restocks_at_once_tell_each_who_waits_once(
    services: Services, worker: Worker, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=0)
    people = [await make_customer(services) for _ in range(3)]
    for person in people:
        await alert_for(services, tea, person.user_id)

    await asyncio.gather(*(restock(services.works, tea) for _ in range(32)))
    await worker.run_until_idle()

    assert await states(db) == ["told"] * 3
    assert await told(db) == 3


async def test_thirty_two_who_tell_at_once_tell_each_once(
    services: Services, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=0)
    for _ in range(4):
        await alert_for(services, tea, (await make_customer(services)).user_id)
    await restock(services.works, tea)

    async def tell() -> None:
        async with services.works(ACTOR) as work:
            await wishlists.tell(work, variant_ids=[tea])

    await asyncio.gather(*(tell() for _ in range(32)))

    assert await told(db) == 4
    assert await states(db) == ["told"] * 4


async def test_an_alert_is_over_when_it_was_told_and_can_be_set_again(
    services: Services, worker: Worker, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    first = await alert_for(services, tea, customer.user_id)
    for change in (1, -1, 1, -1):
        await restock(services.works, tea, change)
    await worker.run_until_idle()
    waiting = await states(db)
    await restock(services.works, tea)
    await worker.run_until_idle()
    await restock(services.works, tea, -1)
    again = await alert_for(services, tea, customer.user_id)
    await restock(services.works, tea)
    await worker.run_until_idle()

    assert waiting == ["active"]  # it had run out before anybody was told
    assert again.id != first.id
    assert await states(db) == ["told", "told"]
    assert await told(db) == 2


async def count(services: Services, variant_id: UUID, **setting: object) -> None:
    """Stock is counted, or set otherwise."""
    wanted = StockSetting(variant_id, **setting)  # type: ignore[arg-type]
    async with services.works(ACTOR) as work:
        await inventory.set_levels(work, [wanted], reason=MovementReason.COUNTED)


@pytest.mark.parametrize("way", ["counted", "released", "backorder"])
async def test_whatever_brings_goods_back_is_noticed(
    services: Services, worker: Worker, clock: SteppingClock, customer: Person, way: str
) -> None:
    tea, order_id = await stocked(services.works, stock=1), ids.new()
    if way == "released":
        async with services.works(ACTOR) as work:
            promised = [StockLine(tea, 1)]
            await inventory.reserve(work, order_id=order_id, lines=promised, until=clock())
    else:
        await count(services, tea, on_hand=0)
    alert = await alert_for(services, tea, customer.user_id)

    if way == "released":
        async with services.works(ACTOR) as work:
            await inventory.release(work, order_id=order_id)
    else:
        await count(services, tea, **{"backorder": True} if way == "backorder" else {"on_hand": 4})
    await worker.run_until_idle()

    assert await state_of(services, alert.id) == "told"


async def state_of(services: Services, alert_id: UUID) -> str:
    async with services.works.reading() as db:
        found = await queries.alert(db, alert_id)
    return found.state if found is not None else ""


async def test_goods_that_are_back_and_not_shown_yet_are_told_of_when_they_are(
    services: Services, worker: Worker, clock: SteppingClock, customer: Person
) -> None:
    product = await make_product(services.works, "kettle")
    tea = product.variants[0].id
    await count(services, tea, on_hand=0)
    alert = await alert_for(services, tea, customer.user_id)

    async def show(status: str) -> None:
        async with services.works(ACTOR) as work:
            row = update(ProductRow).where(ProductRow.id == product.id)
            await work.db.execute(row.values(status=status))

    await show("draft")
    await count(services, tea, on_hand=4)
    await worker.run_until_idle()
    hidden = await state_of(services, alert.id)
    await show("published")
    clock.advance(minutes=11)
    await worker.run_until_idle()

    assert (hidden, await state_of(services, alert.id)) == ("active", "told")


async def test_what_is_in_stock_or_not_for_sale_is_not_waited_for(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    there = await stocked(services.works)
    draft = await make_product(services.works, "secret", status="draft")

    for variant_id, error in (
        (there, InStock),
        (draft.variants[0].id, GoodsUnknown),
        (ids.new(), GoodsUnknown),
    ):
        with pytest.raises(error):
            await alert_for(services, variant_id, customer.user_id)
        with pytest.raises(error):
            await ask(services, variant_id)

    assert await states(db) == []


async def test_many_who_ask_the_same_at_once_wait_once(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)

    made = await asyncio.gather(*(alert_for(services, tea, customer.user_id) for _ in range(16)))
    await asyncio.gather(*(ask(services, tea, each) for each in [GUEST, GUEST.lower()] * 8))

    assert len({each.id for each in made}) == 1
    assert sorted(await states(db)) == ["active", "unconfirmed"]
    assert await told(db, StockAlertAsked.name) == 1


async def test_the_database_lets_nobody_wait_twice(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    await alert_for(services, tea, customer.user_id)
    await ask(services, tea)
    rows = (await db.execute(select(*StockAlertRow.__table__.c))).mappings().all()

    for row in rows:
        with pytest.raises(IntegrityError):  # noqa: PT012 - the Work is what raises
            async with services.works(ACTOR) as work:
                again = {**row, "id": ids.new()}
                await work.db.execute(insert(StockAlertRow).values(**again))

    assert len(await states(db)) == 2


async def test_a_customer_waits_for_no_more_than_the_limit_under_a_race(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    goods = [await stocked(services.works, stock=0) for _ in range(6)]

    async def wait(variant_id: UUID) -> None:
        async with services.works(ACTOR) as work:
            await wishlists.wait_for(
                work, variant_id=variant_id, user_id=customer.user_id, terms=AlertTerms(most=4)
            )

    found = await asyncio.gather(*map(wait, goods), return_exceptions=True)

    assert sum(isinstance(each, TooManyAlerts) for each in found) == 2
    assert await states(db) == ["active"] * 4


async def test_a_guests_address_is_mailed_five_times_a_day_whoever_types_it(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    goods = [await stocked(services.works, stock=0) for _ in range(8)]

    for each in goods:
        await ask(services, each)
    first_day = await told(db, StockAlertAsked.name)
    clock.advance(hours=25)
    await ask(services, goods[6])

    assert first_day == 5
    assert await told(db, StockAlertAsked.name) == 6


async def test_who_ends_mails_that_others_asked_for_gets_no_more_of_them_for_it(
    services: Services, db: AsyncConnection
) -> None:
    *goods, last = [await stocked(services.works, stock=0) for _ in range(6)]
    await asyncio.gather(*(ask(services, each) for each in goods))
    async with services.works(ACTOR) as work:
        waiting = (await work.db.execute(select(StockAlertRow.id))).scalars().first()
        await wishlists.stop_alerts(work, alert_id=waiting or ids.new())

    await ask(services, last)

    assert await states(db) == ["ended"] * 5
    assert await told(db, StockAlertAsked.name) == 5


async def test_a_guest_who_has_not_confirmed_is_told_nothing_and_forgotten(
    services: Services, worker: Worker, db: AsyncConnection, clock: SteppingClock
) -> None:
    tea = await stocked(services.works, stock=0)
    await ask(services, tea)
    alert_id = await only_id(db)
    await restock(services.works, tea)
    await worker.run_until_idle()
    untold = await told(db)
    clock.advance(hours=49)

    with pytest.raises(InvalidAlertLink):
        await confirm(services, alert_id)
    await worker.run_until_idle()

    assert untold == 0
    assert await states(db) == []


async def test_who_asks_again_after_his_link_ran_out_gets_another(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    tea = await stocked(services.works, stock=0)
    await ask(services, tea)
    first = await only_id(db)
    clock.advance(hours=49)

    await ask(services, tea)

    assert await only_id(db) != first
    assert await told(db, StockAlertAsked.name) == 2


async def test_a_guest_who_confirmed_waits_once_and_is_told(
    services: Services, worker: Worker, db: AsyncConnection
) -> None:
    tea = await stocked(services.works, stock=0)
    await ask(services, tea)
    alert_id = await only_id(db)

    await confirm(services, alert_id)
    await confirm(services, alert_id)
    await ask(services, tea)
    await restock(services.works, tea)
    await worker.run_until_idle()

    assert await states(db) == ["told"]
    assert await told(db, StockAlertAsked.name) == 1
    with pytest.raises(InvalidAlertLink):
        await confirm(services, alert_id)


async def test_guests_can_be_refused_by_a_setting(services: Services, db: AsyncConnection) -> None:
    tea = await stocked(services.works, stock=0)

    with pytest.raises(GuestAlertsOff):
        await ask(services, tea, terms=AlertTerms(takes_guests=False))

    assert await states(db) == []


async def test_an_alert_is_taken_back_by_its_owner_alone(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    alert = await alert_for(services, tea, customer.user_id)
    stranger = await make_customer(services)

    async def cancel(user_id: UUID) -> None:
        async with services.works(ACTOR) as work:
            await wishlists.cancel_alert(work, user_id=user_id, alert_id=alert.id)

    with pytest.raises(StockAlertNotFound):
        await cancel(stranger.user_id)
    kept = await states(db)
    await cancel(customer.user_id)
    with pytest.raises(StockAlertNotFound):
        await cancel(customer.user_id)

    assert (kept, await states(db)) == (["active"], ["ended"])
    page = await queries.alerts_of(db, customer.user_id, PageRequest(limit=5))
    assert list(page.items) == []


async def test_one_link_ends_all_that_its_reader_waits_for_and_nobody_elses(
    services: Services, db: AsyncConnection, customer: Person
) -> None:
    goods = [await stocked(services.works, stock=0) for _ in range(2)]
    own = [await alert_for(services, each, customer.user_id) for each in goods]
    for each in goods:
        await ask(services, each)
    others = select(StockAlertRow.id).where(StockAlertRow.user_id.is_(None)).limit(1)
    guests = (await db.execute(others)).scalar_one()

    async def stop(alert_id: UUID) -> int:
        async with services.works(ACTOR) as work:
            return await wishlists.stop_alerts(work, alert_id=alert_id)

    assert await stop(own[0].id) == 2
    assert sorted(await states(db)) == ["ended"] * 2 + ["unconfirmed"] * 2
    assert [await stop(guests), await stop(guests)] == [2, 0]
    assert await states(db) == [AlertState.ENDED] * 4
    with pytest.raises(InvalidAlertLink):
        await stop(ids.new())


async def test_what_is_over_is_forgotten_after_ninety_days(
    services: Services, worker: Worker, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    tea = await stocked(services.works, stock=0)
    await alert_for(services, tea, customer.user_id)
    await restock(services.works, tea)
    await worker.run_until_idle()
    clock.advance(days=91)

    await worker.run_until_idle()

    assert await states(db) == []
