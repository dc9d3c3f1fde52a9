"""Refunds that hang: asked for again until the provider answers."""

import structlog

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.steps import money
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.payments import queries as payment_queries

log = structlog.get_logger(__name__)
_ACTOR = system("refunds")


async def finish_refunds(desk: Desk, *, limit: int = 100) -> int:
    """Ask again for refunds whose provider did not answer, or whose process died; answers how many went through.

    What people send by hand waits for them.
    """
    before = desk.works.now() - desk.retry_after
    async with desk.works.reading() as db:
        pending = await payment_queries.hanging_refunds(db, before=before, limit=limit)
    finished = 0
    for each in pending:
        async with desk.works.reading() as db:
            payment = await payment_queries.by_id(db, each.payment_id)
        if payment is None or money.is_by_hand(desk, payment):
            continue
        try:
            await money.carry_out(desk, _ACTOR, payment, each)
            finished += 1
        except ShopError as error:
            log.warning("refund.retry_failed", refund_id=str(each.id), error=error.code)
    return finished
