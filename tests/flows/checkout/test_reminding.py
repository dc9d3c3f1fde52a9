"""Carts that nobody came back to are announced once, and to nobody who went on or wants no such mails."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.checkout import run as checkout
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.settings import Settings
from shopwright.kernel.actors import system
from shopwright.modules.carts import queries as carts
from shopwright.modules.carts.contracts import CartDetails
from shopwright.modules.carts.events import CartAbandoned
from shopwright.modules.carts.models import CartRow, ReminderRefusalRow
from shopwright.wiring import make_registry
from tests.conftest import SteppingClock
from tests.support.buying import buy, filled_cart, stocked
from tests.support.mails import delivered
from tests.support.people import Person

pytestmark = pytest.mark.anyio
ACTOR, DAY = system("test"), timedelta(hours=24)
GUEST = "Guest@example.com"


async def left_behind(services: Services, email: str = GUEST) -> UUID:
    """A guest's cart with a thing in it, and his address."""
    cart_id = await filled_cart(services, (await stocked(services.works), 2))
    if email:
        await touch(services, cart_id, email)
    return cart_id


async def touch(services: Services, cart_id: UUID, email: str = GUEST) -> None:
    async with services.works(ACTOR) as work:
        await checkout.describe_cart(
            services.till, work, user_id=None, cart_id=cart_id, details=CartDetails(email=email)
        )


async def look(services: Services, **named: int) -> bool:
    async with services.works(ACTOR) as work:
        return await checkout.announce_abandoned(work, after=DAY, **named)


async def announced(db: AsyncConnection) -> list[str]:
    statement = select(OutboxEvent.payload).where(OutboxEvent.name == CartAbandoned.name)
    return sorted(row["cart_id"] for row in (await db.execute(statement)).scalars())


def path_in(body: str, place: str) -> str:
    [link] = [each for each in body.split() if f"/{place}/" in each]
    return "/api/v1/" + link.partition("/store/")[2]


