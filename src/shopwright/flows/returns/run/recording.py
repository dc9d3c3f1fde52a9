"""Money that people received, noted: what came by transfer or at the door."""

from shopwright.flows.returns.contracts import Desk, Received
from shopwright.flows.returns.run.cancelling import UNWIND_JOB
from shopwright.flows.returns.steps import by_hand
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.actors import Actor
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order, OrderStatus
from shopwright.modules.orders.errors import OrderNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Fact, FactKind
from shopwright.modules.payments.errors import AmountOfNothing, NotByHand


async def record_payment(
    desk: Desk, actor: Actor, received: Received, *, key: Key | None = None
) -> Order | StoredAnswer:
    """Note money that came by hand: too little leaves the rest due, too much can be sent back.

    Raises:
        OrderNotFound: no such order.
        AmountOfNothing: that is no amount.
        NotByHand, UnknownProvider: this provider's money is not noted by people.
        ReferenceTaken: it was noted before.
    """
    if received.amount.minor <= 0:
        raise AmountOfNothing
    if not payments.gateway_of(desk.gateways, received.provider).method.by_hand:
        raise NotByHand
    async with desk.works(actor) as work:
        claim = await idempotency.claim(work, key) if key is not None else None
        if claim is not None and claim.answer is not None:
            return claim.answer
        order = await order_queries.locked(work, received.order_id)
        if order is None:
            raise OrderNotFound
        if claim is None or claim.resource is None:
            order = await _note(work, order, received)
            if key is not None:
                await idempotency.attach(work, key, ids.new())
        return await order_queries.with_lines(work.db, order)


async def _note(work: Work, order: Order, received: Received) -> Order:
    attempts = await payment_queries.of_order(work.db, order.id)
    waiting = [each for each in attempts if each.provider == received.provider]
    if waiting:
        payment = waiting[0]
    else:
        due = order.total - order.paid + order.refunded
        amount = due if due.minor > 0 else received.amount
        payment = payments.begin(work, order_id=order.id, provider=received.provider, amount=amount)
        await work.flush()
    came = Fact(FactKind.CAPTURED, received.reference, received.amount, received.on.isoformat())
    settled = await by_hand.apply(work, payment, came)
    if settled.status is OrderStatus.CANCELLED:
        work.enqueue(UNWIND_JOB, {"order_id": str(order.id)}, unique_key=str(order.id))
    elif payment.captured + received.amount <= payment.amount:
        await by_hand.doubt_too_much(work, settled, payment)
    reach("record.applying")
    told = {"reference": received.reference, "on": received.on.isoformat()}
    await by_hand.note(work, "payment.recorded", order, received.amount, told)
    return settled
