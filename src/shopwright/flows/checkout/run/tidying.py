"""What a crash, a lost answer or a customer who never came back has left: found, and finished or undone."""

from uuid import UUID

import structlog

from shopwright.flows.checkout.contracts import Till
from shopwright.flows.checkout.steps import outcome, providers
from shopwright.infra.faults import reach
from shopwright.kernel.actors import system
from shopwright.kernel.errors import ShopError
from shopwright.modules.carts import service as carts
from shopwright.modules.inventory import queries as inventory_queries
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import GatewayAnswer, Payment
from shopwright.modules.payments.errors import PaymentSettled

log = structlog.get_logger(__name__)
_RECONCILER, _SWEEPER = system("reconciler"), system("sweeper")


async def reconcile(till: Till, *, limit: int = 100) -> int:
    """Ask the providers about payments that hang, and finish or undo what they belong to; answers how many moved.

    A payment of which its provider knows nothing was never asked for: the crash came before. One that is still open
    after its time is given up. One whose provider does not answer lets others be asked about first.
    """
    before = till.works.now() - till.terms.reconcile_after
    async with till.works.reading() as db:
        hanging = await payment_queries.hanging(db, before=before, limit=limit)
    moved = 0
    for payment in hanging:
        try:
            moved += await _reconcile_one(till, payment)
        except ShopError as error:
            log.warning("payment.reconcile_failed", payment_id=str(payment.id), error=error.code)
            async with till.works(_RECONCILER) as work:
                await payments.note_checked(work, payment_id=payment.id)
    return moved


async def expire_orders(till: Till, *, limit: int = 100) -> int:
    """Give up orders whose stock was held long enough: unpaid ones are cancelled and their stock comes back."""
    async with till.works.reading() as db:
        order_ids = await inventory_queries.orders_with_expired_stock(
            db, till.works.now(), limit=limit
        )
    expired = 0
    for order_id in order_ids:
        try:
            expired += await _expire_one(till, order_id)
        except ShopError as error:
            log.warning("order.expire_failed", order_id=str(order_id), error=error.code)
    return expired


async def expire_carts(till: Till) -> int:
    """Remove carts that nobody came back to."""
    async with till.works(_SWEEPER) as work:
        await orders.forget_holds(work)
        return await carts.delete_expired(work, now=work.now)


async def _reconcile_one(till: Till, payment: Payment) -> bool:
    answer = await providers.ask_what_is_true(till, payment)
    if answer is not None and _is_overdue(till, payment):
        answer = await _give_up_at_provider(till, payment) or answer
    reach("reconcile.asked")
    async with till.works(_RECONCILER) as work:
        if answer is None:
            order = await outcome.give_up(
                work, order_id=payment.order_id, payment_id=payment.id, failure="never_sent"
            )
            await payments.note_checked(work, payment_id=payment.id)
            return order.status is not OrderStatus.PENDING
        placed = await outcome.apply_answer(
            work,
            order_id=payment.order_id,
            payment_id=payment.id,
            answer=answer,
            source="reconciler",
        )
        if placed.payment is not None and placed.payment.is_open:
            await payments.note_checked(work, payment_id=payment.id)
            return False
    return True


async def _expire_one(till: Till, order_id: UUID) -> bool:
    async with till.works.reading() as db:
        attempts = await payment_queries.of_order(db, order_id)
    answers = [(each, await _last_word(till, each)) for each in attempts if each.is_open]
    reach("expire.asked")
    async with till.works(_SWEEPER) as work:
        for payment, answer in answers:
            if answer is None:
                await outcome.give_up(
                    work, order_id=order_id, payment_id=payment.id, failure="expired"
                )
            else:
                await outcome.apply_answer(
                    work, order_id=order_id, payment_id=payment.id, answer=answer, source="sweeper"
                )
        order = await order_queries.locked(work, order_id)
        if order is None or order.status is not OrderStatus.PENDING:
            return False
        await outcome.cancel_unpaid(work, order, reason="not paid in time")
    return True


async def _last_word(till: Till, payment: Payment) -> GatewayAnswer | None:
    """End an open payment at its provider; where it was settled meanwhile, that is the answer."""
    known = await providers.ask_what_is_true(till, payment)
    return await _give_up_at_provider(till, payment) or known if known is not None else None


async def _give_up_at_provider(till: Till, payment: Payment) -> GatewayAnswer | None:
    try:
        return await providers.ask_to_void(till, payment)
    except PaymentSettled:
        return await providers.ask_what_is_true(till, payment)


def _is_overdue(till: Till, payment: Payment) -> bool:
    age = till.works.now() - payment.created_at
    return age >= providers.patience(till, payment.provider)
