import asyncio

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from shopwright.infra.http.edge.pressure import Places, Pressure
from tests.infra.http.edge.rig import client_of

pytestmark = pytest.mark.anyio


class Kitchen:
    """Answers when it is told to; notes who was sent away before."""

    def __init__(self) -> None:
        self.may_serve = asyncio.Event()
        self.has_guests = asyncio.Event()
        self.cooking = 0
        self.given_up = 0
        self.streams = False
        self.content_type = b"text/plain"

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.cooking += 1
        self.has_guests.set()
        try:
            if scope["path"] != "/quick" and not scope["path"].startswith("/health"):
                if self.streams:
                    await _begin(send, self.content_type)
                    await send({"type": "http.response.body", "body": b"a", "more_body": True})
                await self.may_serve.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        finally:
            self.cooking -= 1
        if not self.streams:
            await _begin(send)
        await send({"type": "http.response.body", "body": b"b"})


async def _begin(send: Send, content_type: bytes = b"text/plain") -> None:
    headers = [(b"content-type", content_type)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


def _pressed(kitchen: Kitchen, places: Places, *, deadline: float = 60) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=Pressure(kitchen, places=places, deadline=deadline))
    return httpx2.AsyncClient(transport=transport, base_url="http://shop.test")


async def _asked(client: httpx2.AsyncClient, kitchen: Kitchen) -> asyncio.Task[httpx2.Response]:
    """A request that has reached the kitchen."""
    kitchen.has_guests.clear()
    task = asyncio.create_task(client.get("/slow"))
    await kitchen.has_guests.wait()
    return task


async def test_beyond_the_places_and_the_queue_is_a_503_at_once() -> None:
    kitchen = Kitchen()

    async with client_of(kitchen, max_in_flight=1, max_waiting=0) as client:
        first = await _asked(client, kitchen)
        refused = await client.get("/quick")
        kitchen.may_serve.set()
        served = await first

    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert served.status_code == 200


async def test_who_waits_is_served_in_turn() -> None:
    kitchen = Kitchen()

    async with client_of(kitchen, max_in_flight=1, max_waiting=2) as client:
        first = await _asked(client, kitchen)
        waiting = [asyncio.create_task(client.get("/slow")) for _ in range(2)]
        await asyncio.sleep(0)
        assert kitchen.cooking == 1
        kitchen.may_serve.set()
        statuses = [task.status_code for task in await asyncio.gather(first, *waiting)]

    assert statuses == [200, 200, 200]


async def test_who_waited_too_long_is_a_503() -> None:
    kitchen = Kitchen()

    async with _pressed(kitchen, Places(1, 1, patience=0.01)) as client:
        first = await _asked(client, kitchen)
        late = await client.get("/quick")
        kitchen.may_serve.set()
        await first

    assert (late.status_code, late.json()["code"]) == (503, "overloaded")


@pytest.mark.parametrize(
    ("content_type", "status"), [(b"text/event-stream; charset=utf-8", 200), (b"text/plain", 503)]
)
async def test_a_stream_of_news_keeps_no_place(content_type: bytes, status: int) -> None:
    kitchen = Kitchen()
    kitchen.streams, kitchen.content_type = True, content_type
    async with client_of(kitchen, max_in_flight=1, max_waiting=0) as client:
        first = await _asked(client, kitchen)
        await asyncio.sleep(0)
        kitchen.streams = False
        other = await client.get("/quick")
        kitchen.may_serve.set()
        await first

    assert other.status_code == status


async def test_health_needs_no_place() -> None:
    kitchen = Kitchen()

    async with client_of(kitchen, max_in_flight=1, max_waiting=0) as client:
        first = await _asked(client, kitchen)
        healthy = await client.get("/health/ready")
        kitchen.may_serve.set()
        await first

    assert healthy.status_code == 200


async def test_a_place_is_free_again_after_each_end() -> None:
    kitchen = Kitchen()
    kitchen.may_serve.set()

    async with client_of(kitchen, max_in_flight=1, max_waiting=0) as client:
        statuses = [(await client.get("/slow")).status_code for _ in range(5)]

    assert statuses == [200] * 5


async def test_a_request_that_takes_too_long_is_given_up_with_a_503() -> None:
    kitchen = Kitchen()

    async with _pressed(kitchen, Places(1, 0), deadline=0.02) as client:
        answer = await client.get("/slow")
        again = await client.get("/quick")

    assert (answer.status_code, answer.json()["code"]) == (503, "deadline_exceeded")
    assert answer.headers["retry-after"] == "1"
    assert kitchen.given_up == 1
    assert again.status_code == 200


async def test_an_answer_that_has_begun_may_take_its_time() -> None:
    kitchen = Kitchen()
    kitchen.streams = True

    async with _pressed(kitchen, Places(1, 0), deadline=0.02) as client:
        asyncio.get_running_loop().call_later(0.06, kitchen.may_serve.set)
        answer = await client.get("/slow")

    assert (answer.status_code, answer.content) == (200, b"ab")


async def test_a_place_handed_to_one_who_left_goes_to_the_next() -> None:
    places = Places(1, 5)
    assert await places.take()
    leaving, staying = (asyncio.create_task(places.take()) for _ in range(2))
    await asyncio.sleep(0)

    leaving.cancel()
    places.give_back()

    assert await staying
    places.give_back()
    assert await places.take()
