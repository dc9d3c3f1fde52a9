"""Returns: what customers send back, decided and received on the record, and their money given back once."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from shopwright.flows.returns.contracts import Desk
from shopwright.flows.returns.steps import money, sharing
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.kernel.money import Money
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.orders import queries
from shopwright.modules.orders import service as orders
from shopwright.modules.orders.contracts import (
    Order,
    ReceivedPieces,
    RefundedPieces,
    Return,
    ReturnStatus,
    ReturnWish,
)
from shopwright.modules.orders.errors import ReturnNotFound
from shopwright.modules.payments import queries as payment_queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import Payment, Refund, RefundState


async def request_return(work: Work, wish: ReturnWish, *, lasts: timedelta | None = None) -> Return:
    """Ask to send pieces back; what staff ask for is noted, and knows no time (``lasts`` None).

    Raises:
        OrderNotFound, NotReturnable, ReturnWindowClosed, PiecesGone: as :func:`orders.request_return`.
    """
    made = await orders.request_return(work, wish, lasts=lasts)
    if lasts is None:
        await _note(work, "return.requested", made, before=None)
    return made


async def decide_return(
    work: Work, *, return_id: UUID, to: ReturnStatus, decision: str = ""
) -> Return:
    """Approve, decline, cancel or close a return, and note who did it.

    Raises:
        ReturnNotFound, IllegalReturnStep: as :func:`orders.decide_return`.
    """
    before = await queries.return_by_id(work.db, return_id)
    found = await orders.decide_return(work, return_id=return_id, to=to, decision=decision)
    if before is not None and before.status is not found.status:
        await _note(work, f"return.{found.status}", found, before=before.status)
    return found


async def receive_return(
    work: Work, *, return_id: UUID, received: Sequence[ReceivedPieces] | None = None
) -> Return:
    """Note what of a return arrived, and who says so.

    Raises:
        ReturnNotFound, IllegalReturnStep, PiecesGone, NothingLeft: as :func:`orders.receive_return`.
    """
    found = await orders.receive_return(work, return_id=return_id, received=received)
    await _note(work, "return.received", found, before=ReturnStatus.APPROVED)
    return found


async def refund_return(
    desk: Desk,
    actor: Actor,
    *,
    return_id: UUID,
    settlement: orders.Settlement,
    request_id: str = "",
) -> Return:
    """Give the money of a received return back. Asked twice, it goes back once, as was decided the first time.

    What a process that died had begun is carried through by a job; a refund that the provider refused is begun anew
    when this is asked again.

    Raises:
        ReturnNotFound: no such return.
        IllegalReturnStep: it was not received, or was closed.
        FeeTooHigh: nothing would be left of the money.
        RefundInProgress: another refund of the payment is under way.
        RefundFailed: the provider refused.
        GatewayUnreachable: no answer; the refund is asked for again by a job.
    """
    async with desk.works(actor, request_id=request_id) as work:
        order, before = await orders.locked_return(work, return_id)
        if before.status is ReturnStatus.REFUNDED:
            return before
        found = await orders.price_return(work, order, before, settlement)
        begun = await _begun(work, order, found)
        if before.amount is None:
            await _note(work, "return.refunded", found, before=before.status)
        if found.amount is not None and found.amount.is_zero:
            await orders.complete_returns(work, order_id=order.id)
    reach("return.refund_begun")
    for payment, refund in begun:
        await money.carry_out(desk, actor, payment, refund)
    async with desk.works.reading() as db:
        now = await queries.return_by_id(db, return_id)
    if now is None:
        raise ReturnNotFound
    return now


async def _begun(work: Work, order: Order, found: Return) -> list[tuple[Payment, Refund]]:
    """The refunds of a return that wait for their provider, those that are missing begun now."""
    waiting = []
    for refund_id in await queries.refund_ids(work.db, found.id):
        refund = await payment_queries.refund_by_id(work.db, refund_id)
        if refund is not None and refund.state is RefundState.PENDING:
            payment = await payment_queries.by_id(work.db, refund.payment_id)
            assert payment is not None  # noqa: S101 - a foreign key says so
            waiting.append((payment, refund))
    assert found.amount is not None  # noqa: S101 - it was priced before
    counted = RefundState.PENDING, RefundState.SUCCEEDED
    rest = found.amount - await orders.refunded_by(work, found, *counted)
    if rest.minor <= 0:
        return waiting
    attempts = await payment_queries.of_order(work.db, order.id)
    begun = [
        (payment, await _begin(work, payment, share, found))
        for payment, share in sharing.shares(attempts, rest)
    ]
    refund_ids = [refund.id for _, refund in begun]
    await orders.link_refunds(work, return_id=found.id, refund_ids=refund_ids)
    orders.note_pieces(work, [refund for _, refund in begun], _pieces_of(found))
    return [*waiting, *begun]


def _pieces_of(found: Return) -> list[RefundedPieces]:
    return [
        RefundedPieces(line.line_id, line.received, line.amount)
        for line in found.lines
        if line.amount is not None and line.received
    ]


async def _begin(work: Work, payment: Payment, share: Money | None, found: Return) -> Refund:
    return await payments.begin_refund(
        work, payment_id=payment.id, amount=share, reason=f"return {found.number}"
    )


async def _note(work: Work, action: str, found: Return, *, before: str | None) -> None:
    told = {"return": found.number, "status": found.status, "pieces": _told(found)}
    if found.amount is not None:
        told |= {"amount": found.amount.amount, "currency": found.amount.currency}
    await audit.note(
        work,
        action=action,
        subject=Subject("order", str(found.order_id)),
        before={"return": found.number, "status": before} if before else None,
        after=told,
    )


def _told(found: Return) -> str:
    return ", ".join(f"{line.line_id}: {line.quantity}/{line.received}" for line in found.lines)
