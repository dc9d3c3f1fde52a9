"""Cases are open once each, closed by a person with a note, and told of in one letter."""

import asyncio

import pytest

from shopwright.faces.services import Services
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.kernel.paging import PageRequest
from shopwright.modules.payments import queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, CaseState, Doubt, PaymentCase
from shopwright.modules.payments.errors import CaseClosed, CaseNotFound

pytestmark = pytest.mark.anyio
ACTOR = system("test")
ORPHAN = Doubt(CaseKind.ORPHAN_PAYMENT, "pi_1", "A message told of it.")


async def open_it(works: Works, doubt: Doubt = ORPHAN, provider: str = "stripe") -> bool:
    async with works(ACTOR) as work:
        return await payments.open_case(work, doubt, provider=provider)


async def cases(works: Works, state: CaseState | None = None) -> list[PaymentCase]:
    async with works.reading() as db:
        return list((await queries.cases(db, PageRequest(), state=state)).items)


async def test_one_difference_is_one_case_however_many_find_it(services: Services) -> None:
    opened = await asyncio.gather(*(open_it(services.works) for _ in range(8)))

    assert sorted(opened) == [False] * 7 + [True]
    assert await open_it(services.works, provider="paypal")
    assert len(await cases(services.works)) == 2


async def test_a_case_is_closed_once_with_what_was_found_out(services: Services) -> None:
    await open_it(services.works)
    [case] = await cases(services.works)

    async with services.works(ACTOR) as work:
        closed = await payments.resolve_case(work, case_id=case.id, note="Paid back by hand.")
    with pytest.raises(CaseClosed):
        async with services.works(ACTOR) as work:
            await payments.resolve_case(work, case_id=case.id, note="Other words.")

    assert (closed.state, closed.note) == (CaseState.RESOLVED, "Paid back by hand.")
    assert closed.resolved_by == ACTOR.name
    assert await cases(services.works, CaseState.OPEN) == []
    assert await cases(services.works) == [closed]


async def test_the_same_difference_found_again_is_another_case(services: Services) -> None:
    await open_it(services.works)
    [case] = await cases(services.works)
    async with services.works(ACTOR) as work:
        await payments.resolve_case(work, case_id=case.id, note="")

    assert await open_it(services.works)

    assert [each.state for each in await cases(services.works)] == ["open", "resolved"]


async def test_there_is_no_case_of_that_id(services: Services) -> None:
    with pytest.raises(CaseNotFound):
        async with services.works(ACTOR) as work:
            await payments.resolve_case(work, case_id=ids.new(), note="")


async def test_staff_is_told_of_each_case_once(services: Services) -> None:
    for reference in ("a", "b"):
        await open_it(services.works, Doubt(CaseKind.DISPUTE, reference))

    told = []
    for _ in range(2):
        async with services.works(ACTOR) as work:
            await payments.tell_of_cases(work, to="shop@example.com")
            told.append([event.name for event in work.events])

    assert told == [["payment.cases_told"], []]
