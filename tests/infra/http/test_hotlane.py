import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from shopwright.faces.api.hot import HOT
from shopwright.faces.api.routers import ROUTERS
from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import ProductPatch
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.http.hotlane import CHANNEL, Herald, HotLane, Memory, hot_paths
from shopwright.infra.work import Works
from shopwright.satellites.search import queries
from tests.support.addresses import redis_url
from tests.support.goods import MERCHANT, make_category, make_product
from tests.support.people import Person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
PRODUCTS = "/api/v1/products"
HOT_ADDRESSES = [
    PRODUCTS,
    f"{PRODUCTS}?limit=1",
    f"{PRODUCTS}?q=mug&in_stock=true",
    f"{PRODUCTS}/search?q=cup",
    f"{PRODUCTS}/mug",
    "/api/v1/categories",
    "/api/v1/categories/kitchen",
    "/api/v1/categories/kitchen/products?page=1&size=1",
]


class Counting:
    """Lets requests through to an application, and counts them."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        await self.app(scope, receive, send)


@pytest.fixture
def ordinary(app: FastAPI) -> Counting:
    return Counting(app)


@pytest.fixture
def memory(services: Services) -> Memory:
    async def version() -> int:
        async with services.works.reading() as db:
            return await queries.version(db)

    memory = Memory(version, check_seconds=3600)
    services.works.after_commit.append(lambda _: memory.expire())
    return memory


@pytest.fixture
def lane(ordinary: Counting, memory: Memory) -> HotLane:
    is_hot = hot_paths([route for router in ROUTERS for route in router.routes], HOT)
    return HotLane(ordinary, memory=memory, is_hot=is_hot)


@pytest.fixture
async def hot(lane: HotLane) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=lane, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as opened:
        yield opened


@pytest.fixture
async def goods(works: Works) -> None:
    kitchen = await make_category(works, "Kitchen")
    await make_product(works, "mug", category=kitchen)
    await make_product(works, "cup", category=kitchen)


def _seen(answer: httpx2.Response) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Everything but the name of the request, which no two have in common."""
    headers = [each for each in answer.headers.raw if each[0] != b"x-request-id"]
    return answer.status_code, headers, answer.content


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("address", HOT_ADDRESSES)
async def test_a_hot_answer_is_the_ordinary_one_byte_by_byte(
    hot: httpx2.AsyncClient, client: httpx2.AsyncClient, ordinary: Counting, address: str
) -> None:
    expected = await client.get(address)
    etag = {"if-none-match": expected.headers["etag"]}
    known = await client.get(address, headers=etag)

    first, second = await hot.get(address), await hot.get(address)
    third = await hot.get(address, headers=etag)

    assert expected.status_code == 200
    assert _seen(first) == _seen(second) == _seen(expected)
    assert _seen(third) == _seen(known)
    assert known.status_code == 304
    assert ordinary.requests == 1


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity", "br;q=0, gzip"])
async def test_a_compressed_answer_is_kept_as_it_was_sent(
    hot: httpx2.AsyncClient,
    client: httpx2.AsyncClient,
    works: Works,
    ordinary: Counting,
    encoding: str,
) -> None:
    await make_product(works, "jug", description="Holds water. " * 200)
    accepting = {"accept-encoding": encoding}
    expected = await client.get(f"{PRODUCTS}/jug", headers=accepting)
    has_it = accepting | {"if-none-match": expected.headers["etag"]}
    known = await client.get(f"{PRODUCTS}/jug", headers=has_it)

    answers = [await hot.get(f"{PRODUCTS}/jug", headers=accepting) for _ in range(2)]
    again = await hot.get(f"{PRODUCTS}/jug", headers=has_it)

    assert [_seen(answer) for answer in answers] == [_seen(expected)] * 2
    assert (known.status_code, _seen(again)) == (304, _seen(known))
    assert ordinary.requests == 1


