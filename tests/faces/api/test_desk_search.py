"""Staff find things by how these begin."""

from typing import Any

import httpx2
import pytest
from sqlalchemy import literal_column, select, text

from shopwright.faces.services import Services
from shopwright.flows.lookup import run as lookup
from shopwright.infra.db import dialect
from shopwright.kernel.actors import system
from shopwright.modules.identity import service as identity
from shopwright.modules.invoices import service as invoices
from tests.faces.api.promotion_calls import PROMOTION_CALLS
from tests.support.buying import buy, stocked
from tests.support.goods import make_product, variant
from tests.support.people import Person, actor_of, make_customer, make_person
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
SEARCH = "/api/v1/admin/search"


async def found(client: httpx2.AsyncClient, who: Person, q: str, **more: int) -> dict[str, Any]:
    answer = await client.get(SEARCH, params={"q": q, **more}, headers=who.headers)
    assert answer.status_code == 200, answer.text
    return {group["kind"]: group for group in answer.json()["groups"]}


def titles(group: dict[str, Any]) -> list[str]:
    return [hit["title"] for hit in group["items"]]


async def test_orders_are_found_by_number_and_by_address(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1), email="Zoe.Quick@example.com")
    await buy(services, (tea, 1), email="other@example.com")

    by_number = await found(client, admin, placed.order.number)
    by_address = await found(client, admin, "zoe.q")

    for groups in (by_number, by_address):
        [hit] = groups["orders"]["items"]
        assert (hit["title"], hit["detail"]) == (placed.order.number, "Zoe.Quick@example.com")
        assert hit["url"] == f"/api/v1/orders/{placed.order.id}"
        assert hit["status"] == "confirmed"


