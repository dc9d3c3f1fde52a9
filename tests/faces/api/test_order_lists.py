"""Lists of orders: found by whatever staff know, in the order they want, at the same cost however many there are."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.infra.db import dialect
from shopwright.kernel.actors import system
from shopwright.modules.customers.contracts import Address
from shopwright.modules.orders.contracts import Order, OrderFilter, ReturnStatus
from shopwright.modules.orders.models import OrderRow
from shopwright.modules.orders.queries import listing
from tests.modules.promotions.making import code_of, running
from tests.support.buying import buy, stocked
from tests.support.parcels import pack, sent
from tests.support.people import Person
from tests.support.returning import ask, decide
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
LIST, OWN = "/api/v1/admin/orders", "/api/v1/orders/my-orders"
PARIS = Address("Robin Example", "1 rue du Lac", "Paris", "FR", postal_code="75001")


async def found(client: httpx2.AsyncClient, who: Person, query: str, path: str = LIST) -> list[str]:
    """The numbers that a list shows."""
    answer = await client.get(f"{path}?{query}", headers=who.headers)
    assert answer.status_code == 200, answer.text
    return [str(each["number"]) for each in answer.json()["items"]]


async def three(services: Services, customer: Person) -> list[Order]:
    """A guest's of one kettle to York, a customer's of three to Paris, and one that is not paid."""
    kettle = await stocked(services.works, price="10.00", stock=50, handle="kettle")
    cup = await stocked(services.works, price="7.00", stock=50, handle="cup")
    first = await buy(services, (kettle, 1), email="Ann@example.com")
    second = await buy(
        services,
        (kettle, 3),
        user_id=customer.user_id,
        email=customer.email,
        shipping_address=PARIS,
    )
    third = await buy(services, (cup, 1), token=None, email="anna_x@example.com")
    return [first.order, second.order, third.order]


QUESTIONS: list[tuple[str, list[int]]] = [
    ("status=pending", [2]),
    ("payment_status=paid", [1, 0]),
    ("fulfilment_status=unfulfilled", [2, 1, 0]),
    ("fulfilment_status=shipped", []),
    ("return_status=none&status=confirmed", [1, 0]),
    ("country=FR", [1]),
    ("currency=EUR&total_from=7.00&total_to=10.00", [2, 0]),
    ("currency=EUR&total_from=10.01", [1]),
    ("currency=USD", []),
    ("sku=kettle-1", [1, 0]),
    ("sku=kettle", []),
    ("email=ANN@example.com", [0]),
    ("q=ann", [2, 0]),
    ("q=ANNA_", [2]),
    ("q=10", [2, 1, 0]),
    ("q=1002", [1]),
    ("q=002", []),
    ("q=%25", []),
    ("sort=placed_at", [0, 1, 2]),
    ("currency=EUR&sort=total", [2, 0, 1]),
    ("currency=EUR&sort=-total&sku=kettle-1", [1, 0]),
]


async def test_staff_find_orders_by_what_they_know(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    numbers = [each.number for each in await three(services, customer)]

    shown = [await found(client, admin, query) for query, _ in QUESTIONS]

    assert shown == [[numbers[each] for each in which] for _, which in QUESTIONS]


async def test_orders_are_found_by_the_code_that_gave_something(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works)
    promotion = await running(services.works, needs_code=True)
    await code_of(services.works, promotion.id)
    with_code = (await buy(services, (tea, 1), codes=("SPRING",))).order
    await buy(services, (tea, 1))

    assert await found(client, admin, "code=spring") == [with_code.number]
    assert await found(client, admin, "code=SPRIN") == []


async def test_orders_are_found_by_whose_and_when_they_are(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    orders = await three(services, customer)
    [placed] = {each.placed_at for each in orders}
    at, later = (f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in (placed, placed + timedelta(seconds=1)))

    assert await found(client, admin, f"user_id={customer.user_id}") == [orders[1].number]
    assert len(await found(client, admin, f"placed_from={at}&placed_to={later}")) == 3
    assert await found(client, admin, f"placed_from={later}") == []
    assert await found(client, admin, f"placed_to={at}") == []


async def test_orders_are_found_by_where_goods_and_returns_stand(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    tea = await stocked(services.works, stock=9)
    arrived = await sent(services, (tea, 2))
    await decide(services, await ask(services, arrived, 1), ReturnStatus.APPROVED)
    packed = (await buy(services, (tea, 2))).order
    await pack(services, packed, is_sent=True)

    assert await found(client, admin, "fulfilment_status=delivered") == [arrived.number]
    assert await found(client, admin, "fulfilment_status=shipped") == [packed.number]
    assert await found(client, admin, "return_status=requested") == [arrived.number]


async def test_pages_by_total_follow_each_other_through_equal_ones(
    client: httpx2.AsyncClient, services: Services, admin: Person
) -> None:
    prices = ("5.00", "7.00", "5.00", "9.00", "5.00")
    numbers = []
    for price in prices:
        thing = await stocked(services.works, price=price)
        numbers.append((await buy(services, (thing, 1))).order.number)
    wanted = [numbers[each] for each in (0, 2, 4, 1, 3)]

    for sort, expected in (("total", wanted), ("-total", wanted[::-1])):
        shown: list[str] = []
        cursor = ""
        while len(shown) < 9:
            query = f"currency=EUR&sort={sort}&limit=2{cursor}"
            page = (await client.get(f"{LIST}?{query}", headers=admin.headers)).json()
            shown += [each["number"] for each in page["items"]]
            if not page["page"]["has_more"]:
                break
            cursor = f"&cursor={page['page']['next_cursor']}"
        assert shown == expected


@pytest.mark.parametrize("query", ["sort=total", "total_from=1.00", "total_to=1.00"])
async def test_totals_are_compared_within_a_currency(
    client: httpx2.AsyncClient, admin: Person, query: str
) -> None:
    answer = await client.get(f"{LIST}?{query}", headers=admin.headers)

    assert (answer.status_code, answer.json()["code"]) == (422, "currency_needed")


@pytest.mark.parametrize(
    "query", ["cursor=W10", "sort=name", "total_from=-1&currency=EUR", "country=fr", "q="]
)
async def test_what_makes_no_sense_is_refused(
    client: httpx2.AsyncClient, admin: Person, query: str
) -> None:
    answer = await client.get(f"{LIST}?{query}", headers=admin.headers)

    assert answer.status_code == 422


async def test_a_customer_finds_his_own_alone(
    client: httpx2.AsyncClient, services: Services, customer: Person
) -> None:
    orders = await three(services, customer)

    for path in (OWN, "/api/v1/orders", "/api/v1/orders/history"):
        assert await found(client, customer, "payment_status=paid", path) == [orders[1].number]
        assert await found(client, customer, "status=pending", path) == []
    refused = await client.get(f"{OWN}?user_id={customer.user_id}", headers=customer.headers)
    assert refused.json()["code"] == "unknown_parameter"


async def test_a_list_costs_the_same_however_many_orders_and_questions(
    client: httpx2.AsyncClient, services: Services, customer: Person, admin: Person
) -> None:
    await three(services, customer)
    query = "q=a&sku=kettle-1&currency=EUR&total_from=1&country=GB&code=SPRING&sort=-total"

    async def cost(query: str) -> int:
        with counted(services.works.engine) as sent:
            await client.get(f"{LIST}?{query}", headers=admin.headers)
        return sum(" orders" in each or " order_lines" in each for each in sent)

    await cost("")
    assert [await cost(""), await cost("currency=EUR&sort=total")] == [2, 2]
    assert await cost(query) <= 2


INDEXED: list[tuple[dict[str, Any], str]] = [
    ({"user_id": UUID(int=1)}, "ix_orders_user_id"),
    ({"status": "pending"}, "ix_orders_status"),
    ({"payment_status": "unpaid"}, "ix_orders_payment_status"),
    ({"fulfilment_status": "shipped"}, "ix_orders_fulfilment_status"),
    ({"return_status": "requested"}, "ix_orders_return_status"),
    ({"country": "FR"}, "ix_orders_country"),
    ({"email": "a@example.com"}, "ix_orders_email_key"),
    ({"begins": "ann"}, "ix_orders_email_key"),
    ({"currency": "EUR", "total_from": "9.00"}, "ix_orders_total"),
    ({"sku": "kettle-1"}, "ix_order_lines_sku"),
    ({"code": "SPRING"}, "ix_promotion_redemptions_code_id"),
]


async def test_each_question_has_an_index(services: Services) -> None:
    for wanted, index in INDEXED:
        question = OrderFilter(with_archived=True, **wanted)

        async with services.works(system("test")) as work:
            plan = await _plan_of(work.db, question)

        assert index in plan, plan


async def _plan_of(db: AsyncConnection, question: OrderFilter) -> str:
    statement = select(OrderRow.total).where(*listing._conditions(db, question))
    if dialect.is_postgres(db):
        await db.execute(text("SET LOCAL enable_seqscan = off"))
        await db.execute(text("SET LOCAL enable_hashjoin = off"))
        await db.execute(text("SET LOCAL enable_mergejoin = off"))
    compiled = statement.compile(db.sync_connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN " if dialect.is_postgres(db) else "EXPLAIN QUERY PLAN "
    return "\n".join(str(row) for row in await db.exec_driver_sql(explain + str(compiled)))