@pytest.mark.usefixtures("goods")
async def test_a_hot_answer_asks_the_database_nothing(
    hot: httpx2.AsyncClient, works: Works
) -> None:
    await hot.get(f"{PRODUCTS}/mug")

    with counted(works.engine) as sent:
        await hot.get(f"{PRODUCTS}/mug")

    assert sent == []


@pytest.mark.usefixtures("goods")
async def test_a_commit_of_this_process_is_seen_by_the_next_request(
    hot: httpx2.AsyncClient, works: Works
) -> None:
    mug = (await hot.get(f"{PRODUCTS}/mug")).json()

    async with works(MERCHANT) as work:
        patch = ProductPatch(title="Beaker")
        await update_product(work, product_id=UUID(mug["id"]), patch=patch)

    assert (await hot.get(f"{PRODUCTS}/mug")).json()["title"] == "Beaker"


@pytest.mark.usefixtures("goods")
async def test_a_commit_of_another_process_is_seen_after_a_while(
    hot: httpx2.AsyncClient, works: Works, memory: Memory
) -> None:
    mug = (await hot.get(f"{PRODUCTS}/mug")).json()
    works.after_commit.clear()
    async with works(MERCHANT) as work:
        patch = ProductPatch(title="Beaker")
        await update_product(work, product_id=UUID(mug["id"]), patch=patch)

    early = (await hot.get(f"{PRODUCTS}/mug")).json()["title"]
    memory._fresh_until = 0
    late = (await hot.get(f"{PRODUCTS}/mug")).json()["title"]

    assert (early, late) == ("Mug", "Beaker")


@pytest.mark.usefixtures("goods")
async def test_another_process_is_heard_through_redis(
    hot: httpx2.AsyncClient, works: Works, memory: Memory
) -> None:
    mug = (await hot.get(f"{PRODUCTS}/mug")).json()
    works.after_commit.clear()
    redis = Redis.from_url(redis_url())
    listening = asyncio.create_task(Herald(redis, memory).listen())
    while not (await redis.pubsub_numsub(CHANNEL))[0][1]:
        assert not listening.done()
    async with works(MERCHANT) as work:
        patch = ProductPatch(title="Beaker")
        await update_product(work, product_id=UUID(mug["id"]), patch=patch)
    heard = asyncio.Event()
    expire = memory.expire

    def expire_and_tell() -> None:
        expire()
        heard.set()

    memory.expire = expire_and_tell  # type: ignore[method-assign]
    Herald(redis, memory).tell()
    await heard.wait()

    assert (await hot.get(f"{PRODUCTS}/mug")).json()["title"] == "Beaker"
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await redis.aclose()


@pytest.mark.usefixtures("goods")
async def test_whoever_may_see_more_is_never_answered_from_memory(
    hot: httpx2.AsyncClient, admin: Person, ordinary: Counting
) -> None:
    await hot.get(PRODUCTS)

    signed_in = await hot.get(PRODUCTS, headers=admin.headers)
    for name in ("shopwright_session", "__Host-shopwright_session"):
        browser = await hot.get(PRODUCTS, headers={"cookie": f"a=b; {name}=1"})
        assert browser.headers["cache-control"] == "private, no-cache"
    await hot.head(PRODUCTS)
    again = await hot.get(PRODUCTS, headers={"cookie": "__Host-shopwright_cart=1"})

    assert signed_in.headers["cache-control"] == "private, no-cache"
    assert again.headers["cache-control"].startswith("public")
    assert ordinary.requests == 5


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    "address", [f"{PRODUCTS}/nothing", f"{PRODUCTS}?limit=0", "/api/v1/nowhere", "/api/v1/cart"]
)
async def test_errors_and_what_is_not_hot_are_not_kept(
    hot: httpx2.AsyncClient, ordinary: Counting, memory: Memory, address: str
) -> None:
    await hot.get(address)
    await hot.get(address)

    assert ordinary.requests == 2
    assert memory.size == 0


