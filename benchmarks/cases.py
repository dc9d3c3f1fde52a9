"""What is measured, against which floor, and the goal."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import quote

from benchmarks.load import Result
from benchmarks.machine import computing_seconds, worked
from benchmarks.promotions import evaluations
from benchmarks.shop import Shop, answer_of, json_of

PRODUCTS = "/api/v1/products"
BURST_SECONDS = 0.5
CLIENTS = 64
ORDERS = 128  # of a burst, each placed once
_HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}
_WORDS = ("linen", "oak mug", "copper", "teapot")
_JSON = ("Content-Type: application/json",)


@dataclass(frozen=True, slots=True)
class Burst:
    """What came of a burst; ``computing`` are the seconds that the server computed, where the system tells."""

    rate: float
    computing: float | None = None


Measure = Callable[[], Burst]


@dataclass(frozen=True, slots=True)
class Case:
    """``goal`` is what the ratio of candidate to floor shall reach; None where none is set.

    ``is_bound_by_server``: where the server alone is loaded, the seconds that it computes for an answer count as well
    as the answers of a second, whichever ratio is worse: a generator that is too slow flatters nobody.
    """

    name: str
    against: str
    candidate: Measure
    floor: Measure
    goal: float | None = None
    is_bound_by_server: bool = True
    rounds: int = field(default=3)


def get(path: str, *headers: str) -> str:
    return _request("GET", path, "", *headers)


def post(path: str, body: Any, *headers: str) -> str:
    return _request("POST", path, json.dumps(body), *_JSON, *headers)


def _request(method: str, path: str, body: str, *headers: str) -> str:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", body])


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything that cases need: the shop, the port and process of the bare server, and numbers never used twice."""

    shop: Shop
    floor_port: int
    floor_pid: int
    fresh: Iterator[int] = field(default_factory=count)

    def http(
        self, port: int, pid: int, requests: list[str], *statuses: int, once: bool = False
    ) -> Burst:
        """Load a server; any answer that was not expected ends the run."""
        order = {
            "port": port,
            "connections": CLIENTS,
            "seconds": 30.0 if once else BURST_SECONDS,
            "requests": requests,
            "once": once,
        }
        before = computing_seconds(pid)
        result: Result = worked("benchmarks.load", order, core=1)  # type: ignore[assignment]
        after = computing_seconds(pid)
        unexpected = set(map(int, result["statuses"])) - set(statuses)
        assert not unexpected, (requests[0][:200], result["statuses"])
        spent = None if before is None or after is None else (after - before) / result["done"]
        return Burst(result["done"] / result["seconds"], spent)

    def bare(self, number: int) -> Measure:
        return lambda: self.http(self.floor_port, self.floor_pid, [get(f"/{number}")], 200)

    def hot(self, *requests: str, status: int = 200) -> Measure:
        return lambda: self.http(self.shop.hot.port, self.shop.hot.pid, list(requests), status)

    def cold(self, *requests: str, status: int = 200) -> Measure:
        return lambda: self.http(self.shop.cold.port, self.shop.cold.pid, list(requests), status)

    def direct(self, kind: str, **given: Any) -> Measure:
        """The same by a bare driver, in the server's place."""
        url = self.shop.url.removeprefix("sqlite:///")
        order = {"url": url, "kind": kind, "seconds": BURST_SECONDS, **given}

        def measure() -> Burst:
            result = worked("benchmarks.direct", order, core=0)
            return Burst(result["done"] / result["seconds"])

        return measure

    def baskets(self, *, hot: bool) -> list[list[str]]:
        """Three pieces each; or one piece, of one variant that everybody wants."""
        variants = self.shop.variants
        if hot:
            return [[variants[0]]]
        triples = zip(variants, variants[67:], variants[134:], strict=False)
        return [list(each) for each in triples]

    def orders(self, *, hot: bool) -> Measure:
        """Place orders, each with a key of its own."""
        baskets = self.baskets(hot=hot)

        def measure() -> Burst:
            requests = [self._order(baskets[each % len(baskets)]) for each in range(ORDERS)]
            shop = self.shop.hot
            return self.http(shop.port, shop.pid, requests, 201, once=True)

        return measure

    def _order(self, variants: list[str]) -> str:
        body = {
            "items": [{"variant_id": each, "quantity": 1} for each in variants],
            "email": "guest@example.com",
            "shipping_address": _HOME,
            "payment": {"provider": "test", "token": "test_ok"},
        }
        return post("/api/v1/orders", body, f"Idempotency-Key: benchmark-{next(self.fresh):012}")


def answers_of(shop: Shop) -> list[bytes]:
    """What the bare server answers: the very bytes of the shop's product, list and search."""
    paths = (_product(shop), f"{PRODUCTS}?limit=20", _search("linen"))
    return [answer_of(shop.cold.port, path).body for path in paths]  # type: ignore[attr-defined]


