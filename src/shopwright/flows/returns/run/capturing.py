"""Capturing what was authorised, where the shop charges later than at the checkout."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.steps import money
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import PaymentState
from shopwright.modules.payments.errors import NothingToCapture


async def capture(desk: Desk, actor: Actor, *, order_id: UUID) -> Order:
    """Charge the authorised amount of an order; the provider takes the same capture once.

    Raises:
        NothingToCapture: nothing is authorised.
        GatewayUnreachable: no answer; capture again.
    """
    async with desk.works.reading() as db:
        attempts = await payment_queries.of_order(db, order_id)
    authorized = [payment for payment in attempts if payment.state is PaymentState.AUTHORIZED]
    if not authorized:
        raise NothingToCapture
    payment = authorized[0]
    gateway = payments.gateway_of(desk.gateways, payment.provider)
    answer = await payments.in_time(desk.provider_timeout, gateway.capture(payment, payment.amount))
    async with desk.works(actor) as work:
        order = await money.apply_answer(work, order_id, payment.id, answer)
        await audit.note(
            work,
            action="payment.captured",
            subject=Subject("order", str(order_id)),
            after={"amount": payment.amount.amount, "currency": payment.amount.currency},
        )
        return await order_queries.with_lines(work.db, order)