class Stage:
    """An application of one page, and a shop's version, both as a test wants them."""

    def __init__(self) -> None:
        self.headers = {"cache-control": "public, max-age=0", "etag": '"1"'}
        self.text = "one"
        self.version = 1
        self.is_down = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        text = self.text
        self.entered.set()
        await self.gate.wait()
        await Response(text, headers=self.headers)(scope, receive, send)

    async def read_version(self) -> int:
        if self.is_down:
            message = "down"
            raise ConnectionError(message)
        return self.version

    def lane(self, **options: Any) -> HotLane:
        memory = Memory(self.read_version, **{"check_seconds": 3600} | options)
        return HotLane(self, memory=memory, is_hot=lambda _: True)


async def _get(lane: HotLane, path: str = "/page") -> str:
    transport = httpx2.ASGITransport(app=lane)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        return (await client.get(path)).text


@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "private"},
        {"cache-control": "public, no-store"},
        {"cache-control": "public", "set-cookie": "a=b"},
        {},
    ],
)
async def test_answers_that_are_not_for_all_are_not_kept(headers: dict[str, str]) -> None:
    stage = Stage()
    stage.headers = headers
    lane = stage.lane()

    assert [await _get(lane), await _get(lane)] == ["one", "one"]
    assert (stage.requests, lane._memory.size) == (2, 0)


async def test_an_answer_that_was_read_before_a_change_is_not_kept_after_it() -> None:
    stage = Stage()
    lane = stage.lane()
    await _get(lane, "/other")
    stage.gate.clear()
    stage.entered.clear()
    slow = asyncio.create_task(_get(lane))
    await stage.entered.wait()

    stage.text, stage.version = "two", 2
    lane._memory.expire()
    stage.gate.set()
    await _get(lane, "/other")

    assert await slow == "one"
    assert await _get(lane) == "two"


async def test_a_look_that_began_before_a_change_is_not_trusted_after_it() -> None:
    stage = Stage()
    seen = asyncio.Event()
    go_on = asyncio.Event()

    async def slow_version() -> int:
        version = stage.version
        seen.set()
        await go_on.wait()
        return version

    lane = stage.lane()
    await _get(lane)
    lane._memory._read_version = slow_version
    lane._memory.expire()
    first = asyncio.create_task(_get(lane))
    await seen.wait()

    stage.text, stage.version = "two", 2
    lane._memory.expire()
    second = asyncio.create_task(_get(lane))
    await asyncio.sleep(0)
    go_on.set()

    assert await second == "two"
    assert await first == "two"


async def test_without_the_database_nothing_is_answered_from_memory() -> None:
    stage = Stage()
    lane = stage.lane(check_seconds=0)
    await _get(lane)
    stage.is_down, stage.text = True, "two"

    assert await _get(lane) == "two"


async def test_what_was_not_asked_for_the_longest_makes_room() -> None:
    stage = Stage()
    lane = stage.lane(capacity=2000)
    for path in ("/a", "/b", "/a", "/c"):
        await _get(lane, path)

    stage.text = "two"

    assert lane._memory.size <= 2000
    assert [await _get(lane, path) for path in ("/a", "/c", "/b")] == ["one", "one", "two"]


async def test_a_text_beyond_measure_is_not_kept() -> None:
    stage = Stage()
    stage.text = "x" * 600_000
    lane = stage.lane(capacity=10**7)

    await _get(lane)

    assert lane._memory.size == 0


@pytest.mark.parametrize(
    ("sent", "status", "etag"),
    [
        ('"1"', 304, '"1"'),
        ('W/"1"', 304, '"1"'),
        ('"0", "1"', 304, '"1"'),
        ('"1-br"', 304, '"1-br"'),
        ("*", 304, '"1"'),
        ('"2"', 200, '"1-br"'),
    ],
)
async def test_marks_of_compression_do_not_hide_what_a_client_has(
    sent: str, status: int, etag: str
) -> None:
    stage = Stage()
    stage.headers = stage.headers | {"etag": '"1-br"', "content-encoding": "x"}
    lane = stage.lane()
    await _get(lane)

    transport = httpx2.ASGITransport(app=lane)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.get("/page", headers={"if-none-match": sent})

    assert (answer.status_code, answer.headers["etag"]) == (status, etag)
