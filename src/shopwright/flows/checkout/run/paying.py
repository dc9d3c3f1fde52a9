"""Paying an order that waits for money, and hearing from providers."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from shopwright.flows.checkout.contracts import Placed, Till
from shopwright.flows.checkout.steps import outcome, providers
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor, system
from shopwright.kernel.errors import ShopError
from shopwright.modules.orders import queries as order_queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import OrderStatus, PaymentStatus
from shopwright.modules.orders.errors import OrderNotFound, OrderNotPayable
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import (
    CaseKind,
    Doubt,
    GatewayAnswer,
    Payment,
    PaymentChoice,
    PaymentState,
    WebhookEvent,
)
from shopwright.modules.payments.errors import GatewayUnreachable, PaymentNotFound, WebhookRefused

_OVER = (OrderStatus.CANCELLED, OrderStatus.REFUNDED)
_PAYABLE = (PaymentStatus.UNPAID, PaymentStatus.FAILED, PaymentStatus.VOIDED)


async def begin_payment(
    till: Till, actor: Actor, *, order_id: UUID, choice: PaymentChoice, key: Key | None = None
) -> Placed | StoredAnswer:
    """Pay an order that has no payment under way; a declined one leaves it as it was, to be tried again.

    Raises:
        OrderNotFound: no such order.
        OrderNotPayable: it is paid, over, or a payment is under way.
        UnknownProvider, UnknownToken, MethodUnavailable: the payment chosen can't be made.
    """
    payments.gateway_of(till.gateways, choice.provider)
    async with till.works(actor) as work:
        if key is not None:
            claim = await idempotency.claim(work, key)
            if claim.answer is not None:
                return claim.answer
            if claim.resource is not None:
                return await _known(work, order_id, claim.resource)
        payment = await _begin(till, work, order_id, choice)
        if key is not None:
            await idempotency.attach(work, key, payment.id)
    reach("payment.begun")
    return await _carry_out(till, actor, payment, choice.token)


async def confirm_payment(till: Till, actor: Actor, *, payment_id: UUID) -> Placed:
    """Ask the provider where a payment stands, and act on it: after a second step, or to be sure.

    Raises:
        PaymentNotFound: no such payment.
        GatewayUnreachable: the provider did not answer.
    """
    async with till.works.reading() as db:
        payment = await payment_queries.by_id(db, payment_id)
    if payment is None:
        raise PaymentNotFound
    answer = await providers.ask_what_is_true(till, payment)
    async with till.works(actor) as work:
        if answer is None:
            return await _known(work, payment.order_id, payment.id)
        placed = await outcome.apply_answer(
            work, order_id=payment.order_id, payment_id=payment.id, answer=answer, source="confirm"
        )
        return await _shown(work, placed)


async def secret_for_script(till: Till, *, payment_id: UUID) -> str:
    """What the provider's script needs to take a payment; nothing where there is none, or no more to do.

    The provider is asked each time: it is kept nowhere.

    Raises:
        PaymentNotFound: no such payment.
        GatewayUnreachable: the provider did not answer.
    """
    async with till.works.reading() as db:
        payment = await payment_queries.by_id(db, payment_id)
    if payment is None:
        raise PaymentNotFound
    if not payment.is_open:
        return ""
    answer = await providers.ask_what_is_true(till, payment)
    return answer.client_secret if answer is not None else ""


async def state_after_return(till: Till, *, payment_id: UUID) -> PaymentState:
    """How a payment stands when its customer comes back from the provider, which is asked while that is open.

    Raises:
        PaymentNotFound: no such payment.
    """
    async with till.works.reading() as db:
        payment = await payment_queries.by_id(db, payment_id)
    if payment is None:
        raise PaymentNotFound
    if not payment.is_open:
        return payment.state
    try:
        placed = await confirm_payment(till, system("return"), payment_id=payment_id)
    except GatewayUnreachable:
        return payment.state
    return placed.payment.state if placed.payment else payment.state


async def receive_webhook(
    till: Till, *, provider: str, headers: Mapping[str, str], body: bytes
) -> bool:
    """Take a provider's message in: signature first, then each message once; False for one heard before.

    A message that tells of something, but not what, or that names a payment by another reference than the one we know,
    is no more than a reason to ask the provider. One about a payment that we know nothing of becomes a case.

    Raises:
        WebhookRefused: forged, too old, not understood.
        GatewayUnreachable: the provider does not answer what is true; it tries again later.
    """
    gateway = payments.gateway_of(till.gateways, provider)
    event = await payments.in_time(till.terms.provider_timeout, gateway.read_webhook(headers, body))
    if event is None:
        return False
    payment, answer = await _understood(till, provider, event)
    if payment is None and event.key is None:
        return False
    async with till.works(system(f"webhook:{provider}")) as work:
        if not await payments.take_in(work, provider=provider, event_id=event.event_id):
            return False
        if event.doubt is not None:
            await payments.open_case(work, event.doubt, provider=provider, payment=payment)
        if payment is None:
            unknown = Doubt(CaseKind.ORPHAN_PAYMENT, event.reference, "A message told of it.")
            await payments.open_case(work, unknown, provider=provider)
        elif answer is not None:
            await outcome.apply_answer(
                work,
                order_id=payment.order_id,
                payment_id=payment.id,
                answer=answer,
                source="webhook",
            )
        reach("webhook.applying")
    return True


async def _begin(till: Till, work: Work, order_id: UUID, choice: PaymentChoice) -> Payment:
    order = await order_queries.locked(work, order_id)
    if order is None:
        raise OrderNotFound
    providers.refuse_unavailable(till, choice.provider, order)
    attempts = await payment_queries.of_order(work.db, order_id)
    is_under_way = any(attempt.is_open for attempt in attempts)
    is_payable = order.status not in _OVER and order.payment_status in _PAYABLE
    if is_under_way or not is_payable:
        raise OrderNotPayable(order_status=order.status, payment_status=order.payment_status)
    payment = payments.begin(work, order_id=order_id, provider=choice.provider, amount=order.total)
    await orders.settle(work, order, payments=[payment, *attempts])
    return payment


async def _carry_out(till: Till, actor: Actor, payment: Payment, token: str) -> Placed:
    try:
        answer = await providers.ask_to_pay(till, payment, token)
    except ShopError as error:
        async with till.works(actor) as work:
            if error.status < 500:
                await outcome.give_up(
                    work, order_id=payment.order_id, payment_id=payment.id, failure=error.code
                )
            else:
                return await _known(work, payment.order_id, payment.id)
        raise
    async with till.works(actor) as work:
        placed = await outcome.apply_answer(
            work, order_id=payment.order_id, payment_id=payment.id, answer=answer, source="answer"
        )
        return await _shown(work, placed)


async def _shown(work: Work, placed: Placed) -> Placed:
    return replace(placed, order=await order_queries.with_lines(work.db, placed.order))


async def _known(work: Work, order_id: UUID, payment_id: UUID) -> Placed:
    order = await order_queries.by_id(work.db, order_id)
    if order is None:
        raise OrderNotFound
    return Placed(order, await payment_queries.by_id(work.db, payment_id))


async def _understood(
    till: Till, provider: str, event: WebhookEvent
) -> tuple[Payment | None, GatewayAnswer | None]:
    """Which payment a message is about, by the reference that we stored or else by our own key, and what is true of it."""
    async with till.works.reading() as db:
        payment = await payment_queries.by_reference(db, provider, event.reference)
        if payment is None and event.key is not None:
            payment = await payment_queries.by_id(db, event.key)
        is_known = await payment_queries.is_taken_in(db, provider, event.event_id)
    if payment is not None and payment.provider != provider:
        raise WebhookRefused
    if payment is None or is_known:
        return payment, None
    if event.answer is not None and payment.reference in (None, event.reference):
        return payment, event.answer
    return payment, await providers.ask_what_is_true(till, payment, hint=event.reference)
