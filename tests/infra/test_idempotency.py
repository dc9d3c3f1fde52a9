import pytest

from shopwright.infra import idempotency
from shopwright.infra.idempotency import Key, Standing, StoredAnswer
from shopwright.infra.work import Works
from shopwright.kernel.actors import GUEST

pytestmark = pytest.mark.anyio
MINE = Key("guest:someone", "order_place", "checkout-1", "a" * 64)
OTHERS = Key("guest:someone", "order_place", "checkout-1", "b" * 64)


async def test_the_answer_to_another_request_is_not_kept_for_this_one(works: Works) -> None:
    async with works(GUEST) as work:
        await idempotency.claim(work, MINE)

    async with works(GUEST) as work:
        await idempotency.remember(work, OTHERS, StoredAnswer(422, '{"code": "unknown_provider"}'))
    async with works(GUEST) as work:
        kept = await idempotency.remember(work, MINE, StoredAnswer(201, '{"number": "1"}'))
    async with works(GUEST) as work:
        claim = await idempotency.claim(work, MINE)

    assert kept == StoredAnswer(201, '{"number": "1"}')
    assert (claim.standing, claim.answer) == (Standing.DONE, kept)


async def test_another_request_is_not_answered_with_what_is_kept_for_this_one(works: Works) -> None:
    async with works(GUEST) as work:
        await idempotency.claim(work, MINE)
        await idempotency.remember(work, MINE, StoredAnswer(201, '{"order_token": "mine"}'))

    async with works(GUEST) as work:
        answer = await idempotency.remember(work, OTHERS, StoredAnswer(404, "{}"))

    assert answer == StoredAnswer(404, "{}")
