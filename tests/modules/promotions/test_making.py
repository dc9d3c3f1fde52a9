"""Promotions and codes as staff make them."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra import versions
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.modules.promotions import queries
from shopwright.modules.promotions import service as promotions
from shopwright.modules.promotions.contracts import (
    AllOf,
    AnyOf,
    Benefit,
    BenefitKind,
    CodeBatch,
    FirstOrder,
    GoesTo,
    Hours,
    InGroup,
    Not,
    Pieces,
    PromotionClass,
    PromotionState,
    Spend,
    Target,
)
from shopwright.modules.promotions.errors import (
    CodeExists,
    CodeNotFound,
    InvalidCode,
    InvalidPromotion,
    PromotionArchived,
    PromotionChanged,
    PromotionNotFound,
)
from tests.modules.promotions.making import TENTH, code_of, described, running
from tests.support.goods import MERCHANT

pytestmark = pytest.mark.anyio
ITEM, SHIPPING = PromotionClass.ITEM, PromotionClass.SHIPPING


async def test_a_promotion_is_read_as_it_was_made(works: Works) -> None:
    target = Target(
        category_ids=frozenset({ids.new()}), brands=frozenset({"ACME"}), tags=frozenset({"Sale"})
    )
    condition = AllOf(
        (
            AnyOf((Spend({"EUR": 5000}, target), Pieces(3))),
            Not(FirstOrder()),
            InGroup(frozenset({ids.new()})),
            GoesTo(frozenset({"DE"})),
            Hours(frozenset({0, 4}), time(9), time(17, 30), "Europe/Berlin"),
        )
    )
    benefit = Benefit(BenefitKind.BUY_X_GET_Y, target, 5000, {}, {"EUR": 900}, 2, 1, 3, Target())
    draft = described(benefit, kind=ITEM, condition=condition, priority=3, lane="Spring", label="")

    async with works(MERCHANT) as work:
        made = await promotions.create(work, draft)

    folded = replace(target, brands=frozenset({"acme"}), tags=frozenset({"sale"}))
    assert made.benefit == replace(benefit, target=folded)
    assert made.condition == AllOf(
        (AnyOf((Spend({"EUR": 5000}, folded), Pieces(3))), *condition.parts[1:])
    )
    assert (made.label, made.lane, made.state) == ("Spring", "spring", PromotionState.INACTIVE)
    assert (made.version, made.used) == (1, 0)


async def test_only_what_was_set_going_is_in_the_book(works: Works, db: AsyncConnection) -> None:
    going = await running(works, condition=FirstOrder())
    async with works(MERCHANT) as work:
        await promotions.create(work, described())
        ended = await promotions.create(work, described())
        await promotions.set_state(work, ended.id, PromotionState.ARCHIVED)

    book = await queries.rules(db)

    assert [each.id for each in book.promotions] == [going.id]
    assert (book.asks_for_orders, book.asks_for_groups, book.asks_for_marks) == (True, False, False)


async def test_each_change_raises_the_version_of_the_rules(
    works: Works, db: AsyncConnection
) -> None:
    made = await running(works)
    before = await versions.current(db, "trade")

    async with works(MERCHANT) as work:
        await promotions.change(work, made.id, described(priority=1))

    assert await versions.current(db, "trade") == before + 1


async def test_a_change_of_what_somebody_else_changed_is_refused(
    works: Works, db: AsyncConnection
) -> None:
    made = await running(works)

    with pytest.raises(PromotionChanged):
        async with works(MERCHANT) as work:
            await promotions.change(work, made.id, described(priority=7), version=1)

    assert await queries.promotion(db, made.id) == made


async def test_an_archived_promotion_stays_as_it_is(works: Works, db: AsyncConnection) -> None:
    made = await running(works)
    async with works(MERCHANT) as work:
        archived = await promotions.set_state(work, made.id, PromotionState.ARCHIVED)

    for deed in (
        lambda work: promotions.change(work, made.id, described(priority=7)),
        lambda work: promotions.set_state(work, made.id, PromotionState.ACTIVE),
        lambda work: promotions.add_code(work, made.id, code="LATE"),
    ):
        with pytest.raises(PromotionArchived):
            async with works(MERCHANT) as work:
                await deed(work)

    assert await queries.promotion(db, made.id) == archived


async def test_one_that_there_is_not_can_not_be_changed(works: Works) -> None:
    with pytest.raises(PromotionNotFound):
        async with works(MERCHANT) as work:
            await promotions.change(work, ids.new(), described())


@pytest.mark.parametrize(
    "fields",
    [
        {"benefit": Benefit(BenefitKind.PERCENT, hundredths=0)},
        {"benefit": Benefit(BenefitKind.PERCENT, hundredths=10_001)},
        {"benefit": Benefit(BenefitKind.FIXED)},
        {"benefit": Benefit(BenefitKind.FIXED, amounts={"EUR": 0})},
        {"benefit": Benefit(BenefitKind.FIXED, amounts={"XXY": 1})},
        {"benefit": Benefit(BenefitKind.FREE_SHIPPING)},
        {"benefit": Benefit(BenefitKind.BUY_X_GET_Y, hundredths=10_000), "kind": ITEM},
        {"kind": SHIPPING, "benefit": replace(TENTH, target=Target(tags=frozenset({"a"})))},
        {"usage_limit": 0},
        {"customer_limit": 0},
        {"condition": Spend({})},
        {"condition": Pieces(0)},
        {"condition": Hours(frozenset({7}))},
        {"condition": Hours(zone="Mars/Base")},
        {"condition": Hours(zone="../../etc/passwd")},
        {"condition": AllOf((FirstOrder(),) * 51)},
        {"name": ""},
    ],
)
async def test_what_can_not_be_is_refused(
    works: Works, db: AsyncConnection, fields: dict[str, object]
) -> None:
    with pytest.raises(InvalidPromotion):
        async with works(MERCHANT) as work:
            await promotions.create(work, described(**{"benefit": TENTH, **fields}))  # type: ignore[arg-type]

    assert (await queries.promotions(db, PageRequest())).items == []


async def test_codes_are_one_of_each_in_capitals_or_not(works: Works) -> None:
    one, other = await running(works), await running(works)
    await code_of(works, one.id, "Spring-26")

    with pytest.raises(CodeExists):
        await code_of(works, other.id, "sPRING-26")


@pytest.mark.parametrize("code", ["", "ab", "a b c", "Ä-100", "x" * 41, "-abc"])
async def test_a_code_is_made_of_plain_characters(works: Works, code: str) -> None:
    made = await running(works)

    with pytest.raises(InvalidCode):
        await code_of(works, made.id, code)


async def test_a_thousand_codes_differ_and_begin_alike(works: Works, db: AsyncConnection) -> None:
    made = await running(works)

    async with works(MERCHANT) as work:
        found = await promotions.generate_codes(work, made.id, CodeBatch(1000, "VIP-"))

    assert len({each.code for each in found}) == 1000
    assert {(each.code[:4], len(each.code), each.usage_limit) for each in found} == {
        ("VIP-", 16, 1)
    }
    page = await queries.codes(db, made.id, PageRequest(limit=100))
    assert page.has_more


@pytest.mark.parametrize("count", [0, 10_001])
async def test_a_batch_has_its_limit(works: Works, count: int) -> None:
    made = await running(works)

    with pytest.raises(InvalidPromotion):
        async with works(MERCHANT) as work:
            await promotions.generate_codes(work, made.id, CodeBatch(count))


async def test_a_code_of_another_promotion_is_not_found(works: Works) -> None:
    one, other = await running(works), await running(works)
    code = await code_of(works, one.id)

    with pytest.raises(CodeNotFound):
        async with works(MERCHANT) as work:
            await promotions.set_code(work, other.id, code.id, is_active=False, usage_limit=None)
