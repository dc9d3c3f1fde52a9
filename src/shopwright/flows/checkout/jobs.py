"""Entrances of the clock: what hangs is finished or undone, what is over is cleared away."""

from collections.abc import Callable
from datetime import timedelta

from shopwright.flows.checkout import run
from shopwright.flows.checkout.contracts import Till
from shopwright.infra import idempotency
from shopwright.infra.work import JobKind, Payload, Work, Works


def jobs(till_of: Callable[[Works], Till]) -> tuple[JobKind, ...]:
    """The background work of this journey, on a till that wiring sets up."""

    async def reconcile(works: Works, _: Payload) -> None:
        await run.reconcile(till_of(works))

    async def expire_orders(works: Works, _: Payload) -> None:
        await run.expire_orders(till_of(works))

    async def expire_carts(works: Works, _: Payload) -> None:
        await run.expire_carts(till_of(works))

    async def forget_keys(work: Work, _: Payload) -> None:
        await idempotency.forget_expired(work)

    return (
        JobKind("checkout.reconcile", reconcile, transactional=False, every=timedelta(seconds=15)),
        JobKind(
            "checkout.expire_orders",
            expire_orders,
            transactional=False,
            every=timedelta(seconds=30),
        ),
        JobKind(
            "checkout.expire_carts", expire_carts, transactional=False, every=timedelta(hours=1)
        ),
        JobKind("idempotency.forget", forget_keys, every=timedelta(hours=1)),
    )
