"""What is somebody else's is not there: every operation of the document that names a thing, asked by others."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from shopwright.faces.api.context import ANONYMOUS, PUBLIC
from shopwright.faces.services import Services
from shopwright.kernel import ids
from tests.faces.api.belongings import (
    OWNED,
    SHOPS,
    Operation,
    furnished,
    ids_in,
    operations,
    schema_of,
)
from tests.faces.api.small_shop import SmallShop
from tests.support.contents import contents
from tests.support.goods import make_product
from tests.support.people import actor_of
from tests.support.pictures import picture

pytestmark = pytest.mark.anyio
REFUSALS = (401, 403, 404)
STRANGERS = ("stranger", "rival", "guest")
PAYMENT = {"provider": "test", "token": "test_ok"}
PRODUCT = {"title": "My kettle", "price": "1.00"}
# Bodies in which an id stands for what is somebody's, by operation; the others name goods of the shop.
BODIES_WITH_OWNED: dict[str, Callable[[dict[str, str]], Any]] = {
    "payment_begin": lambda ids: PAYMENT | {"order_id": ids["order_id"]},
    "payment_confirm": lambda ids: {"payment_id": ids["payment_id"]},
}
# Bodies whose ids of another's are taken for none: what they name stays as it is, and a new one is made.
BODIES_WITH_STRANGE: dict[str, Callable[[dict[str, str]], Any]] = {
    "product_create": lambda ids: PRODUCT | {"variants": [{"id": ids["variant_id"]}]},
    "product_replace": lambda ids: PRODUCT | {"variants": [{"id": ids["variant_id"]}]},
    "product_update": lambda ids: {"variants": [{"id": ids["variant_id"], "sku": "MINE"}]},
}
OWNED_IN_BODIES = {"order_id", "payment_id", "id"}


@pytest.fixture
async def shop(services: Services) -> SmallShop:
    return await furnished(services)


@pytest.fixture
async def document(client: httpx2.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get("/openapi.json")).json()
    return found


async def test_each_name_in_a_path_or_a_body_is_known_to_be_somebodys_or_the_shops(
    document: dict[str, Any], shop: SmallShop
) -> None:
    in_paths = {name for each in operations(document) for name in each.named}
    bodies = {
        told["operationId"]: set(ids_in(document, schema_of(document, told)))
        for verbs in document["paths"].values()
        for told in verbs.values()
    }

    assert in_paths - OWNED - SHOPS == set()
    assert set().union(*bodies.values()) - OWNED - SHOPS == set()
    assert (in_paths | OWNED) - set(shop.ids) <= {"id"}
    with_owned = {name for name, named in bodies.items() if named & OWNED_IN_BODIES}
    assert with_owned == {*BODIES_WITH_OWNED, *BODIES_WITH_STRANGE}


async def test_nobody_else_reaches_what_is_somebodys(
    client: httpx2.AsyncClient, services: Services, document: dict[str, Any], shop: SmallShop
) -> None:
    owned = [each for each in operations(document) if each.named & OWNED]
    before = await contents(services.works)

    reached = [
        (each.verb, each.path, who, status)
        for each in owned
        for who in STRANGERS
        if (status := await ask(client, shop, each, who)) not in REFUSALS
    ]

    assert len(owned) > 35
    assert reached == []
    assert await contents(services.works) == before


async def test_a_guest_is_asked_to_sign_in_where_that_is_what_is_missing(
    client: httpx2.AsyncClient, document: dict[str, Any], shop: SmallShop
) -> None:
    closed = [
        each
        for each in operations(document)
        if each.named & OWNED and each.access not in (PUBLIC, ANONYMOUS)
    ]

    answers = {each.id: await ask(client, shop, each, "guest") for each in closed}

    assert len(closed) > 25
    assert set(answers.values()) == {401}


async def test_what_is_there_and_anothers_answers_as_what_is_not_there(
    client: httpx2.AsyncClient, document: dict[str, Any], shop: SmallShop
) -> None:
    nothing = SmallShop(
        shop.people, shop.ids | {name: str(ids.new()) for name in OWNED & set(shop.ids)}
    )

    for each in operations(document):
        if each.named & OWNED:
            for who in ("stranger", "rival"):
                there = await ask(client, shop, each, who)
                assert there == await ask(client, nothing, each, who), (each.verb, each.path, who)


@pytest.mark.parametrize("operation", sorted(BODIES_WITH_OWNED))
@pytest.mark.parametrize("who", STRANGERS)
async def test_what_is_anothers_is_not_there_in_a_body_either(
    client: httpx2.AsyncClient,
    services: Services,
    document: dict[str, Any],
    shop: SmallShop,
    operation: str,
    who: str,
) -> None:
    (asked,) = [each for each in operations(document) if each.id == operation]
    before = await contents(services.works)

    answer = await client.request(
        asked.verb,
        asked.path,
        json=BODIES_WITH_OWNED[operation](shop.ids),
        headers=headers_of(shop, who),
    )

    assert answer.status_code == 404
    assert await contents(services.works) == before


@pytest.mark.parametrize("operation", sorted(BODIES_WITH_STRANGE))
async def test_a_vendor_takes_nothing_from_another_by_naming_it_in_his_own(
    client: httpx2.AsyncClient,
    services: Services,
    document: dict[str, Any],
    shop: SmallShop,
    operation: str,
) -> None:
    (asked,) = [each for each in operations(document) if each.id == operation]
    actor = await actor_of(services, shop.people["rival"])
    own = await make_product(services.works, "rivals-kettle", actor=actor)
    before = naming(shop.ids["variant_id"], await contents(services.works))

    answer = await client.request(
        asked.verb,
        asked.path.format(product_id=own.id),
        json=BODIES_WITH_STRANGE[operation](shop.ids),
        headers=headers_of(shop, "rival"),
    )

    assert answer.status_code in (200, 201, 202)  # a change of what is shown waits for staff
    assert shop.ids["variant_id"] not in answer.text
    assert len(before) >= 3
    assert naming(shop.ids["variant_id"], await contents(services.works)) == before


def naming(thing: str, rows: dict[str, list[str]]) -> list[str]:
    """The rows that name a thing by its id."""
    return sorted(row for table in rows.values() for row in table if thing in row)


async def test_the_owner_reaches_it_by_the_very_same_ids(
    client: httpx2.AsyncClient, document: dict[str, Any], shop: SmallShop
) -> None:
    """Or the refusals above would show nothing."""
    reading = {
        each.id: each for each in operations(document) if each.named & OWNED and each.verb == "GET"
    }
    of_robin = ("user_show", "address_show", "order_get", "order_track", "privacy_show")
    of_vendor = ("product_get", "vendor_stock_get", "vendor_stock_movement_list")

    answers = [
        *[await ask(client, shop, reading[name], "customer") for name in of_robin],
        *[await ask(client, shop, reading[name], "vendor") for name in of_vendor],
    ]

    assert answers == [200] * 8


def headers_of(shop: SmallShop, who: str) -> dict[str, str]:
    person = shop.people.get(who)
    return person.headers if person is not None else {}


async def ask(client: httpx2.AsyncClient, shop: SmallShop, asked: Operation, who: str) -> int:
    """Ask with the ids of the shop, and the body that the document gives as an example."""
    path = asked.path
    for name in asked.named:
        path = path.replace(f"{{{name}}}", shop.ids[name])
    sent: dict[str, Any] = (
        {"files": {"file": ("mug.png", picture())}} if asked.takes_file else {"json": asked.body}
    )
    answer = await client.request(asked.verb, path, **sent, headers=headers_of(shop, who))
    client.cookies.clear()
    return answer.status_code
