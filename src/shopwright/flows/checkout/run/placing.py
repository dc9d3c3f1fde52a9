"""Placing an order: opened and its stock promised in one Work, paid outside any, settled in another."""

from dataclasses import replace

from shopwright.flows.checkout.contracts import Placed, PlaceOrder, Replayed, Till
from shopwright.flows.checkout.steps import opening, outcome, providers
from shopwright.flows.checkout.steps.asking import checked
from shopwright.flows.checkout.steps.earlier import claimed_cart, placed_before
from shopwright.infra import idempotency
from shopwright.infra.faults import reach
from shopwright.infra.idempotency import Key, Standing
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.kernel.errors import ShopError
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import PaymentState
from shopwright.modules.payments.errors import PaymentDeclined


async def place(
    till: Till, actor: Actor, wanted: PlaceOrder, *, key: Key | None = None, request_id: str = ""
) -> Placed | Replayed:
    """Place an order, and pay it where a payment was chosen.

    The same cart, or the same key, again answers the order that came of it. A declined payment leaves nothing behind
    but a cancelled order: the stock is back and the cart is open.

    Raises:
        EmailMissing, AddressMissing, CartEmpty, VariantsUnavailable, PricesMissing, TooManyPieces: what is missing.
        TotalChanged: the customer was shown another total.
        OutOfStock: names every line that is short; nothing was ordered.
        CartBeingCompleted, CartCompleted, CartNotFound: the cart can't be completed.
        PaymentDeclined: by the provider; the order is cancelled.
        UnknownProvider, UnknownToken: the payment chosen can't be made; nothing was ordered.
        InvalidAddress: names the part that its country does not know.
        InvalidVatNumber: no such number can exist.
        KeyReused, KeyInUse: see :mod:`shopwright.infra.idempotency`.
    """
    if wanted.payment is not None:
        payments.gateway_of(till.gateways, wanted.payment.provider)
    wanted = checked(wanted)
    async with till.works(actor, request_id=request_id) as work:
        opened = await _open_or_replay(till, work, wanted, key)
    reach("checkout.opened")
    if isinstance(opened, Replayed):
        return opened
    if opened.replayed or opened.payment is None or wanted.payment is None:
        return await _finish_earlier(till, actor, opened, wanted) if opened.replayed else opened
    return await _pay(till, actor, opened, wanted.payment.token)


async def _open_or_replay(
    till: Till, work: Work, wanted: PlaceOrder, key: Key | None
) -> Placed | Replayed:
    if key is not None:
        claim = await idempotency.claim(work, key)
        if claim.answer is not None:
            return Replayed(claim.answer)
        if claim.standing is Standing.RESUMED and claim.resource is not None:
            return await placed_before(work, claim.resource)
    cart = await claimed_cart(till, work, wanted)
    if isinstance(cart, Placed):
        return cart
    placed = await opening.open_order(till, work, wanted, cart)
    if key is not None:
        await idempotency.attach(work, key, placed.order.id)
    return placed


async def _pay(till: Till, actor: Actor, placed: Placed, token: str) -> Placed:
    """Ask the provider, then the second Work. No answer leaves the payment to reconciliation."""
    assert placed.payment is not None  # noqa: S101 - the caller looked
    order_id, payment_id = placed.order.id, placed.payment.id
    try:
        answer = await providers.ask_to_pay(till, placed.payment, token)
    except ShopError as error:
        if error.status < 500:
            async with till.works(actor) as work:
                await outcome.give_up(
                    work, order_id=order_id, payment_id=payment_id, failure=error.code
                )
            raise
        return placed
    reach("checkout.paid")
    async with till.works(actor) as work:
        settled = await outcome.apply_answer(
            work, order_id=order_id, payment_id=payment_id, answer=answer, source="answer"
        )
        reach("checkout.settling")
    reach("checkout.settled")
    refuse_declined(settled)
    return _with_lines_of(placed, settled)


def refuse_declined(placed: Placed) -> None:
    """Turn a failed payment into the error that the customer is told.

    Raises:
        PaymentDeclined: names the order and the provider's reason.
    """
    payment = placed.payment
    if payment is not None and payment.state is PaymentState.FAILED:
        raise PaymentDeclined(order_id=str(placed.order.id), reason=payment.failure)


async def _finish_earlier(till: Till, actor: Actor, placed: Placed, wanted: PlaceOrder) -> Placed:
    """An order that was placed before: where its payment hangs, the provider is asked what became of it.

    Where he knows nothing of it, the request never reached him: he is asked to take it, with the same key as then.
    """
    payment = placed.payment
    if payment is None or not payment.is_open:
        refuse_declined(placed)
        return placed
    try:
        answer = await providers.ask_what_is_true(till, payment)
    except ShopError:
        return placed
    if answer is None:
        if wanted.payment is None or wanted.payment.provider != payment.provider:
            return placed
        paid = await _pay(till, actor, placed, wanted.payment.token)
        return replace(paid, replayed=True)
    async with till.works(actor) as work:
        settled = await outcome.apply_answer(
            work, order_id=placed.order.id, payment_id=payment.id, answer=answer, source="replay"
        )
    refuse_declined(settled)
    return replace(_with_lines_of(placed, settled), replayed=True)


def _with_lines_of(placed: Placed, settled: Placed) -> Placed:
    """The order as it is after settling; its lines and its total never change, so they are not read again."""
    return replace(
        settled,
        order=replace(settled.order, lines=placed.order.lines),
        adjustments=placed.adjustments,
        problems=placed.problems,
    )
