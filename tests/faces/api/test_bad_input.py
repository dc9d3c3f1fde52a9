"""What no honest client sends: refused in words, by a 4xx, and nothing is changed."""

import json
import unicodedata
from itertools import product
from typing import Any

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.kernel import text
from shopwright.kernel.paging import encode_cursor
from tests.faces.api.small_shop import SmallShop, furnish
from tests.support.contents import contents
from tests.support.shared_data import shared

pytestmark = pytest.mark.anyio
API = "/api/v1"
HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}
QUANTITIES = ["-1", "1001", "1.5", "1.0", "1e0", "1e3", '"1"', "true", "null", "[]", "{}", "NaN"]
QUANTITIES += ["Infinity", "-Infinity", "1e400", "9223372036854775808", "9" * 400, "-" + "9" * 30]
HARMFUL = ["a\\u0000b", "\\u0007", "a\\u001bb", "\\ud800", "x\\udfff", "\\u202egnp.exe", "\\u2066"]


@pytest.fixture
async def shop(services: Services) -> SmallShop:
    return await furnish(services)


async def refused(
    client: httpx2.AsyncClient,
    services: Services,
    request: httpx2.Request,
    *statuses: int,
) -> dict[str, Any]:
    """Send what must be refused as a problem document, and see that the database is as before."""
    before = await contents(services.works)

    answer = await client.send(request)

    assert answer.status_code in statuses, (request.url, answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json"
    assert await contents(services.works) == before
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    return problem


def sending(
    client: httpx2.AsyncClient, shop: SmallShop, route: str, body: str | bytes, **headers: str
) -> httpx2.Request:
    method, path = route.split(" ")
    given = {"content-type": "application/json"} | headers
    person = shop.people["admin" if "/admin/" in path or "/products" in path else "customer"]
    return client.build_request(
        method, API + path, content=body, headers=person.headers | given, timeout=30
    )


async def test_a_quantity_is_a_whole_number_of_pieces(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    before = await contents(services.works)

    for quantity in QUANTITIES:
        item = f'{{"variant_id": "{shop.ids["variant_id"]}", "quantity": {quantity}}}'
        routes = {
            "POST /cart/items": item,
            "POST /cart/add": item,
            f"PUT /cart/items/{shop.ids['item_id']}": f'{{"quantity": {quantity}}}',
            "POST /cart/sync": f'{{"items": [{item}]}}',
            "POST /orders": f'{{"items": [{item}]}}',
        }
        for route, body in routes.items():
            answer = await client.send(sending(client, shop, route, body))
            assert answer.status_code in (400, 422), (route, quantity, answer.text[:300])

    assert await contents(services.works) == before


async def test_nothing_can_not_be_bought(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    item = {"variant_id": shop.ids["variant_id"], "quantity": 0}

    for route, body in {"POST /cart/items": item, "POST /orders": {"items": [item]}}.items():
        await refused(client, services, sending(client, shop, route, json.dumps(body)), 422)


async def test_text_that_harms_is_refused_in_every_field(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    order = {"items": [{"variant_id": shop.ids["variant_id"], "quantity": 1}]}
    bodies: dict[str, list[dict[str, Any]]] = {
        "PUT /users/me": [{name: "@"} for name in ("full_name", "phone", "locale", "username")],
        "POST /users/me/addresses": [HOME | {name: "@"} for name in (*HOME, "region", "phone")],
        "PATCH /cart": [{"email": "@x@example.com"}, {"shipping_address": HOME | {"city": "@"}}],
        "POST /orders": [order | {"note": "@"}, order | {"email": "@y@example.com"}],
        f"POST /orders/{shop.ids['order_id']}/cancel": [{"reason": "@"}],
        "POST /products": [{"title": "@"}, {"title": "Tea", "description": "@"}],
        f"POST /admin/stock/{shop.ids['variant_id']}/adjust": [
            {"change": 1, "reason": "counted", "note": "@"}
        ],
    }

    before = await contents(services.works)

    for route, each in bodies.items():
        for body, harmful in product(each, HARMFUL):
            written = json.dumps(body).replace('"@', f'"{harmful}')
            answer = await client.send(sending(client, shop, route, written))
            assert answer.status_code in (400, 422), (route, written, answer.text[:300])

    assert await contents(services.works) == before


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"", (400, 422)),
        (b"{", (400, 422)),
        (b"null", (422,)),
        (b"[]", (422,)),
        (b'"full_name"', (422,)),
        (b'{"full_name": "A"} {}', (400, 422)),
        (b"\xff\xfe\x00", (400,)),
        (b'{"full_name": "\xc3\x28"}', (400,)),
        (b"[" * 100_000, (400,)),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, (400,)),
        (b'{"full_name": "A", "nick_name": "B"}', (422,)),
        (b'{"full_name": "A", "__proto__": {"role": "admin"}}', (422,)),
        (b'{"full_name": "A", "role": "admin"}', (422,)),
        (b'{"full_name": 1}', (422,)),
        (b'{"full_name": ["A"]}', (422,)),
        (b'{"full_name": "' + b"a" * 256 + b'"}', (422,)),
        (b'{"full_name": "' + b"a" * 20_000_000 + b'"}', (413,)),
        (b" " * 1_048_577, (413,)),
    ],
    ids=range(18),
)
async def test_a_body_that_is_not_what_the_route_takes_is_refused(
    client: httpx2.AsyncClient,
    services: Services,
    shop: SmallShop,
    body: bytes,
    statuses: tuple[int, ...],
) -> None:
    request = sending(client, shop, "PUT /users/me", body)

    await refused(client, services, request, *statuses)


