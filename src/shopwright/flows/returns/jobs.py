"""Entrances of the clock: money that has not gone back yet."""

from collections.abc import Callable
from datetime import timedelta

from shopwright.flows.returns import run
from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.run.cancelling import UNWIND_JOB
from shopwright.infra.work import JobKind, Payload, Retry, Works
from shopwright.kernel import ids
from shopwright.modules.orders.errors import OrderNotFound


def jobs(desk_of: Callable[[Works], Desk]) -> tuple[JobKind, ...]:
    """The background work of this journey, on a desk that wiring sets up."""

    async def unwind(works: Works, payload: Payload) -> None:
        order_id = ids.parse(str(payload["order_id"]))
        if order_id is None:
            raise OrderNotFound
        await run.unwind(desk_of(works), order_id=order_id)

    async def finish_refunds(works: Works, _: Payload) -> None:
        await run.finish_refunds(desk_of(works))

    patient = Retry(attempts=12, first_pause=5)
    return (
        JobKind(UNWIND_JOB, unwind, transactional=False, retry=patient),
        JobKind(
            "returns.finish_refunds",
            finish_refunds,
            transactional=False,
            every=timedelta(seconds=30),
        ),
    )
