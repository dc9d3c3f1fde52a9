"""Between the cart and lists: saved for later, put back, and all of a wishlist at once."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import update

from shopwright.faces.services import Services
from shopwright.modules.carts import service as carts
from shopwright.modules.catalog.models import ProductRow
from tests.conftest import SteppingClock
from tests.support.buying import filled_cart, stocked
from tests.support.goods import make_product
from tests.support.people import Person, make_customer
from tests.support.statements import counted
from tests.support.wishing import ACTOR, make_list, save_for_later, wish_for

pytestmark = pytest.mark.anyio
SAVED = "/api/v1/saved"


async def cart(client: httpx2.AsyncClient, person: Person) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/api/v1/cart", headers=person.headers)).json()
    return found


async def saved(client: httpx2.AsyncClient, person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(SAVED, headers=person.headers)).json()["items"]
    return found


async def post(
    client: httpx2.AsyncClient, person: Person, path: str, body: Any = None
) -> httpx2.Response:
    return await client.post(path, json=body, headers=person.headers)


async def test_a_line_is_saved_for_later_and_put_back(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, price="12.00")
    await filled_cart(services, (tea, 3), user_id=customer.user_id)
    [line] = (await cart(client, customer))["items"]

    kept = await post(client, customer, f"/api/v1/cart/items/{line['id']}/save")
    between = await cart(client, customer)
    [item] = await saved(client, customer)
    back = await post(client, customer, f"{SAVED}/{item['id']}/to-cart")

    assert kept.status_code == 201
    assert between["items"] == []
    assert (item["quantity"], item["price"], item["price_then"]) == (3, "12.00", "12.00")
    assert (back.status_code, back.json()["code"], back.json()["moved"]) == (200, "moved", True)
    assert await saved(client, customer) == []
    [line] = (await cart(client, customer))["items"]
    assert (line["variant_id"], line["quantity"]) == (str(tea), 3)
    lists = await client.get("/api/v1/wishlists", headers=customer.headers)
    assert lists.json() == []


async def test_what_is_saved_twice_is_saved_once_with_all_its_pieces(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    await save_for_later(services, customer.user_id, tea, 999)
    await filled_cart(services, (tea, 3), user_id=customer.user_id)
    [line] = (await cart(client, customer))["items"]

    await post(client, customer, f"/api/v1/cart/items/{line['id']}/save")

    assert [each["quantity"] for each in await saved(client, customer)] == [1000]


async def test_what_can_not_go_stays_and_says_why(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    own = await make_list(services, customer.user_id)
    there, short, held = [await stocked(services.works, stock=stock) for stock in (5, 0, 1)]
    gone = await make_product(services.works, "gone")
    undecided = await make_product(services.works, "undecided")
    await filled_cart(services, (held, 1), user_id=customer.user_id)
    wishes = [
        await wish_for(services, customer.user_id, each, wishlist_id=own.id)
        for each in (there, short, held, gone.variants[0].id)
    ]
    by_product = await wish_for(
        services, customer.user_id, product_id=undecided.id, wishlist_id=own.id
    )
    async with services.works(ACTOR) as work:
        draft = update(ProductRow).where(ProductRow.id == gone.id).values(status="draft")
        await work.db.execute(draft)

    answer = await post(client, customer, f"/api/v1/wishlists/{own.id}/to-cart", {})

    assert answer.status_code == 200
    told = {each["wish_id"]: (each["code"], each["available"]) for each in answer.json()["results"]}
    assert told == {
        str(wishes[0].id): ("moved", None),
        str(wishes[1].id): ("out_of_stock", 0),
        str(wishes[2].id): ("out_of_stock", 1),
        str(wishes[3].id): ("variant_unavailable", None),
        str(by_product.id): ("variant_needed", None),
    }
    lines = {
        each["variant_id"]: each["quantity"] for each in (await cart(client, customer))["items"]
    }
    assert lines == {str(held): 1, str(there): 1}
    page = await client.get(f"/api/v1/wishlists/{own.id}", headers=customer.headers)
    left = [each["id"] for each in page.json()["items"]]
    assert left == [str(each) for each in (wishes[1].id, wishes[2].id, wishes[3].id, by_product.id)]


async def test_some_of_a_list_goes_and_anothers_is_not_there(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    first = await wish_for(services, customer.user_id, await stocked(services.works))
    second = await wish_for(services, customer.user_id, await stocked(services.works))
    stranger = await make_customer(services)
    strangers = await wish_for(services, stranger.user_id, await stocked(services.works))
    path = f"/api/v1/wishlists/{first.wishlist_id}/to-cart"

    refused = await post(client, customer, path, {"wish_ids": [str(first.id), str(strangers.id)]})
    not_his = await post(client, stranger, path, {"wish_ids": [str(first.id)]})
    went = await post(client, customer, path, {"wish_ids": [str(second.id)]})

    assert [each.status_code for each in (refused, not_his, went)] == [404, 404, 200]
    held = (await cart(client, customer))["items"]
    assert [UUID(each["variant_id"]) for each in held] == [second.variant_id]
    page = await client.get(f"/api/v1/wishlists/{first.wishlist_id}", headers=customer.headers)
    assert [UUID(each["id"]) for each in page.json()["items"]] == [first.id]


async def test_pieces_beyond_the_limit_and_lines_beyond_it_are_told(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, stock=None, backorder=True)
    await save_for_later(services, customer.user_id, tea, 600)
    await filled_cart(services, (tea, 500), user_id=customer.user_id)
    for _ in range(services.till.terms.cart_lines - 1):
        await save_for_later(services, customer.user_id, await stocked(services.works))
    await filled_cart(services, (await stocked(services.works), 1), user_id=customer.user_id)

    answer = await post(client, customer, f"{SAVED}/to-cart", {})

    codes = [each["code"] for each in answer.json()["results"]]
    lines = services.till.terms.cart_lines
    assert codes == ["quantity_limit", *["moved"] * (lines - 2), "cart_full"]
    assert len((await cart(client, customer))["items"]) == lines
    assert len(await saved(client, customer)) == 2


async def test_a_cart_that_is_being_completed_refuses_both_ways(
    client: httpx2.AsyncClient, services: Services, customer: Person, clock: SteppingClock
) -> None:
    tea, mug = await stocked(services.works), await stocked(services.works)
    kept = await save_for_later(services, customer.user_id, mug)
    cart_id = await filled_cart(services, (tea, 1), user_id=customer.user_id)
    [line] = (await cart(client, customer))["items"]
    async with services.works(ACTOR) as work:
        until = work.now + services.till.terms.claim
        await carts.claim(work, cart_id=cart_id, user_id=customer.user_id, until=until)

    answers = [
        await post(client, customer, f"/api/v1/cart/items/{line['id']}/save"),
        await post(client, customer, f"{SAVED}/{kept.id}/to-cart"),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (409, "cart_being_completed")
    ] * 2
    assert [each["id"] for each in await saved(client, customer)] == [str(kept.id)]
    assert [each["id"] for each in (await cart(client, customer))["items"]] == [line["id"]]
    clock.advance(minutes=5)
    assert (await post(client, customer, f"{SAVED}/{kept.id}/to-cart")).status_code == 200


async def test_a_guest_keeps_his_lines_in_the_cart(
    client: httpx2.AsyncClient, services: Services
) -> None:
    tea = await stocked(services.works)
    put = {"variant_id": str(tea), "quantity": 1}
    [line] = (await client.post("/api/v1/cart/items", json=put)).json()["items"]

    refused = await client.post(f"/api/v1/cart/items/{line['id']}/save")

    assert refused.status_code == 401
    assert len((await client.get("/api/v1/cart")).json()["items"]) == 1


async def test_forty_things_go_at_the_cost_of_two(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    sent = []
    for times in (2, 40):
        for _ in range(times):
            await save_for_later(services, customer.user_id, await stocked(services.works))
        with counted(services.works.engine) as statements:
            answer = await post(client, customer, f"{SAVED}/to-cart", {})
        assert {each["code"] for each in answer.json()["results"]} == {"moved"}
        sent.append(len(statements))

    assert sent[0] == sent[1]


async def test_what_is_kept_no_longer_is_gone(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    kept = await save_for_later(services, customer.user_id, await stocked(services.works))

    gone = await client.delete(f"{SAVED}/{kept.id}", headers=customer.headers)
    again = await client.delete(f"{SAVED}/{kept.id}", headers=customer.headers)

    assert (gone.status_code, again.status_code) == (204, 404)
    assert await saved(client, customer) == []
