"""What clients of other dialects send is understood, and what they read is there."""

from typing import Any
from uuid import UUID

import httpx2
import pytest

from shopwright.faces.services import Services
from shopwright.modules.inventory import queries as inventory
from tests.support.buying import stocked
from tests.support.goods import make_category, make_product, variant
from tests.support.people import PASSWORD, Person

pytestmark = pytest.mark.anyio
GOODS: dict[str, Any] = {"name": "Mug", "description": "Holds tea.", "price": 9.5}


def part(body: dict[str, Any], *names: str) -> list[Any]:
    return [body[name] for name in names]


async def made(client: httpx2.AsyncClient, who: Person, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/products", json=GOODS | fields, headers=who.headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("name", ["stock_quantity", "inventory_count", "stock"])
async def test_a_product_is_made_of_plain_fields_and_read_by_them(
    client: httpx2.AsyncClient, admin: Person, name: str
) -> None:
    mug = await made(client, admin, category="Kitchen", **{name: 4})

    shown = (await client.get(f"/api/products/{mug['id']}")).json()
    [listed] = (await client.get("/products?search=mug&category=Kitchen")).json()["items"]
    for each in (mug, shown, listed):
        assert part(each, "name", "title", "price") == ["Mug", "Mug", "9.50"]
        assert part(each, "stock_quantity", "inventory_count") == [4, 4]
        assert part(each, "category", "is_active") == ["Kitchen", True]
    assert shown["description"] == "Holds tea."


async def test_goods_that_are_not_counted_have_no_quantity(
    client: httpx2.AsyncClient, services: Services
) -> None:
    course = await make_product(
        services.works, "course", variants=(variant("course-1", stock=None, track_stock=False),)
    )

    shown = (await client.get(f"/products/{course.id}")).json()

    assert part(shown, "stock_quantity", "in_stock", "category") == [None, True, None]


async def test_what_is_promised_to_orders_is_in_stock_no_more(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    mug = await made(client, admin, stock_quantity=4)
    order = {"items": [{"product_id": mug["id"], "quantity": 3}]}

    await client.post("/orders", json=order, headers=customer.headers)
    shown = (await client.get(f"/products/{mug['id']}")).json()

    assert shown["stock_quantity"] == 1


@pytest.mark.parametrize("path", ["/products", "/api/products"])
async def test_put_changes_what_it_names_and_takes_back_what_was_read(
    client: httpx2.AsyncClient, services: Services, admin: Person, path: str
) -> None:
    category = await make_category(services.works, "Kitchen")
    mug = await made(client, admin, stock_quantity=4, category_id=str(category.id))
    kept = ("id", "name", "description", "stock_quantity", "category", "created_at", "is_active")

    read = {name: mug[name] for name in kept}
    answer = await client.put(
        f"{path}/{mug['id']}", json=read | {"price": 12}, headers=admin.headers
    )
    hidden = await client.put(
        f"{path}/{mug['id']}", json={"is_active": False}, headers=admin.headers
    )

    assert answer.status_code == 200
    assert part(answer.json(), "price", "stock_quantity", "category") == ["12.00", 4, "Kitchen"]
    assert part(hidden.json(), "status", "is_active", "price") == ["draft", False, "12.00"]


async def test_a_stale_change_is_refused_as_the_api_refuses_it(
    client: httpx2.AsyncClient, admin: Person
) -> None:
    mug = await made(client, admin)
    tag = (await client.get(f"/products/{mug['id']}")).headers["etag"]
    headers = admin.headers | {"if-match": tag}

    first = await client.put(f"/products/{mug['id']}", json={"name": "Cup"}, headers=headers)
    second = await client.put(f"/products/{mug['id']}", json={"name": "Bowl"}, headers=headers)

    assert (first.status_code, second.status_code) == (200, 412)
    assert (await client.get(f"/products/{mug['id']}")).json()["name"] == "Cup"


async def test_who_has_seen_a_product_still_sees_how_many_are_left(
    client: httpx2.AsyncClient, admin: Person, customer: Person
) -> None:
    mug = await made(client, admin, stock_quantity=4)
    first = await client.get(f"/products/{mug['id']}")
    order = {"items": [{"product_id": mug["id"], "quantity": 1}]}
    await client.post("/orders", json=order, headers=customer.headers)

    again = await client.get(
        f"/products/{mug['id']}", headers={"if-none-match": first.headers["etag"]}
    )

    assert (again.status_code, again.json()["stock_quantity"]) == (200, 3)


@pytest.mark.parametrize("query", ["skip=1&limit=1", "page=2&size=1", "offset=1&limit=1", "page=2&per_page=1"])  # fmt: skip
async def test_pages_are_asked_for_by_either_numbers(
    client: httpx2.AsyncClient, services: Services, query: str
) -> None:
    for handle in ("one", "two"):
        await make_product(services.works, handle)

    answer = (await client.get(f"/products?{query}")).json()

    assert [each["name"] for each in answer["items"]] == ["One"]
    assert part(answer, "total", "pages", "size") == [2, 2, 1]


async def test_a_name_that_the_api_does_not_know_either_is_refused(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/products?colour=red")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter")


async def test_a_cart_is_filled_by_address_and_becomes_an_order(
    client: httpx2.AsyncClient, services: Services, admin: Person, customer: Person
) -> None:
    mug = await made(client, admin, stock_quantity=4)
    cart_of = customer.headers

    await client.post(f"/cart/add/{mug['id']}", headers=cart_of)
    cart = (await client.post(f"/cart/add/{mug['id']}?quantity=2", headers=cart_of)).json()
    placed = await client.post("/orders/checkout", headers=cart_of)
    history = (await client.get("/orders/my", headers=cart_of)).json()

    [line] = cart["items"]
    assert part(line, "name", "quantity", "price", "subtotal") == ["Mug", 3, "9.50", "28.50"]
    assert part(cart, "total_price", "total_items") == ["28.50", 3]
    order = placed.json()
    assert (placed.status_code, order["status"], order["total_amount"]) == (201, "pending", "28.50")
    assert [(each["product_name"], each["quantity"]) for each in order["items"]] == [("Mug", 3)]
    assert [each["order_number"] for each in history["items"]] == [order["number"]]
    level = await _level(services, mug)
    assert (level.on_hand, level.reserved) == (4, 3)


@pytest.mark.parametrize("quantity", ["0", "-1", "x", "1e3", "9" * 30])
async def test_a_quantity_that_is_none_is_refused(
    client: httpx2.AsyncClient, admin: Person, customer: Person, quantity: str
) -> None:
    mug = await made(client, admin)

    answer = await client.post(
        f"/cart/add/{mug['id']}?quantity={quantity}", headers=customer.headers
    )

    assert answer.status_code == 422
    assert (await client.get("/cart", headers=customer.headers)).json()["items"] == []


async def test_an_account_is_made_and_changed_by_other_names(client: httpx2.AsyncClient) -> None:
    account = {"email": "robin@example.com", "password": PASSWORD, "confirm_password": PASSWORD}

    made_ = await client.post("/signup", json=account | {"name": "Robin Example"})
    login = await client.post("/login", json={"email": account["email"], "password": PASSWORD})
    headers = {"authorization": f"Bearer {login.json()['access_token']}"}
    changed = await client.put("/api/users/profile", json={"name": "Robin R."}, headers=headers)

    assert made_.status_code == 201
    assert part(made_.json(), "full_name", "name", "is_admin", "is_verified") == [
        "Robin Example",
        "Robin Example",
        False,
        False,
    ]
    assert changed.json()["full_name"] == "Robin R."


async def test_a_password_repeated_otherwise_is_refused(client: httpx2.AsyncClient) -> None:
    account = {"email": "robin@example.com", "password": PASSWORD, "confirm_password": "other"}

    answer = await client.post("/register", json=account)

    assert answer.status_code == 422
    assert (await client.post("/login", json={"email": account["email"], "password": PASSWORD})).status_code == 401  # fmt: skip


async def test_an_address_and_a_review_are_taken_by_other_names(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await make_product(services.works, "tea")
    place = {"full_name": "Robin Example", "street": "1 Mill Lane", "city": "York", "zip_code": "YO1 7AA", "country": "gb"}  # fmt: skip

    saved = await client.post("/api/users/addresses", json=place, headers=customer.headers)
    [listed] = (await client.get("/api/users/addresses", headers=customer.headers)).json()["items"]
    review = await client.post(
        f"/api/products/{tea.id}/reviews",
        json={"rating": 4, "comment": "Good."},
        headers=customer.headers,
    )

    assert part(saved.json(), "line1", "postal_code", "country") == ["1 Mill Lane", "YO1 7AA", "GB"]
    assert part(listed, "street", "zip_code", "full_name") == part(place, "street", "zip_code", "full_name")  # fmt: skip
    assert part(review.json(), "rating", "text", "comment") == [4, "Good.", "Good."]


async def test_an_order_is_paid_and_sent_by_other_names(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    order = (
        await client.post(
            "/api/orders",
            json={"items": [{"variant_id": str(tea), "quantity": 1}]},
            headers=customer.headers,
        )
    ).json()

    wanted = {"order_id": order["id"], "payment_method": "test", "payment_token": "test_challenge"}
    paid = await client.post("/api/payments/create-intent", json=wanted, headers=customer.headers)
    asked = {"payment_intent_id": paid.json()["payment_intent_id"]}
    confirmed = await client.post("/api/payments/confirm", json=asked, headers=customer.headers)

    assert paid.status_code == 201
    assert confirmed.json()["payment_id"] == paid.json()["payment_id"]
    assert confirmed.json()["order"]["order_number"] == order["number"]


async def test_an_order_is_sent_with_its_parcels_number(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    tea = await stocked(services.works)
    wanted = {"items": [{"variant_id": str(tea), "quantity": 1}], "payment": {"token": "test_ok"}}
    order = (await client.post("/orders", json=wanted, headers=customer.headers)).json()
    status = f"/api/admin/orders/{order['id']}/status"
    step = {"status": "SHIPPED", "carrier": "Parcel Post", "tracking_number": "PP1"}

    await client.put(status, json={"status": "PROCESSING"}, headers=admin.headers)
    sent = await client.put(status, json=step, headers=admin.headers)

    assert (sent.status_code, sent.json()["status"]) == (200, "shipped")
    assert sent.json()["tracking"] == {"carrier": "Parcel Post", "number": "PP1"}


async def _level(services: Services, product: dict[str, Any]) -> Any:
    async with services.works.reading() as db:
        return await inventory.level(db, UUID(product["variants"][0]["id"]))
