"""What holds for every address of another dialect, whatever it stands for."""

import asyncio
from dataclasses import replace

import httpx2
import pytest

from shopwright.faces.compat.layers import DEPRECATED
from shopwright.faces.services import Services
from shopwright.infra.settings import Settings
from shopwright.main import create_app
from tests.support.buying import stocked
from tests.support.goods import make_category, make_product
from tests.support.people import Person

pytestmark = pytest.mark.anyio
GOODS = {"name": "Mug", "price": 9.5, "stock_quantity": 4}


def client_with(services: Services, **changed: object) -> httpx2.AsyncClient:
    settings = services.settings.model_copy(update=changed)
    app = create_app(settings, services=replace(services, settings=settings))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://shop.test")


async def test_each_answer_says_that_the_address_is_deprecated_and_which_one_is_not(
    client: httpx2.AsyncClient, services: Services
) -> None:
    kettle = await make_product(services.works, "kettle")

    answers = [
        await client.get(f"/products/{kettle.id}"),
        await client.get("/api/categories/"),
        await client.post("/login", json={"username": "robin", "password": "wrong"}),
        await client.get("/products/nowhere"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 401, 404]
    assert {answer.headers["deprecation"] for answer in answers} == {DEPRECATED[1].decode()}
    assert [answer.headers["link"] for answer in answers] == [
        f'</api/v1/products/{kettle.id}>; rel="successor-version"',
        '</api/v1/categories>; rel="successor-version"',
        '</api/v1/auth/login>; rel="successor-version"',
        '</api/v1/products/nowhere>; rel="successor-version"',
    ]


async def test_the_next_page_is_at_the_address_that_was_asked(
    client: httpx2.AsyncClient, services: Services
) -> None:
    for handle in ("one", "two", "three"):
        await make_product(services.works, handle)

    first = await client.get("/api/products?offset=0&limit=2")
    [following, _] = first.headers["link"].split(", ")
    second = await client.get(following.partition(">")[0].lstrip("<"))

    assert following == '</api/products?skip=2&limit=2>; rel="next"'
    assert [each["name"] for each in first.json()["items"]] == ["Three", "Two"]
    assert [each["name"] for each in second.json()["items"]] == ["One"]


async def test_a_dialect_that_is_switched_off_is_not_there(services: Services) -> None:
    async with client_with(services, dialects="async") as client:
        answers = {
            path: (await client.get(path)).status_code
            for path in ("/api/products", "/users/me", "/me", "/products", "/api/v1/products", "/")
        }
        gone = await client.get("/api/products")

    assert answers == {
        "/api/products": 404,
        "/users/me": 404,
        "/me": 401,
        "/products": 200,
        "/api/v1/products": 200,
        "/": 200,
    }
    assert (gone.json()["code"], "deprecation" in gone.headers) == ("not_found", False)


async def test_without_dialects_the_api_is_all_there_is(services: Services) -> None:
    async with client_with(services, dialects="") as client:
        answers = [await client.get(path) for path in ("/products", "/api/cart", "/api/v1/cart")]

    assert [answer.status_code for answer in answers] == [404, 404, 200]


def test_a_misspelt_dialect_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown: classik; there are classic, render, async"):
        Settings(_env_file=None, dialects="classik,render")


async def test_another_method_is_refused_with_those_that_there_are(
    client: httpx2.AsyncClient,
) -> None:
    known = await client.patch("/products")
    unknown = await client.patch("/nowhere")

    assert (known.status_code, known.headers["allow"]) == (405, "GET, HEAD, POST")
    assert unknown.status_code == 404


async def test_head_is_get_without_a_body_and_signs_nobody_out(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    products = await client.head("/products")
    logout = await client.head("/logout", headers=customer.headers)
    me = await client.get("/me", headers=customer.headers)

    assert (products.status_code, products.content) == (200, b"")
    assert int(products.headers["content-length"]) > 0
    assert (logout.status_code, me.status_code) == (405, 200)


@pytest.mark.parametrize("path", ["/logout", "/api/auth/logout"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_signing_out_takes_either_method(
    client: httpx2.AsyncClient, customer: Person, path: str, method: str
) -> None:
    answer = await client.request(method, path, headers=customer.headers)
    after = await client.get("/me", headers=customer.headers)

    assert (answer.status_code, answer.json()) == (200, {"message": "You are signed out."})
    assert after.status_code == 401


async def test_an_order_sent_twice_by_either_address_is_one(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    body = {"items": [{"variant_id": str(tea), "quantity": 1}]}
    headers = customer.headers | {"idempotency-key": "one-order-only"}

    old = await client.post("/orders", json=body, headers=headers)
    new = await client.post("/api/v1/orders", json=body, headers=headers)

    assert (old.status_code, new.status_code) == (201, 201)
    assert (new.json()["id"], new.headers["idempotency-replayed"]) == (old.json()["id"], "true")


async def test_what_is_kept_for_guests_is_never_given_where_it_would_be_translated(
    services: Services,
) -> None:
    await make_product(services.works, "kettle")
    async with client_with(services, hot_megabytes=8) as client:
        answers = [
            await client.get(path) for path in ("/api/v1/products", "/products") for _ in range(2)
        ]

    names = [["name" in each for each in answer.json()["items"]] for answer in answers]
    assert names == [[False], [False], [True], [True]]
    assert [answer.headers["cache-control"] for answer in answers[2:]] == ["private, no-store"] * 2


async def test_what_is_not_translated_is_answered_from_memory_by_either_address(
    services: Services,
) -> None:
    await make_category(services.works, "Kitchen")
    async with client_with(services, hot_megabytes=8) as client:
        known = await client.get("/api/v1/categories")
        again = await client.get(
            "/api/categories", headers={"if-none-match": known.headers["etag"]}
        )

    assert (again.status_code, again.headers["deprecation"]) == (304, DEPRECATED[1].decode())


async def test_limits_count_both_addresses_of_an_operation_together(services: Services) -> None:
    login = {"email": "robin@example.com", "password": "wrong"}
    async with client_with(services, rate_limit_auth="2/minute") as client:
        answers = [
            (await client.post(path, json=login)).status_code
            for path in ("/login", "/api/auth/login", "/api/v1/auth/login", "/login")
        ]

    assert answers == [401, 401, 429, 429]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content": b"{" * 10}, 400, "invalid_json"),
        ({"content": b"[" * 100 + b"]" * 100}, 400, "json_too_deep"),
        ({"content": b'{"name": "\xff"}'}, 400, "invalid_encoding"),
        ({"content": b"[1]"}, 422, "invalid"),
        ({"content": b'{"name": 18446744073709551616}'}, 422, "invalid"),
        ({"content": b"x" * 2_000_000}, 413, "body_too_large"),
        ({"content": b"", "type": "application/json"}, 422, "invalid"),
        ({"content": b"name=Mug", "type": "text/plain"}, 415, "unsupported_media_type"),
        ({"content": b'{"name": "Mug", "price": 1, "owner_id": 1}'}, 422, "invalid"),
    ],
)
async def test_bad_bodies_are_refused_as_the_api_refuses_them(
    client: httpx2.AsyncClient, admin: Person, sent: dict[str, object], status: int, code: str
) -> None:
    headers = admin.headers | {"content-type": str(sent.get("type", "application/json"))}

    answers = [
        await client.post(path, content=sent["content"], headers=headers)  # type: ignore[arg-type]  # bytes
        for path in ("/products", "/api/v1/products")
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(status, code)] * 2


async def test_a_form_is_taken_where_the_api_takes_one_and_nowhere_else(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    form = {"username": admin.email, "password": "correct horse battery", "grant_type": "password"}

    answers = [
        await client.post(path, data=form) for path in ("/login", "/api/auth/login", "/register")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 415]
    assert answers[0].json()["token_type"] == "bearer"


async def test_another_operation_behind_the_same_start_answers_in_its_own_shape(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    answer = await client.get("/api/orders/my-orders", headers=customer.headers)

    assert answer.status_code == 200
    assert set(answer.json()) == {"items", "page"}


async def test_the_last_piece_is_sold_once_whatever_the_dialect(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person, vendor: Person
) -> None:
    made = (await client.post("/products", json=GOODS, headers=admin.headers)).json()
    order = {"items": [{"product_id": made["id"], "quantity": 3}]}

    answers = await asyncio.gather(
        client.post("/orders", json=order, headers=customer.headers),
        client.post("/api/orders", json=order, headers=vendor.headers),
        client.post("/api/v1/orders", json=order, headers=admin.headers),
    )
    left = (await client.get(f"/products/{made['id']}")).json()

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    assert left["stock_quantity"] == 1
