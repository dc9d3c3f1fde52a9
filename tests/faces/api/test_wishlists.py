"""Wishlists over HTTP: shown with today's prices, shared by a link, put into the cart."""

from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, update

from shopwright.faces.services import Services
from shopwright.kernel import ids
from shopwright.modules.catalog.models import ProductRow
from shopwright.modules.identity import service as identity
from shopwright.modules.pricing.models import PriceRow
from shopwright.modules.wishlists.models import WishlistRow
from tests.support.buying import stocked
from tests.support.goods import make_product, variant
from tests.support.people import Person, make_customer
from tests.support.statements import counted
from tests.support.wishing import ACTOR, make_list, wish_for

pytestmark = pytest.mark.anyio
LISTS = "/api/v1/wishlists"


async def put(
    client: httpx2.AsyncClient, person: Person, path: str = f"{LISTS}/items", **body: object
) -> httpx2.Response:
    return await client.post(path, json=body, headers=person.headers)


async def share(client: httpx2.AsyncClient, person: Person, list_id: object) -> str:
    body = {"shown_as": "Robin the cook"}
    answer = await client.post(f"{LISTS}/{list_id}/share", json=body, headers=person.headers)
    assert answer.status_code == 201
    return str(answer.json()["path"])


async def test_goods_are_put_on_the_default_list_once(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = str(await stocked(services.works, price="12.00", handle="tea"))

    first = await put(client, customer, variant_id=tea, quantity=2, note="Green")
    again = await put(client, customer, variant_id=tea)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["id"] == first.json()["id"]
    [own] = (await client.get(LISTS, headers=customer.headers)).json()
    assert (own["name"], own["is_default"], own["item_count"]) == ("Wishlist", True, 1)
    shown = await client.get(f"{LISTS}/{own['id']}", headers=customer.headers)
    assert shown.headers["cache-control"] == "private, no-store"
    [item] = shown.json()["items"]
    assert (item["title"], item["price"], item["price_then"], item["price_change"]) == (
        *("Tea", "12.00", "12.00"),
        "0.00",
    )
    assert (item["quantity"], item["note"], item["is_available"]) == (2, "Green", True)


async def test_an_item_names_a_variant_or_a_product_and_not_both(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    both = str(ids.new())

    answers = [
        await put(client, customer),
        await put(client, customer, variant_id=both, product_id=both),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (422, "item_unnamed")
    ] * 2
    assert (await client.get(LISTS, headers=customer.headers)).json() == []


async def test_the_price_of_then_is_compared_in_its_own_currency_only(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, price="12.00")
    wish = await wish_for(services, customer.user_id, tea)
    async with services.works(ACTOR) as work:
        cheaper = update(PriceRow).where(PriceRow.variant_id == tea).values(amount_minor=950)
        await work.db.execute(cheaper)
    path = f"{LISTS}/{wish.wishlist_id}"

    [now] = (await client.get(path, headers=customer.headers)).json()["items"]
    in_dollars = await client.get(path, params={"currency": "USD"}, headers=customer.headers)

    assert (now["price"], now["price_then"], now["price_change"]) == ("9.50", "12.00", "-2.50")
    [abroad] = in_dollars.json()["items"]
    assert (abroad["price"], abroad["price_then"], abroad["price_change"]) == (None, "12.00", None)
    assert abroad["is_available"] is False


async def test_a_list_costs_as_many_statements_for_forty_things_as_for_two(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    own = await make_list(services, customer.user_id)
    path = await share(client, customer, own.id)

    async def fill(times: int) -> None:
        for _ in range(times):
            product = await make_product(services.works, f"thing-{ids.new().hex[-10:]}")
            chosen, by = product.variants[0].id, own.id
            await wish_for(services, customer.user_id, chosen, wishlist_id=by)
            await wish_for(services, customer.user_id, product_id=product.id, wishlist_id=by)

    async def look(path: str) -> int:
        with counted(services.works.engine) as sent:
            answer = await client.get(path, headers=customer.headers)
        assert answer.status_code == 200
        return len(sent)

    sent = []
    for times in (1, 19):
        await fill(times)
        sent.append([await look(each) for each in (f"{LISTS}/{own.id}", path, LISTS)])

    page = (await client.get(f"{LISTS}/{own.id}", headers=customer.headers)).json()
    assert len(page["items"]) == page["item_count"] == 40
    assert sent == [[6, 8, 2]] * 2


@pytest.mark.parametrize("values", [{"status": "draft"}, {"deleted_at": "now"}])
async def test_goods_that_are_not_for_sale_any_more_are_shown_as_that_and_nothing_else(
    client: httpx2.AsyncClient, services: Services, customer: Person, values: dict[str, str]
) -> None:
    tea = await make_product(services.works, "secret-tea", title="Secret tea")
    wish = await wish_for(services, customer.user_id, tea.variants[0].id)
    await wish_for(services, customer.user_id, product_id=tea.id)
    path = await share(client, customer, wish.wishlist_id)
    async with services.works(ACTOR) as work:
        given = {name: work.now if value == "now" else value for name, value in values.items()}
        renamed = update(ProductRow).where(ProductRow.id == tea.id)
        await work.db.execute(renamed.values(**given, title="Top secret"))

    own = await client.get(f"{LISTS}/{wish.wishlist_id}", headers=customer.headers)
    others = await client.get(path)

    for each in (*own.json()["items"], *others.json()["items"]):
        told = {each[name] for name in ("title", "variant_title", "slug", "price", "image_url")}
        assert told == {"", None}
        assert (each["is_for_sale"], each["is_available"]) == (False, False)
    assert {each["title_then"] for each in own.json()["items"]} == {"Secret tea"}
    assert "secret" not in others.text.lower()
    assert "Top" not in own.text


async def test_a_link_shows_goods_and_the_chosen_name_and_nothing_of_the_owner(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works, price="12.00", handle="tea")
    added = await put(client, customer, variant_id=str(tea), note="For my aunt Ada")
    [own] = (await client.get(LISTS, headers=customer.headers)).json()
    path = await share(client, customer, own["id"])

    shown = await client.get(path)

    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "private, no-store"
    assert shown.headers["x-robots-tag"] == "noindex"
    told = shown.json()
    assert (told["name"], told["shown_as"]) == ("Wishlist", "Robin the cook")
    assert [(each["title"], each["price"]) for each in told["items"]] == [("Tea", "12.00")]
    for secret in (customer.email, str(customer.user_id), "Ada", own["id"], added.json()["id"]):
        assert secret not in shown.text


async def test_the_token_is_kept_as_a_fingerprint_and_made_anew_or_revoked(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    own = await make_list(services, customer.user_id)

    first = await share(client, customer, own.id)
    second = await share(client, customer, own.id)
    token = second.rpartition("/")[2]
    async with services.works.reading() as db:
        row = (await db.execute(select(*WishlistRow.__table__.c))).one()
    statuses = [(await client.get(each)).status_code for each in (first, second)]
    gone = await client.delete(f"{LISTS}/{own.id}/share", headers=customer.headers)
    after = await client.get(second)

    assert len(token) == 43
    assert token not in str(tuple(row))
    assert statuses == [404, 200]
    assert (gone.status_code, after.status_code) == (204, 404)
    assert after.json()["code"] == "wishlist_not_found"


async def test_the_link_of_somebody_whose_account_is_closed_shows_nothing(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    own = await make_list(services, customer.user_id)
    path = await share(client, customer, own.id)

    async with services.works(ACTOR) as work:
        await identity.set_active(work, user_id=customer.user_id, is_active=False)

    assert (await client.get(path)).status_code == 404


async def test_a_list_is_named_arranged_thinned_and_removed(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    headers = customer.headers
    made = await client.post(LISTS, json={"name": "Kitchen"}, headers=headers)
    path = f"{LISTS}/{made.json()['id']}"
    first, second = [
        (
            await put(
                client, customer, f"{path}/items", variant_id=str(await stocked(services.works))
            )
        ).json()["id"]
        for _ in range(2)
    ]

    renamed = await client.patch(path, json={"name": "Bath"}, headers=headers)
    order = {"wish_ids": [second, first]}
    arranged = await client.put(f"{path}/order", json=order, headers=headers)
    stale = await client.put(f"{path}/order", json={"wish_ids": [first]}, headers=headers)
    shown = (await client.get(path, headers=headers)).json()
    thinned = await client.delete(f"{path}/items/{second}", headers=headers)
    left = (await client.get(path, headers=headers)).json()
    removed = await client.delete(path, headers=headers)

    assert [renamed.status_code, arranged.status_code, thinned.status_code] == [204] * 3
    assert (stale.status_code, stale.json()["code"]) == (409, "wishes_changed")
    assert (shown["name"], [each["id"] for each in shown["items"]]) == ("Bath", [second, first])
    assert [each["id"] for each in left["items"]] == [first]
    assert removed.status_code == 204
    assert (await client.get(path, headers=headers)).status_code == 404


async def test_something_moves_to_another_list_and_never_to_anothers(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    tea = await stocked(services.works)
    wish = await wish_for(services, customer.user_id, tea)
    own = await make_list(services, customer.user_id)
    strangers = await make_list(services, (await make_customer(services)).user_id)
    path = f"{LISTS}/{wish.wishlist_id}/items/{wish.id}/move"

    refused = await put(client, customer, path, wishlist_id=str(strangers.id))
    moved = await put(client, customer, path, wishlist_id=str(own.id))

    assert (refused.status_code, refused.json()["code"]) == (404, "wishlist_not_found")
    assert moved.status_code == 200
    page = await client.get(f"{LISTS}/{own.id}", headers=customer.headers)
    assert [UUID(each["id"]) for each in page.json()["items"]] == [wish.id]


async def test_a_variant_is_chosen_for_a_product_that_was_wished_for(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    sizes = (variant("S", "S", price="8.00"), variant("M", "M", price="9.00"))
    shirt = await make_product(services.works, "shirt", options=("Size",), variants=sizes)
    wish = await wish_for(services, customer.user_id, product_id=shirt.id)
    path = f"{LISTS}/{wish.wishlist_id}/items/{wish.id}"

    chosen = await client.patch(
        path, json={"variant_id": str(shirt.variants[1].id)}, headers=customer.headers
    )

    assert chosen.status_code == 200
    assert (chosen.json()["variant_title"], chosen.json()["price"]) == ("M", "9.00")