async def test_of_a_key_that_is_given_twice_the_last_one_counts_and_is_checked(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    route = f"PUT /cart/items/{shop.ids['item_id']}"
    twice = '{"quantity": 5000, "quantity": 9}', '{"quantity": 9, "quantity": 5000}'

    answer = await client.send(sending(client, shop, route, twice[0]))
    await refused(client, services, sending(client, shop, route, twice[1]), 422)

    assert [line["quantity"] for line in answer.json()["items"]] == [9]


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/xml"},
        {"content-encoding": "gzip"},
    ],
    ids=lambda each: next(iter(each.values())),
)
async def test_another_kind_of_content_is_refused(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop, headers: dict[str, str]
) -> None:
    request = sending(client, shop, "PUT /users/me", '{"full_name": "A"}', **headers)

    await refused(client, services, request, 415)


@pytest.mark.parametrize("path", ["/products", "/orders", "/admin/orders", "/admin/users"])
async def test_a_page_has_one_to_a_hundred_lines(
    client: httpx2.AsyncClient, shop: SmallShop, path: str
) -> None:
    for number in ("-1", "0", "101", "1.5", "1.0", "9" * 30, "1_0", "+5", "٣", "NaN", "0x1"):
        answer = await client.get(
            API + path, params={"limit": number}, headers=shop.people["admin"].headers
        )

        assert answer.status_code == 422, number
        assert answer.json()["code"] == "invalid"


QUERIES = (
    "skip=9999999999999999999999",
    "page=9999999999999999999999&size=100",
    "page=0&size=10",
    "skip=-1",
    "cursor=garbage",
    "cursor=" + "A" * 600,
    f"cursor={encode_cursor('orders-new', 'nobody')}",
    f"cursor={encode_cursor('orders-new', 10**30)}",
    f"cursor={encode_cursor('orders-new', None)}",
    f"cursor={encode_cursor('newest', 10**30, 'x')}",
    "status=sold",
    "unknown[$ne]=1&limit=500",
)


@pytest.mark.parametrize("path", ["/admin/orders", "/orders"])
async def test_a_list_is_asked_in_its_own_words(
    client: httpx2.AsyncClient, shop: SmallShop, path: str
) -> None:
    for query in QUERIES:
        answer = await client.get(f"{API}{path}?{query}", headers=shop.people["admin"].headers)

        assert answer.status_code in (400, 422), (query, answer.text[:200])
        assert answer.headers["content-type"] == "application/problem+json"


async def test_an_order_number_that_can_not_be_finds_nothing_and_breaks_nothing(
    client: httpx2.AsyncClient, shop: SmallShop
) -> None:
    for number in ("9" * 30, "9" * 15, "9223372036854775808", "-1", "٣٣", "'; --", "\x00"):
        answer = await client.get(
            f"{API}/admin/orders", params={"number": number}, headers=shop.people["admin"].headers
        )

        assert answer.status_code in (200, 422), number
        assert answer.json().get("items", []) == []


async def test_a_cursor_of_stock_movements_that_no_list_gave_is_refused(
    client: httpx2.AsyncClient, services: Services, shop: SmallShop
) -> None:
    path = f"{API}/admin/stock/{shop.ids['variant_id']}/movements"
    for key in ("nobody", 7, None):
        request = client.build_request(
            "GET",
            path,
            params={"cursor": encode_cursor("movements", key)},
            headers=shop.people["admin"].headers,
        )
        await refused(client, services, request, 422)


async def test_naughty_strings_are_kept_as_they_are_or_refused(
    client: httpx2.AsyncClient, shop: SmallShop
) -> None:
    naughty = json.loads(shared("reference/naughty_strings_blns.json").read_text(encoding="utf-8"))
    headers = shop.people["customer"].headers

    for each in naughty:
        answer = await client.put(f"{API}/users/me", json={"full_name": each}, headers=headers)
        found = await client.get(f"{API}/products/search", params={"q": each})

        kept = unicodedata.normalize("NFC", each).strip()
        if answer.status_code == 200:
            assert answer.json()["full_name"] == kept
        else:
            assert answer.status_code == 422
            assert not kept or len(each) > 255 or text.fault_of(each)
        assert found.status_code in (200, 422)
