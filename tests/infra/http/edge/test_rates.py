from collections.abc import AsyncIterator

import httpx2
import pytest

from shopwright.infra.http.edge import counters
from shopwright.infra.http.edge.counters import Counters, Limit, LocalCounters
from shopwright.infra.http.edge.stack import Edge
from shopwright.kernel import ids
from tests.infra.http.edge.rig import Echo, client_of, settings_of
from tests.support.addresses import redis_url
from tests.support.servers import RedisServer, start_redis

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The middle of a window, so that none ends within a test: 40 seconds are left of the minute."""
    monkeypatch.setattr(counters, "time", lambda: 1_800_000_020.0)


@pytest.fixture
async def edges() -> AsyncIterator[tuple[Edge, Edge]]:
    """Two servers of one shop, which share a Redis."""
    settings = settings_of(rate_limit="3/hour", redis_url=redis_url())
    one, other = Edge.of(settings), Edge.of(settings)
    yield one, other
    await one.close()
    await other.close()


def _own_address() -> str:
    """An address that no other test counts."""
    chance = ids.new().hex
    return f"2001:{chance[-4:]}:{chance[-8:-4]}:{chance[-12:-8]}::1"


async def _statuses(client: httpx2.AsyncClient, times: int, path: str = "/x") -> list[int]:
    return [(await client.get(path)).status_code for _ in range(times)]


async def test_the_hundredth_passes_and_the_next_is_a_429() -> None:
    app = Echo()

    async with client_of(app, rate_limit="100/minute") as client:
        statuses = await _statuses(client, 100)
        refused = await client.get("/x")

    assert statuses == [200] * 100
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert refused.headers["retry-after"] == "40"
    assert len(app.requests) == 100


async def test_each_answer_says_what_is_left() -> None:
    async with client_of(rate_limit="3/minute") as client:
        answer = await client.get("/x")

    headers = {name: value for name, value in answer.headers.items() if name.startswith("rate")}
    assert headers == {
        "ratelimit-policy": '"address";q=3;w=60',
        "ratelimit": '"address";r=2;t=40',
        "ratelimit-limit": "3",
        "ratelimit-remaining": "2",
        "ratelimit-reset": "40",
    }


async def test_signing_in_has_a_limit_of_its_own() -> None:
    async with client_of(rate_limit="100/minute", rate_limit_auth="2/minute") as client:
        tries = [(await client.post("/api/v1/auth/login", json={})).status_code for _ in range(3)]
        elsewhere = await client.get("/api/v1/auth/me")

    assert tries == [200, 200, 429]
    assert elsewhere.status_code == 200
    assert elsewhere.headers["ratelimit-policy"] == '"address";q=100;w=60'


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/register",
        "/users/login",
        "/users/login/",
        "/users",
        "/api/v1/auth/refresh",
        "/signup",
        "/token",
        "/store/sign-in",
        "/store/second-factor",
    ],
)
async def test_every_way_in_is_limited(path: str) -> None:
    async with client_of(rate_limit_auth="1/minute") as client:
        tries = [(await client.post(path, json={})).status_code for _ in range(2)]

    assert tries == [200, 429]


async def test_an_account_is_counted_wherever_it_calls_from() -> None:
    edge = Edge.of(settings_of(rate_limit="2/minute"))
    bearer = {"authorization": "Bearer one"}

    statuses = []
    for place in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        async with client_of(edge=edge, address=place) as client:
            statuses.append((await client.get("/x", headers=bearer)).status_code)

    assert statuses == [200, 200, 429]


async def test_ten_tokens_of_an_account_are_one_account() -> None:
    edge = Edge.of(settings_of(rate_limit="2/minute"), caller=lambda _: ("account", "robin"))

    statuses = []
    for number in range(3):
        async with client_of(edge=edge, address=f"192.0.2.{number}") as client:
            bearer = {"authorization": f"Bearer {number}"}
            statuses.append((await client.get("/x", headers=bearer)).status_code)

    assert statuses == [200, 200, 429]


async def test_a_key_is_counted_by_itself_and_not_with_its_address() -> None:
    edge = Edge.of(
        settings_of(rate_limit="1/minute", rate_limit_keys="3/minute"),
        caller=lambda scope: (
            ("key", "warehouse") if b"x-api-key" in dict(scope["headers"]) else None
        ),
    )

    async with client_of(edge=edge, address="192.0.2.1") as client:
        first = [await client.get("/x", headers={"x-api-key": "sw_1"}) for _ in range(2)]
        others = await _statuses(client, 2)
    async with client_of(edge=edge, address="192.0.2.2") as client:
        last = [await client.get("/x", headers={"x-api-key": "sw_1"}) for _ in range(2)]

    assert [answer.status_code for answer in (*first, *last)] == [200, 200, 200, 429]
    assert first[0].headers["ratelimit-policy"] == '"key";q=3;w=60'
    assert others == [200, 429]


@pytest.mark.parametrize(
    ("limit", "path"),
    [
        ("registrations", "/api/v1/auth/register"),
        ("registrations", "/api/v1/users"),
        ("registrations", "/api/v1/users/"),
        ("registrations", "/store/sign-up"),
        ("mails", "/api/v1/auth/forgot-password"),
        ("mails", "/api/v1/auth/resend-verification"),
        ("mails", "/api/v1/auth/verify-email/resend"),
        ("mails", "/api/v1/users/me/email"),
        ("mails", "/api/v1/products/01a1fcb8-0000-7000-8000-000000000000/stock-alerts"),
        ("auth", "/api/v1/users/me/email"),
        ("auth", "/api/v1/users/me/password"),
        ("auth", "/api/v1/users/me/second-factor/confirm"),
        ("auth", "/api/v1/auth/browser-session"),
        ("auth", "/api/v1/auth/second-factor"),
    ],
)
async def test_what_is_delicate_has_a_measure_of_its_own(limit: str, path: str) -> None:
    given = {f"rate_limit_{limit}": "1/hour"}
    async with client_of(rate_limit="100/minute", **given) as client:
        tries = [(await client.post(path, json={})).status_code for _ in range(2)]
        elsewhere = await client.post("/api/v1/cart/items", json={})

    assert tries == [200, 429]
    assert elsewhere.status_code == 200


@pytest.mark.parametrize(
    ("limit", "path"),
    [("auth", "/api/v1/users/me/password"), ("mails", "/api/v1/users/me/email")],
)
async def test_what_is_delicate_counts_as_well_where_it_is_put(limit: str, path: str) -> None:
    given = {f"rate_limit_{limit}": "1/hour"}
    async with client_of(rate_limit="100/minute", **given) as client:
        tries = [(await client.put(path, json={})).status_code for _ in range(2)]

    assert tries == [200, 429]


@pytest.mark.parametrize("trusted", ["", "10.0.0.0/8"])
async def test_a_forged_origin_is_no_way_round_a_limit(trusted: str) -> None:
    """Nobody is trusted unless named; and of what a proxy passes on, only what it wrote itself counts."""
    edge = Edge.of(settings_of(rate_limit="2/minute", trusted_proxies=trusted))
    address = "10.0.0.1" if trusted else "192.0.2.7"
    behind = ", 192.0.2.7" if trusted else ""

    statuses = []
    async with client_of(edge=edge, address=address) as client:
        for number in range(3):
            forged = {
                "x-forwarded-for": f"198.51.100.{number}{behind}",
                "x-real-ip": f"198.51.100.{number}",
                "forwarded": f"for=198.51.100.{number}",
                "cf-connecting-ip": f"198.51.100.{number}",
                "true-client-ip": f"198.51.100.{number}",
            }
            statuses.append((await client.get("/x", headers=forged)).status_code)

    assert statuses == [200, 200, 429]


async def test_addresses_are_counted_apart() -> None:
    edge = Edge.of(settings_of(rate_limit="1/minute"))

    async with client_of(edge=edge, address="192.0.2.1") as client:
        first = await _statuses(client, 2)
    async with client_of(edge=edge, address="192.0.2.2") as client:
        second = await _statuses(client, 1)

    assert (first, second) == ([200, 429], [200])


async def test_health_and_files_are_not_counted() -> None:
    async with client_of(rate_limit="1/hour") as client:
        assert await _statuses(client, 3, "/health") == [200] * 3
        assert await _statuses(client, 3, "/health/live") == [200] * 3
        assert await _statuses(client, 3, "/media/a.webp") == [200] * 3
        answer = await client.get("/health")

    assert "ratelimit" not in answer.headers


def test_half_a_window_later_half_of_it_still_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    limit, local = Limit.parse("address", "10/minute"), LocalCounters()
    assert limit is not None
    monkeypatch.setattr(counters, "time", lambda: 600.0)
    taken = [local.take(limit, "k").is_allowed for _ in range(11)]

    monkeypatch.setattr(counters, "time", lambda: 690.0)
    later = [local.take(limit, "k").is_allowed for _ in range(6)]

    assert taken == [True] * 10 + [False]
    assert later == [True] * 5 + [False]


def test_keys_that_come_and_go_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "MOST_KEYS", 10)
    limit, local = Limit.parse("address", "1/minute"), LocalCounters()
    assert limit is not None

    for number in range(100):
        local.take(limit, str(number))

    assert len(local._windows) == 10


async def test_two_servers_count_together_through_redis(edges: tuple[Edge, Edge]) -> None:
    address = _own_address()

    async with (
        client_of(edge=edges[0], address=address) as one,
        client_of(edge=edges[1], address=address) as other,
    ):
        statuses = [await _statuses(client, 1) for client in (one, other, one, other, one)]

    assert statuses == [[200], [200], [200], [429], [429]]


async def test_without_redis_each_server_goes_on_counting_by_itself() -> None:
    server: RedisServer = start_redis()
    edge = Edge.of(settings_of(rate_limit="2/hour", redis_url=f"{server.url}/0"))
    async with client_of(edge=edge) as client:
        before = await _statuses(client, 1)

        server.stop()
        after = await _statuses(client, 3)
    await edge.close()

    assert before == [200]
    assert after == [200, 200, 429]


async def test_redis_is_asked_again_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Counters(redis_url())
    limit = Limit.parse("address", "5/hour")
    assert limit is not None
    key = _own_address()
    both._away_until = counters.monotonic() + 60
    local = await both.take(limit, key)

    both._away_until = 0.0
    shared = await both.take(limit, key)
    await both.close()

    assert (local.remaining, shared.remaining) == (4, 4)