def cases_of(bench: Bench) -> list[Case]:
    """In the order of the table."""
    shop = bench.shop
    detail, listing = _product(shop), f"{PRODUCTS}?limit=20"
    etag = answer_of(shop.hot.port, detail).headers["etag"]
    first, last = _first_and_last_route(shop)
    deep = _deep_page(shop)
    filtered = [f"{PRODUCTS}?limit=20&min_price={n % 19}.{n:02}&sort=price" for n in range(90)]
    bare = "bare ASGI, same bytes"
    driver = "bare driver, same statement"
    purchase = "bare driver, one transaction"
    adding = [
        post("/api/v1/cart/items", {"variant_id": each, "quantity": 1}) for each in shop.variants
    ]
    return [
        Case("product, warm", bare, bench.hot(get(detail)), bench.bare(0), 0.80),
        Case(
            "product, 304",
            bare,
            bench.hot(get(detail, f"If-None-Match: {etag}"), status=304),
            bench.bare(0),
            0.95,
        ),
        Case(
            "product, cold",
            driver,
            bench.cold(*(get(f"{PRODUCTS}/{quote(name)}") for name in shop.names)),
            bench.direct("document", names=shop.names),
            0.50,
            is_bound_by_server=False,
        ),
        Case("list of 20, warm", bare, bench.hot(get(listing)), bench.bare(1), 0.80),
        Case(
            "list of 20, filtered, cold", bare, bench.cold(*map(get, filtered)), bench.bare(1), 0.20
        ),
        Case(
            "search, cold",
            bare,
            bench.cold(*(get(_search(word)) for word in _WORDS)),
            bench.bare(2),
        ),
        Case(
            "search with facets, cold",
            "search, cold",
            bench.cold(*(get(f"{_search(word)}&facets=true&highlights=true") for word in _WORDS)),
            bench.cold(*(get(_search(word)) for word in _WORDS)),
        ),
        Case(
            "facets of the shop, cold",
            "the list, cold",
            bench.cold(get(f"{listing}&facets=true&min_price=1")),
            bench.cold(get(f"{listing}&min_price=1")),
        ),
        Case(
            "suggestions, cold",
            "search, cold",
            bench.cold(
                *(get(f"{PRODUCTS}/suggestions?q={typed}") for typed in ("li", "oak", "cop"))
            ),
            bench.cold(*(get(_search(word)) for word in _WORDS)),
        ),
        Case(
            "last route",
            "first route",
            bench.cold(last, status=401),
            bench.cold(first, status=401),
            0.95,
        ),
        Case(
            "page 96 by cursor",
            "first page",
            bench.cold(get(deep)),
            bench.cold(get(listing)),
            1 / 1.2,
        ),
        Case(
            "cart of 50 lines with 20 promotions",
            "5 ms of computing each",
            lambda: Burst(evaluations(BURST_SECONDS)),
            lambda: Burst(200.0),
            1.0,
            is_bound_by_server=False,
        ),
        Case("add to cart", bare, bench.hot(*adding, status=201), bench.bare(0)),
        Case(
            "checkout, many SKUs",
            purchase,
            bench.orders(hot=False),
            bench.direct("purchase", baskets=bench.baskets(hot=False)),
            0.75,
            is_bound_by_server=False,
        ),
        Case(
            "checkout, one hot SKU",
            purchase,
            bench.orders(hot=True),
            bench.direct("purchase", baskets=bench.baskets(hot=True)),
            3.0,
            is_bound_by_server=False,
        ),
    ]


def _product(shop: Shop) -> str:
    return f"{PRODUCTS}/{shop.names[0]}"


def _search(words: str) -> str:
    return f"{PRODUCTS}/search?q={quote(words)}&limit=20"


def _first_and_last_route(shop: Shop) -> tuple[str, str]:
    """Of the routes that refuse a guest before they do anything else."""
    paths = json_of(shop.cold.port, "/openapi.json")["paths"]
    refusing = [
        path
        for path, operations in paths.items()
        if "{" not in path
        and "401" in operations.get("get", {}).get("responses", {})
        and answer_of(shop.cold.port, path).status == 401
    ]
    return get(refusing[0]), get(refusing[-1])


def _deep_page(shop: Shop) -> str:
    """The address of the page behind 1,900 products."""
    path, cursor = f"{PRODUCTS}?limit=100", ""
    for _ in range(19):
        cursor = json_of(shop.cold.port, path + cursor)["page"]["next_cursor"]
        cursor = f"&cursor={cursor}"
    return f"{PRODUCTS}?limit=20{cursor}"
