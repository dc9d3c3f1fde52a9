"""Capturing what was authorised, where the shop charges later than at the checkout."""

from uuid import UUID

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.steps import money
from shopwright.infra.faults import reach
from shopwright.kernel.actors import Actor
from shopwright.kernel.money import Money
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders.contracts import Order
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.errors import AmountOfNothing, NothingToCapture


async def capture(
    desk: Desk, actor: Actor, *, order_id: UUID, amount: Money | None = None
) -> Order:
    """Charge the authorised amount of an order, or a part, after which the rest is let go.

    The provider takes the same capture once.

    Raises:
        AmountOfNothing: that is no amount.
        NothingToCapture: nothing is authorised, or less than that.
        GatewayUnreachable: no answer; capture again.
    """
    if amount is not None and amount.minor <= 0:
        raise AmountOfNothing
    async with desk.works.reading() as db:
        attempts = await payment_queries.of_order(db, order_id)
    payment = next((each for each in attempts if not each.capturable.is_zero), None)
    if payment is None:
        raise NothingToCapture
    wanted = amount or payment.capturable
    if wanted.currency != payment.amount.currency or wanted > payment.capturable:
        raise NothingToCapture
    gateway = payments.gateway_of(desk.gateways, payment.provider)
    answer = await payments.in_time(desk.provider_timeout, gateway.capture(payment, wanted))
    reach("capture.answered")
    async with desk.works(actor) as work:
        order = await money.apply_answer(work, order_id, payment.id, answer)
        await audit.note(
            work,
            action="payment.captured",
            subject=Subject("order", str(order_id)),
            after={"amount": wanted.amount, "currency": wanted.currency},
        )
        return await order_queries.with_lines(work.db, order)
