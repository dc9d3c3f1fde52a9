"""Entrances of the clock: what hangs is finished or undone, what is over is cleared away."""

from collections.abc import Callable
from datetime import timedelta

from shopwright.flows.checkout import run
from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import promoting
from shopwright.infra import idempotency
from shopwright.infra.work import JobKind, Payload, Work, Works

REMIND = "checkout.announce_abandoned"


async def keep_promotions(work: Work, _: Payload) -> None:
    await promoting.keep(work)


def jobs(till_of: Callable[[Works], Till]) -> tuple[JobKind, ...]:
    """The background work of this journey, on a till that wiring sets up."""

    async def reconcile(works: Works, _: Payload) -> None:
        await run.reconcile(till_of(works))

    async def compare(works: Works, _: Payload) -> None:
        await run.compare(till_of(works))

    async def compare_days(works: Works, _: Payload) -> None:
        await run.compare(till_of(works), window=timedelta(days=4))

    async def expire_orders(works: Works, _: Payload) -> None:
        await run.expire_orders(till_of(works))

    async def expire_carts(works: Works, _: Payload) -> None:
        await run.expire_carts(till_of(works))

    async def forget_keys(work: Work, _: Payload) -> None:
        await idempotency.forget_expired(work)

    return (
        JobKind("checkout.reconcile", reconcile, transactional=False, every=timedelta(seconds=15)),
        JobKind(
            "checkout.compare",
            compare,
            transactional=False,
            timeout=300.0,
            every=timedelta(minutes=5),
        ),
        JobKind(
            "checkout.compare_days",
            compare_days,
            transactional=False,
            timeout=1800.0,
            every=timedelta(days=1),
        ),
        JobKind(
            "checkout.expire_orders",
            expire_orders,
            transactional=False,
            every=timedelta(seconds=30),
        ),
        JobKind(
            "checkout.expire_carts", expire_carts, transactional=False, every=timedelta(hours=1)
        ),
        JobKind("checkout.keep_promotions", keep_promotions, every=timedelta(minutes=5)),
        JobKind("idempotency.forget", forget_keys, every=timedelta(hours=1)),
    )


def reminder_jobs(after: timedelta) -> tuple[JobKind, ...]:
    """Abandoned carts are announced ``after`` so long; none where that is no time at all."""

    async def announce(work: Work, _: Payload) -> None:
        if after and await run.announce_abandoned(work, after=after):
            work.enqueue(REMIND, {}, unique_key="more")

    return (JobKind(REMIND, announce, every=timedelta(minutes=15)),)