async def test_a_cart_is_announced_after_its_time_and_once(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    cart_id = await left_behind(services)
    clock.advance(hours=23)
    await look(services)
    early = await announced(db)
    clock.advance(hours=2)

    for _ in range(3):
        await look(services)
    clock.advance(days=8)
    await look(services)

    assert early == []
    assert await announced(db) == [str(cart_id)]
    cart = await carts.by_id(db, cart_id)
    assert cart is not None
    assert cart.version == 3  # as its owner left it


async def test_sixteen_who_look_at_once_announce_each_cart_once(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    cart_ids = sorted([str(await left_behind(services, f"guest{n}@example.com")) for n in range(6)])
    clock.advance(hours=25)

    await asyncio.gather(*(look(services, limit=2) for _ in range(16)))

    assert await announced(db) == cart_ids


async def test_batches_follow_each_other_until_nothing_is_left(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    for number in range(5):
        await left_behind(services, f"guest{number}@example.com")
    clock.advance(hours=25)

    is_more = [await look(services, limit=2) for _ in range(3)]

    assert is_more == [True, True, False]
    assert len(await announced(db)) == 5


async def test_an_address_typed_into_many_carts_is_written_to_once_a_week(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    cart_ids = [await left_behind(services, each) for each in 4 * (GUEST, GUEST.upper())]
    clock.advance(hours=25)

    await asyncio.gather(*(look(services, limit=2) for _ in range(8)))
    first = await announced(db)
    await left_behind(services)
    clock.advance(hours=25)
    await look(services)
    early = await announced(db)
    clock.advance(days=7)
    late = await left_behind(services)
    clock.advance(hours=25)
    await look(services)

    assert len(first) == 1
    assert UUID(first[0]) in cart_ids
    assert early == first
    assert await announced(db) == sorted([*first, str(late)])


async def test_empty_carts_those_without_address_and_those_of_who_ordered_are_passed_over(
    services: Services, db: AsyncConnection, clock: SteppingClock, customer: Person
) -> None:
    await left_behind(services, email="")
    empty = await left_behind(services)
    async with services.works(ACTOR) as work:
        await checkout.clear_cart(services.till, work, user_id=None, cart_id=empty)
    await left_behind(services, email="Buyer@Example.com")
    tea = await stocked(services.works)
    await filled_cart(services, (tea, 1), user_id=customer.user_id)
    clock.advance(hours=1)
    await buy(services, (tea, 1), email="buyer@example.com")
    await buy(services, (tea, 1), user_id=customer.user_id, email="work@example.com")
    clock.advance(hours=25)

    await look(services)

    assert await announced(db) == []


async def test_an_order_from_before_or_that_was_declined_is_no_reason_to_be_silent(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    await buy(services, (await stocked(services.works), 1), email=GUEST)
    clock.advance(hours=1)
    cart_id = await left_behind(services)
    clock.advance(hours=25)

    await look(services)

    assert await announced(db) == [str(cart_id)]


async def test_a_cart_that_was_changed_is_announced_again_after_a_week_at_the_earliest(
    services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    cart_id = await left_behind(services)
    counts = []
    for days in (2, 2, 6):
        clock.advance(days=days)
        await look(services)
        counts.append(len(await announced(db)))
        await touch(services, cart_id)
    clock.advance(days=2)
    await look(services)

    assert [*counts, len(await announced(db))] == [1, 1, 2, 2]


async def test_the_mail_leads_back_to_a_guests_cart_and_sets_no_cookie(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock
) -> None:
    cart_id = await left_behind(services)
    clock.advance(hours=25)

    [mail] = await delivered(services)
    opened = await client.get(path_in(mail.text, "cart/resume"))
    token = {"x-cart-token": opened.json()["cart_token"]}
    cart = (await client.get("/api/v1/cart", headers=token)).json()

    assert (mail.to, mail.subject) == (GUEST, "Your cart is still here")
    assert "2 x Thing" in mail.text
    assert opened.status_code == 200
    assert "set-cookie" not in opened.headers
    assert UUID(cart["id"]) == cart_id


async def test_a_customer_is_mailed_at_his_account_and_has_to_sign_in(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock, customer: Person
) -> None:
    tea = await stocked(services.works)
    await filled_cart(services, (tea, 1), user_id=customer.user_id)
    clock.advance(hours=25)

    [mail] = await delivered(services)
    opened = await client.get(path_in(mail.text, "cart/resume"))

    assert mail.to == customer.email
    assert opened.json() == {"cart_token": None, "needs_sign_in": True}


async def test_who_clicks_stop_gets_no_more_and_is_kept_as_a_fingerprint(
    client: httpx2.AsyncClient, services: Services, db: AsyncConnection, clock: SteppingClock
) -> None:
    cart_id = await left_behind(services)
    clock.advance(hours=25)
    [mail] = await delivered(services)
    path = path_in(mail.text, "cart-reminders/stop")

    looked = await client.get(path)
    form = {"content-type": "application/x-www-form-urlencoded"}
    stopped = [
        await client.post(path, content="List-Unsubscribe=One-Click", headers=form)
        for _ in range(2)
    ]
    clock.advance(days=8)
    await touch(services, cart_id)
    other = await left_behind(services, email=GUEST.upper())
    clock.advance(hours=25)
    await look(services)

    assert looked.json() == {"use": f"POST {path}"}
    assert [each.status_code for each in stopped] == [204, 204]
    assert await announced(db) == [str(cart_id)]
    assert other != cart_id
    kept = (await db.execute(select(ReminderRefusalRow.address))).scalars().all()
    assert len(kept) == 1
    assert len(kept[0]) == 64
    assert "guest" not in kept[0].lower()


async def test_who_went_on_before_the_mail_was_written_gets_none(
    services: Services, clock: SteppingClock
) -> None:
    cart_id = await left_behind(services)
    clock.advance(hours=25)
    await look(services)

    await touch(services, cart_id)

    assert await delivered(services) == []


async def test_links_that_are_not_ours_open_no_cart(
    client: httpx2.AsyncClient, services: Services, clock: SteppingClock
) -> None:
    await left_behind(services)
    clock.advance(hours=25)
    [mail] = await delivered(services)
    resume, stop = path_in(mail.text, "cart/resume"), path_in(mail.text, "cart-reminders/stop")
    swapped = "/api/v1/cart/resume/" + stop.rpartition("/")[2]

    answers = [await client.get(each) for each in (resume[:-2] + "xx", swapped, stop[:-2] + "xx")]

    assert [each.status_code for each in answers] == [404] * 3


async def test_no_hours_at_all_turn_it_off(settings: Settings) -> None:
    registry = make_registry(settings.model_copy(update={"abandoned_cart_hours": 0}))
    job = registry.kind("checkout.announce_abandoned")

    assert job is not None
    await job.handle(None, {})  # looks at nothing


async def test_untouched_carts_are_found_by_an_index(
    services: Services, db: AsyncConnection
) -> None:
    statement = (
        select(CartRow.id)
        .where(
            CartRow.state == "open",
            CartRow.looked_at.is_(None) | (CartRow.looked_at < CartRow.updated_at),
            CartRow.updated_at <= services.works.now(),
        )
        .order_by(CartRow.updated_at)
        .limit(5)
    )
    plain = str(statement.compile(db.engine.sync_engine, compile_kwargs={"literal_binds": True}))
    is_sqlite = db.dialect.name == "sqlite"
    if not is_sqlite:
        await db.execute(text("SET enable_seqscan = off"))

    plan = await db.execute(text(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{plain}"))

    assert "ix_carts_untouched" in " ".join(str(row) for row in plan)
