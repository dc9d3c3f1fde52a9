"""News of the back office: told at once to who may know, to nobody else, and only as long as he is signed in."""

import asyncio

import pytest
from fastapi import FastAPI

from shopwright.faces.backoffice.live import TOPICS
from shopwright.faces.services import Services
from shopwright.infra.newsroom import JOB_DIED, MOST_OF_ONE, TooManyListeners
from shopwright.infra.work import Works
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.wiring import CATALOGUE, close_services, open_services
from shopwright.wiring.news import NEWS
from tests.conftest import SteppingClock
from tests.support.desk import Clerk, at_the_desk
from tests.support.people import Person, make_admin
from tests.support.streaming import streamed
from tests.support.trading import an_order, asked, with_rights

pytestmark = pytest.mark.anyio
LIVE = "/admin/live"
HELLO = "retry: 5000\n\n"


@pytest.fixture(autouse=True)
def _short_of_patience(services: Services) -> None:
    services.newsroom.tick = 0.02


async def test_an_order_is_told_as_soon_as_it_is_placed(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    await an_order(services)

    async with streamed(app, clerk.browser, LIVE) as stream:
        begun = await stream.until(HELLO)
        await an_order(services)
        told = await stream.until('"orders": 1')

    assert (stream.status, begun) == (200, HELLO)
    assert 'event: news\ndata: {"orders": 1' in told


async def test_what_another_process_did_is_told_too(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    services.newsroom.pause = 0.02
    other = open_services(services.settings, now=services.works.now)

    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(HELLO)
        await an_order(other)
        told = await stream.until('"orders": 1')
    await close_services(other)

    assert '"orders": 1' in told


async def test_who_may_not_read_orders_is_not_told_of_them(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    stockman = await with_rights(clerk, services, "stock:read")

    async with at_the_desk(app, stockman) as other, streamed(app, other.browser, LIVE) as stream:
        await stream.until(HELLO)
        await an_order(services, 5)
        told = await stream.until('"stock"')

    assert "orders" not in told
    assert "payments" not in told


async def test_who_is_told_nothing_is_not_kept_waiting(seller: Clerk) -> None:
    answer = await seller.look(LIVE)

    assert answer.status_code == 204


async def test_the_stream_ends_with_the_session_and_tells_nothing_more(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(HELLO)
        token = (await asked(clerk, "/api/v1/auth/csrf"))["csrf_token"]
        await clerk.browser.post("/admin/sign-out", data={"csrf_token": token})
        await an_order(services)
        told = await stream.end()

    assert told == HELLO
    assert len(services.newsroom) == 0


async def test_the_stream_ends_with_the_session_in_silence_too(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    services.newsroom.beat = 0.05
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(": here")
        token = (await asked(clerk, "/api/v1/auth/csrf"))["csrf_token"]
        await clerk.browser.post("/admin/sign-out", data={"csrf_token": token})
        await stream.end()

    assert stream.is_over


async def test_an_open_window_keeps_no_session_from_ending(
    app: FastAPI, services: Services, clerk: Clerk, clock: SteppingClock
) -> None:
    services.newsroom.beat = 0.05
    footprints = services.security.recogniser.footprints
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(": here")
        clock.advance(minutes=29)
        await an_order(services)
        await stream.until('"orders": 1')
        counted = await clerk.look(f"{LIVE}/waiting")
        await footprints.write(services.works)
        clock.advance(minutes=2)
        await stream.end()

    assert counted.status_code == 200
    assert (await clerk.look("/admin/nowhere")).status_code == 303


async def test_who_works_beside_an_open_window_stays_signed_in(
    clerk: Clerk, services: Services, clock: SteppingClock
) -> None:
    clock.advance(minutes=29)
    await clerk.look(f"{LIVE}/waiting")

    await clerk.look("/admin/nowhere")
    await services.security.recogniser.footprints.write(services.works)
    clock.advance(minutes=2)

    assert (await clerk.look("/admin/nowhere")).status_code == 404


async def test_who_loses_his_rights_meanwhile_is_told_nothing_more(
    app: FastAPI, services: Services, admin: Person, clerk: Clerk
) -> None:
    await make_admin(services)
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(HELLO)
        async with services.works(system("test")) as work:
            await identity.assign_roles(work, user_id=admin.user_id, roles=frozenset())
        await an_order(services)
        told = await stream.end()

    assert told == HELLO


async def test_a_process_that_stops_lets_its_listeners_go(
    app: FastAPI, services: Services, clerk: Clerk
) -> None:
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(HELLO)
        app.state.edge.gate.drain()
        await stream.end()

    assert len(services.newsroom) == 0


async def test_nobody_listens_with_too_many_windows(
    app: FastAPI, services: Services, admin: Person, clerk: Clerk
) -> None:
    room = services.newsroom
    held = [room.listening(str(admin.user_id)) for _ in range(MOST_OF_ONE)]
    for each in held:
        await each.__aenter__()

    refused = await clerk.look(LIVE)
    for each in held:
        await each.__aexit__(None, None, None)

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
    assert len(room) == 0


async def test_windows_that_open_at_one_moment_are_counted_too(services: Services) -> None:
    room, heard = services.newsroom, asyncio.Event()

    async def listening() -> bool:
        try:
            async with room.listening("somebody"):
                await heard.wait()
        except TooManyListeners:
            return False
        return True

    tasks = [asyncio.create_task(listening()) for _ in range(MOST_OF_ONE + 3)]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    held = len(room)
    heard.set()

    assert held == MOST_OF_ONE
    assert sorted(await asyncio.gather(*tasks)) == [False] * 3 + [True] * MOST_OF_ONE


async def test_who_goes_away_is_forgotten(app: FastAPI, services: Services, clerk: Clerk) -> None:
    async with streamed(app, clerk.browser, LIVE) as stream:
        await stream.until(HELLO)
        assert len(services.newsroom) == 1

    assert len(services.newsroom) == 0


async def test_strangers_are_led_to_the_door(app: FastAPI, clerk: Clerk) -> None:
    await clerk.send("/admin", "/admin/sign-out")

    answer = await clerk.look(LIVE)

    assert answer.status_code == 303


async def test_what_waits_is_counted_for_the_page(clerk: Clerk, services: Services) -> None:
    before = await asked(clerk, f"{LIVE}/waiting")

    await an_order(services)

    assert before.get("to_pack", 0) == 0
    assert (await asked(clerk, f"{LIVE}/waiting"))["to_pack"] == 1


async def test_topics_are_of_events_that_are_told_and_of_rights_that_there_are() -> None:
    told = {name for _, names in TOPICS.values() for name in names}

    assert told == {each.name for each in NEWS} | {JOB_DIED}
    assert {right for right, _ in TOPICS.values()} <= set(CATALOGUE)


async def test_nothing_is_looked_at_while_nobody_listens(works: Works, services: Services) -> None:
    room = services.newsroom

    await an_order(services)

    assert not room.is_watching
