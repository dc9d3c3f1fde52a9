import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import LARGEST_MINOR, Money
from shopwright.modules.pricing import queries, service
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.pricing.errors import InvalidPrice
from shopwright.modules.pricing.models import PriceRow
from tests.support.goods import MERCHANT
from tests.support.statements import counted

pytestmark = pytest.mark.anyio
MUG, CUP = ids.new(), ids.new()


def _euros(minor: int, compare_at: int | None = None) -> Price:
    before = None if compare_at is None else Money(compare_at, "EUR")
    return Price(MUG, Money(minor, "EUR"), before)


async def _events(db: AsyncConnection) -> list[dict[str, object]]:
    rows = await db.scalars(
        select(OutboxEvent.payload)
        .where(OutboxEvent.name == "price.changed")
        .order_by(OutboxEvent.id)
    )
    return list(rows)


async def test_prices_are_set_and_read_by_currency(works: Works, db: AsyncConnection) -> None:
    yen = Price(MUG, Money(1200, "JPY"))
    cup = Price(CUP, Money(700, "EUR"))

    async with works(MERCHANT) as work:
        await service.set_prices(work, prices=[_euros(900, 1000), yen, cup])

    assert await queries.prices(db, [MUG, CUP], "EUR") == {MUG: _euros(900, 1000), CUP: cup}
    assert await queries.prices(db, [MUG, CUP], "JPY") == {MUG: yen}
    assert await queries.prices_by_variant(db, [MUG]) == {MUG: [_euros(900, 1000), yen]}


async def test_a_changed_price_tells_what_it_was(works: Works, db: AsyncConnection) -> None:
    async with works(MERCHANT) as work:
        await service.set_prices(work, prices=[_euros(900)])

    async with works(MERCHANT) as work:
        changed = await service.set_prices(work, prices=[_euros(800, 900)])

    assert changed == [_euros(800, 900)]
    assert await _events(db) == [
        {
            "variant_id": str(MUG),
            "currency": "EUR",
            "amount_minor": amount,
            "compare_at_minor": compare_at,
            "previous_minor": previous,
        }
        for amount, compare_at, previous in ((900, None, None), (800, 900, 900))
    ]


async def test_the_same_price_again_changes_nothing(works: Works, db: AsyncConnection) -> None:
    async with works(MERCHANT) as work:
        await service.set_prices(work, prices=[_euros(900)])

    async with works(MERCHANT) as work:
        changed = await service.set_prices(work, prices=[_euros(900)])

    assert changed == []
    assert len(await _events(db)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        _euros(-1),
        _euros(LARGEST_MINOR + 1),
        _euros(900, 900),
        _euros(900, 800),
        _euros(900, LARGEST_MINOR + 1),
        Price(MUG, Money(900, "EUR"), Money(1000, "USD")),
    ],
)
async def test_a_price_that_cannot_be_keeps_all_others_out(
    works: Works, db: AsyncConnection, bad: Price
) -> None:
    good = Price(CUP, Money(1, "EUR"))

    async with works(MERCHANT) as work:
        with pytest.raises(InvalidPrice):
            await service.set_prices(work, prices=[good, bad])

    assert await queries.prices(db, [MUG, CUP], "EUR") == {}


async def test_any_number_of_prices_costs_four_statements_at_most(works: Works) -> None:
    prices = [Price(ids.new(), Money(number, "EUR")) for number in range(200)]

    async with works(MERCHANT) as work:
        with counted(works.engine) as sent:
            await service.set_prices(work, prices=prices)

        with counted(works.engine) as sent_again:
            again = [Price(each.variant_id, each.amount, Money(900, "EUR")) for each in prices]
            await service.set_prices(work, prices=again)

    # Read, written, and put into the history; a reduction is compared with what was before it.
    assert (len(sent), len(sent_again)) == (3, 4)


@pytest.mark.parametrize(("amount", "compare_at"), [(-1, None), (900, 900), (900, 1)])
async def test_the_database_refuses_what_the_rules_would(
    works: Works, amount: int, compare_at: int | None
) -> None:
    async with works(MERCHANT) as work:
        row = {"variant_id": MUG, "currency": "EUR", "updated_at": work.now}
        values = row | {"amount_minor": amount, "compare_at_minor": compare_at}
        with pytest.raises(IntegrityError):
            await work.db.execute(insert(PriceRow).values(values))
        await work.db.rollback()
