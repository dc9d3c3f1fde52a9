"""The providers' lists compared with ours, in both directions: what differs is settled, or becomes a case."""

from datetime import timedelta
from uuid import UUID

import structlog

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import outcome, providers
from shopwright.infra.faults import reach
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseKind, Doubt, GatewayAnswer, Payment

log = structlog.get_logger(__name__)
_ACTOR = system("reconciler")
_MARGIN = timedelta(minutes=10)
_LIST_SECONDS = 120.0


async def compare(till: Till, *, window: timedelta = timedelta(hours=2)) -> int:
    """Compare what moved within a window, provider by provider; answers how many payments differed.

    What the provider knows and we do not is applied as any answer is. What differs after that is for a person: money
    there that belongs to no payment of ours, money here that the provider knows nothing of, other amounts.
    """
    differed = 0
    for provider in till.gateways:
        try:
            differed += await _compare_one(till, provider, window)
        except ShopError as error:
            log.warning("payments.compare_failed", provider=provider, error=error.code)
    return differed


async def _compare_one(till: Till, provider: str, window: timedelta) -> int:
    gateway = till.gateways[provider]
    if gateway.method.by_hand:
        return 0
    since = till.works.now() - window
    listed = await payments.in_time(_LIST_SECONDS, gateway.listed(since))
    differed = 0
    for each in listed or ():
        differed += await _look_at(till, provider, each.key, each.answer)
    known = {each.key for each in listed or ()}
    async with till.works.reading() as db:
        ours = await payment_queries.touched(db, provider, since=since)
    for payment in ours:
        is_due = listed is None or payment.created_at >= since + _MARGIN
        if is_due and payment.id not in known:
            differed += await _settle(till, payment)
    return differed


async def _look_at(till: Till, provider: str, key: UUID, told: GatewayAnswer) -> bool:
    async with till.works.reading() as db:
        payment = await payment_queries.by_id(db, key)
    if payment is not None and payment.provider == provider:
        return payments.differs(payment, told) and await _settle(till, payment)
    if payments.holds_money(told):
        await _open_case(
            till, provider, CaseKind.ORPHAN_PAYMENT, told.reference, "No such payment."
        )
        return True
    return False


async def _settle(till: Till, payment: Payment) -> bool:
    """Ask about a payment that seems to differ, apply what is true, and open a case for what still does."""
    answer = await providers.ask_what_is_true(till, payment)
    reach("compare.asked")
    if answer is None:
        missing = f"{payment.captured} was captured, of which the provider knows nothing."
        await _open_case(
            till, payment.provider, CaseKind.MISSING_PAYMENT, str(payment.id), missing, payment
        )
        return True
    if not payments.differs(payment, answer):
        return False
    async with till.works(_ACTOR) as work:
        placed = await outcome.apply_answer(
            work,
            order_id=payment.order_id,
            payment_id=payment.id,
            answer=answer,
            source="reconciler",
        )
        for doubt in payments.doubts(placed.payment or payment, answer):
            await payments.open_case(work, doubt, provider=payment.provider, payment=payment)
    return True


async def _open_case(
    till: Till,
    provider: str,
    kind: CaseKind,
    reference: str,
    detail: str,
    payment: Payment | None = None,
) -> None:
    async with till.works(_ACTOR) as work:
        await payments.open_case(
            work, Doubt(kind, reference, detail), provider=provider, payment=payment
        )