async def test_customers_are_found_by_address_and_name_and_staff_are_none(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    robin = await make_customer(services, email="zebra@example.com")
    await make_person(services, "admin", email="zebra-staff@example.com")

    groups = [await found(client, admin, q) for q in ("ZEB", "zebra@example.com", "robin ex")]

    assert [[hit["id"] for hit in each["customers"]["items"]] for each in groups] == [
        [str(robin.user_id)]
    ] * 3


async def test_products_are_found_by_title_and_sku_drafts_too_and_removed_ones_not(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    works = services.works
    await make_product(works, "zinc-cup", variants=(variant("ZC-1"),), title="Zinc cup")
    gone = await make_product(works, "zinc-pot", variants=(variant("ZC-2"),), title="Zinc pot")
    await client.delete(f"/api/v1/products/{gone.id}", headers=admin.headers)

    by_title = await found(client, admin, "zinc")
    by_sku = await found(client, admin, "zc-")

    assert titles(by_title["products"]) == titles(by_sku["products"]) == ["Zinc cup"]
    assert by_title["products"]["has_more"] is False


async def test_documents_and_codes_are_found_by_how_they_begin(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    placed = await buy(services, (tea, 1))
    async with services.works(system("test")) as work:
        issued = await invoices.issue_now(work, services.office.terms, order_id=placed.order.id)
    spring = PROMOTION_CALLS["promotion_create"] | {"name": "Spring", "needs_code": True}
    made = await client.post("/api/v1/admin/promotions", json=spring, headers=admin.headers)
    address = f"/api/v1/admin/promotions/{made.json()['id']}/codes"
    await client.post(address, json={"code": "ZEBRA26"}, headers=admin.headers)

    by_number = await found(client, admin, issued.number[:3].lower())
    by_code = await found(client, admin, "zeb")

    assert titles(by_number["documents"]) == [issued.number]
    [hit] = by_code["codes"]["items"]
    assert (hit["title"], hit["detail"], hit["status"]) == ("ZEBRA26", "Spring", "active")
    assert hit["url"] == f"/api/v1/admin/promotions/{made.json()['id']}"


async def test_each_kind_is_limited_and_says_that_there_is_more(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    for number in range(4):
        await make_product(services.works, f"zinc-{number}")

    some = (await found(client, admin, "zinc", limit=3))["products"]
    everything = (await found(client, admin, "zinc", limit=4))["products"]

    assert (len(some["items"]), some["has_more"]) == (3, True)
    assert (len(everything["items"]), everything["has_more"]) == (4, False)


async def test_who_may_read_one_kind_finds_that_kind_alone(
    client: httpx2.AsyncClient, services: Services, admin: Person, vendor: Person
) -> None:
    async with services.works(system("test")) as work:
        await identity.create_role(
            work,
            name="packer",
            title="Packer",
            rights=frozenset({"orders:read"}),
            known=services.rights,
        )
    packer = await make_person(services, "packer")

    groups = await found(client, packer, "zebra")
    refused = await client.get(SEARCH, params={"q": "zebra"}, headers=vendor.headers)

    assert set(groups) == {"orders"}
    assert set(await found(client, admin, "zebra")) == {
        *("orders", "customers", "products", "documents", "codes")
    }
    assert refused.status_code == 403


@pytest.mark.parametrize("q", ["", "z", "z" * 101, "a\0b"])
async def test_what_is_too_short_or_too_long_is_refused(
    client: httpx2.AsyncClient, admin: Person, q: str
) -> None:
    answer = await client.get(SEARCH, params={"q": q}, headers=admin.headers)

    assert answer.status_code == 422


@pytest.mark.parametrize("q", ["%%", "__", "a%b", "'; DROP", "\U0010ffff\U0010ffff", "İİ"])
async def test_signs_mean_themselves(
    client: httpx2.AsyncClient, services: Services, admin: Person, q: str
) -> None:
    await make_product(services.works, "zinc")

    assert all(not group["items"] for group in (await found(client, admin, q)).values())


async def test_a_search_costs_as_many_statements_whatever_is_there(
    services: Services, admin: Person
) -> None:
    actor = await actor_of(services, admin)

    async def cost() -> int:
        async with services.works.reading() as db:
            with counted(services.works.engine) as statements:
                await lookup.look(db, actor, "zi", limit=5)
        return len(statements)

    tea = await stocked(services.works, handle="zing")
    await buy(services, (tea, 1), email="zi@example.com")
    await make_customer(services, email="zi@example.com")
    few = await cost()
    for number in range(5):
        await make_product(services.works, f"zinc-{number}")
        await make_customer(services, email=f"zi{number}@example.com")

    assert await cost() == few


@pytest.mark.parametrize(
    ("column", "index"),
    [
        ("users.email_normalised", "ix_users_email_begins"),
        ("users.username", "ix_users_username_begins"),
        ("lower(users.full_name)", "ix_users_name_begins"),
        ("lower(products.title)", "ix_products_title_begins"),
        ("lower(variants.sku)", "ix_variants_sku_begins"),
        ("lower(documents.number)", "ix_documents_number_begins"),
        ("promotion_codes.code_key", "code_key"),
    ],
)
async def test_each_beginning_is_looked_up_in_an_index(
    services: Services, column: str, index: str
) -> None:
    """However few rows there are: on PostgreSQL the other way is forbidden to the planner."""
    table = column.rpartition(".")[0].rpartition("(")[2]
    async with services.works.reading() as db:
        asked = select(text("id")).select_from(text(table))
        begins = dialect.begins_with(db, literal_column(column), "zi")
        if column == "promotion_codes.code_key":
            begins = literal_column(column).between("zi", "zi" + dialect.LAST)
        shown = asked.where(begins).compile(
            dialect=db.dialect, compile_kwargs={"literal_binds": True}
        )
        if dialect.is_postgres(db):
            await db.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN " if dialect.is_postgres(db) else "EXPLAIN QUERY PLAN "
        plan = (await db.exec_driver_sql(explain + str(shown))).all()

    assert index in str(plan) or "sqlite_autoindex_users" in str(plan)
