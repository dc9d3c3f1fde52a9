"""Discounts on prices: planned, begun, ended; and what the history and the read prices tell."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.kernel.paging import PageRequest
from shopwright.modules.pricing import queries, service
from shopwright.modules.pricing.contracts import Discount, DiscountDraft, Price, Scope
from shopwright.modules.pricing.errors import DiscountNotFound, InvalidDiscount
from shopwright.modules.pricing.models import PriceHistoryRow
from tests.conftest import START, SteppingClock
from tests.support.goods import MERCHANT

pytestmark = pytest.mark.anyio
MUG = ids.new()
DAY = timedelta(days=1)
REGULAR = Price(MUG, Money(1000, "EUR"))


def _draft(begins: int = 0, ends: int = 7, **fields: object) -> DiscountDraft:
    """On the mug, from a day on and until another."""
    size = {} if "hundredths" in fields or "amount" in fields else {"hundredths": 2000}
    given = {"name": "Spring", "scope": Scope.VARIANT, "target_id": MUG} | size | fields
    return DiscountDraft(starts_at=START + begins * DAY, ends_at=START + ends * DAY, **given)  # type: ignore[arg-type]


async def _give(works: Works, *drafts: DiscountDraft) -> list[Discount]:
    """Just these on the mug."""
    async with works(MERCHANT) as work:
        made = [await service.add_discount(work, draft=draft) for draft in drafts]
        await service.put_cuts(work, discounts={MUG: made})
    return made


async def _price(works: Works, *prices: Price) -> None:
    async with works(MERCHANT) as work:
        await service.set_prices(work, prices=prices)


async def _seen(db: AsyncConnection, clock: SteppingClock) -> tuple[int, int | None, int | None]:
    """What a customer sees: the price, what it is compared with, and the lowest before the reduction."""
    found = (await queries.offers(db, [MUG], "EUR", now=clock()))[MUG]
    return (
        found.amount.minor,
        found.compare_at.minor if found.compare_at else None,
        found.prior.minor if found.prior else None,
    )


async def _past(db: AsyncConnection) -> list[tuple[int, int, str, UUID | None]]:
    """The history of the mug in euros: days since the start, price, reason, discount."""
    found = (await queries.histories(db, [MUG]))[MUG, "EUR"]
    return [
        ((each.at - START).days, each.amount.minor, each.reason, each.discount_id) for each in found
    ]


async def test_a_window_is_exact_without_anybody_doing_anything(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _price(works, REGULAR)
    await _give(works, _draft(begins=1, ends=2))

    seen = []
    for hours in (0, 24, 24):
        clock.advance(hours=hours)
        seen.append((await _seen(db, clock))[0])

    assert seen == [1000, 800, 1000]


async def test_the_job_tells_each_change_once_with_its_moment(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _price(works, REGULAR)
    (spring,) = await _give(works, _draft(begins=1, ends=3))
    clock.advance(days=1, hours=5)

    flipped = [await service.flip(works), await service.flip(works)]
    during = await _seen(db, clock)
    clock.advance(days=9)
    flipped.append(await service.flip(works))

    assert flipped == [1, 0, 1]
    assert during == (800, 1000, 1000)
    assert await _seen(db, clock) == (1000, None, None)
    assert await _past(db) == [
        (0, 1000, "set", None),
        (1, 800, "discount", spring.id),
        (3, 1000, "discount", None),
    ]


async def test_a_price_set_in_a_window_that_nobody_told_yet_leaves_no_gap(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _price(works, REGULAR)
    (spring,) = await _give(works, _draft(begins=1, ends=30))
    clock.advance(days=2)

    await _price(works, Price(MUG, Money(900, "EUR")))

    assert await _past(db) == [
        (0, 1000, "set", None),
        (1, 800, "discount", spring.id),
        (2, 720, "set", spring.id),
    ]
    assert await _seen(db, clock) == (720, 900, 1000)
    assert await service.flip(works) == 0


async def test_the_lowest_price_is_that_before_the_first_step_of_a_reduction(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _price(works, Price(MUG, Money(950, "EUR")))
    clock.advance(days=20)
    await _price(works, REGULAR)
    clock.advance(days=20)

    await _price(works, Price(MUG, Money(900, "EUR"), Money(1000, "EUR")))
    first = await _seen(db, clock)
    clock.advance(days=40)
    await _price(works, Price(MUG, Money(700, "EUR"), Money(1000, "EUR")))

    assert first == (900, 1000, 950)
    assert await _seen(db, clock) == (700, 1000, 950)


async def test_each_currency_has_a_history_of_its_own(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _price(works, REGULAR, Price(MUG, Money(1500, "USD")))
    clock.advance(days=1)

    await _give(works, _draft(begins=1, amount=Money(100, "EUR")))

    dollars = (await queries.offers(db, [MUG], "USD", now=clock()))[MUG]
    assert await _seen(db, clock) == (900, 1000, 1000)
    assert dollars == Price(MUG, Money(1500, "USD"))
    assert len((await queries.histories(db, [MUG]))[MUG, "USD"]) == 1


async def test_a_discount_ends_once(works: Works, clock: SteppingClock) -> None:
    (spring,) = await _give(works, _draft())
    clock.advance(days=1)

    async with works(MERCHANT) as work:
        ended = await service.end_discount(work, discount_id=spring.id)
    async with works(MERCHANT) as work:
        with pytest.raises(DiscountNotFound):
            await service.end_discount(work, discount_id=spring.id)

    assert ended.ends_at == clock()


@pytest.mark.parametrize(
    "bad",
    [
        {"hundredths": 0},
        {"hundredths": 10_000},
        {"amount": Money(0, "EUR")},
        {"amount": Money(5, "EUR"), "hundredths": 10},
        {"hundredths": None},
        {"name": ""},
        {"begins": 3, "ends": 3},
        {"begins": -3, "ends": 0},
    ],
)
async def test_a_discount_that_cannot_be_is_refused(
    works: Works, db: AsyncConnection, bad: dict[str, object]
) -> None:
    async with works(MERCHANT) as work:
        with pytest.raises(InvalidDiscount):
            await service.add_discount(work, draft=_draft(**bad))  # type: ignore[arg-type]

    assert (await queries.discounts(db, PageRequest())).items == []


@pytest.mark.parametrize(
    "statement", [update(PriceHistoryRow).values(amount_minor=1), delete(PriceHistoryRow)]
)
async def test_the_history_of_prices_is_not_rewritten(
    works: Works, db: AsyncConnection, statement: object
) -> None:
    await _price(works, REGULAR)

    async with works(MERCHANT) as work:
        with pytest.raises(IntegrityError):
            await work.db.execute(statement)  # type: ignore[call-overload]
        await work.db.rollback()

    assert await _past(db) == [(0, 1000, "set", None)]
