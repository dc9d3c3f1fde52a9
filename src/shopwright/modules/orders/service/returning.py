"""Returns: asked for, decided, received, and what their money is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money, total
from shopwright.modules.inventory import service as inventory
from shopwright.modules.orders import queries, rules
from shopwright.modules.orders.contracts import (
    Order,
    Pieces,
    ReceivedPieces,
    Return,
    ReturnStatus,
    ReturnWish,
)
from shopwright.modules.orders.errors import (
    FeeTooHigh,
    IllegalReturnStep,
    NothingLeft,
    NotReturnable,
    PiecesGone,
    ReturnNotFound,
    ReturnWindowClosed,
)
from shopwright.modules.orders.events import (
    ReturnApproved,
    ReturnDeclined,
    ReturnMoved,
    ReturnReceived,
    ReturnRefunded,
    ReturnRequested,
)
from shopwright.modules.orders.models import (
    OrderLineRow,
    ReturnLineRow,
    ReturnRefundRow,
    ReturnRow,
)
from shopwright.modules.orders.service.counting import (
    as_stock,
    by_id,
    change_counts,
    locked_whole,
    merged,
)
from shopwright.modules.orders.service.writing import write
from shopwright.modules.payments import queries as payments
from shopwright.modules.payments.contracts import RefundState

_EVENTS: dict[ReturnStatus, type[ReturnMoved]] = {
    ReturnStatus.APPROVED: ReturnApproved,
    ReturnStatus.DECLINED: ReturnDeclined,
    ReturnStatus.RECEIVED: ReturnReceived,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """What of a return's money is decided: whether the shipping goes back too, and what is kept for the trouble."""

    with_shipping: bool = False
    fee: Money | None = None


async def request_return(work: Work, wish: ReturnWish, *, lasts: timedelta | None = None) -> Return:
    """Ask to send pieces of an order back. ``lasts`` is the time that customers have; None asks for no time.

    Of two who claim the same piece, one gets it.

    Raises:
        OrderNotFound: no such order.
        NotReturnable: nothing of it was shipped, it is over, or a line is nothing to send.
        ReturnWindowClosed: its last parcel arrived too long ago.
        PiecesGone: not that many pieces of a line were shipped, or others claim them.
    """
    order = await locked_whole(work, wish.order_id)
    lines, pieces = by_id(order), merged(wish.pieces)
    if order.status not in rules.RETURNABLE or not pieces:
        raise NotReturnable(order_status=order.status)
    if any(each.line_id in lines and not lines[each.line_id].requires_shipping for each in pieces):
        raise NotReturnable("What was not sent can't be sent back.")
    if lasts is not None:
        closes = rules.closes_at(await queries.parcels(work.db, order.id), lasts)
        if closes is not None and closes < work.now:
            raise ReturnWindowClosed(closed_at=closes.isoformat())
    row = OrderLineRow
    await change_counts(work, order, pieces, guard=row.shipped - row.claimed, claimed=1)
    made = await _write_return(work, order, wish, pieces)
    await _follow(work, order)
    work.record(ReturnRequested(return_id=made.id, order_id=order.id, number=made.number))
    return made


async def decide_return(
    work: Work, *, return_id: UUID, to: ReturnStatus, decision: str = ""
) -> Return:
    """Approve, decline, cancel or close a return; the same again changes nothing.

    Declined and cancelled ones let go of their pieces; a closed one was received and gives no money back.

    Raises:
        ReturnNotFound: no such return.
        IllegalReturnStep: the state machine knows no such step, or its money is on the way.
    """
    order, found = await locked_return(work, return_id)
    if found.status is to:
        return found
    if to not in rules.RETURN_STEPS[found.status] or found.amount is not None:
        raise _illegal(found)
    if to in (ReturnStatus.DECLINED, ReturnStatus.CANCELLED):
        await change_counts(work, order, _claimed(found), claimed=-1)
        await _follow(work, order)
    return await _step(work, found, to, decision=decision or found.decision)


async def receive_return(
    work: Work, *, return_id: UUID, received: Sequence[ReceivedPieces] | None = None
) -> Return:
    """Note what of an approved return arrived; None is everything, undamaged, and back into stock.

    What did not arrive is not claimed any longer. What is put back goes into stock at once.

    Raises:
        ReturnNotFound: no such return.
        IllegalReturnStep: it is not approved, or was received.
        PiecesGone: more than was announced, or more put back than arrived whole.
        NothingLeft: nothing arrived.
    """
    order, found = await locked_return(work, return_id)
    if ReturnStatus.RECEIVED not in rules.RETURN_STEPS[found.status]:
        raise _illegal(found)
    told = _checked(found, received)
    arrived = [Pieces(each.line_id, each.received) for each in told.values() if each.received]
    if not arrived:
        raise NothingLeft
    came = {each.line_id: each.quantity for each in arrived}
    missing = [
        Pieces(line.line_id, line.quantity - came.get(line.line_id, 0))
        for line in found.lines
        if line.quantity > came.get(line.line_id, 0)
    ]
    await change_counts(work, order, arrived, returned=1)
    if missing:
        await change_counts(work, order, missing, claimed=-1)
    for each in told.values():
        await _write_line(
            work,
            found.id,
            each.line_id,
            received=each.received,
            damaged=each.damaged,
            restocked=each.restocked,
            condition=each.condition or "",
        )
    restocked = [Pieces(each.line_id, each.restocked) for each in told.values() if each.restocked]
    if restocked:
        await inventory.take_back(work, order_id=order.id, lines=as_stock(order, restocked))
    await _follow(work, order)
    reach("return.received")
    return await _step(work, found, ReturnStatus.RECEIVED, received_at=work.now)


async def price_return(work: Work, order: Order, found: Return, settlement: Settlement) -> Return:
    """Decide how much of the money of a received return goes back; done once, by the shares of its pieces.

    ``order`` is as it was locked in this Work. Never more than is left of what was paid.

    Raises:
        IllegalReturnStep: it was not received, or is over.
        FeeTooHigh: nothing would be left of the money.
    """
    if found.amount is not None:
        return found
    if found.status is not ReturnStatus.RECEIVED:
        raise _illegal(found)
    lines, zero = by_id(order), Money.zero(order.currency)
    credited = [Pieces(each.line_id, each.received) for each in found.lines if each.received]
    shares = {each.line_id: rules.share(lines[each.line_id], each.quantity) for each in credited}
    goods = total(shares.values(), order.currency)
    shipping = await _shipping_left(work, order) if settlement.with_shipping else zero
    fee = settlement.fee or zero
    if fee > goods + shipping:
        raise FeeTooHigh(goods=goods.amount, shipping=shipping.amount)
    left = total(
        (each.refundable for each in await payments.of_order(work.db, order.id)), order.currency
    )
    amount = min(goods + shipping - fee, left)
    await change_counts(work, order, credited, credited=1)
    for line_id, worth in shares.items():
        await _write_line(work, found.id, line_id, amount=worth.minor)
    await work.db.execute(
        update(ReturnRow)
        .where(ReturnRow.id == found.id)
        .values(
            goods=goods.minor,
            shipping=shipping.minor,
            fee=fee.minor,
            amount=amount.minor,
            updated_at=work.now,
        )
    )
    return await _found(work, found.id)


async def link_refunds(work: Work, *, return_id: UUID, refund_ids: Collection[UUID]) -> None:
    """Note by which refunds the money of a return goes back."""
    rows = [{"refund_id": each, "return_id": return_id} for each in refund_ids]
    if rows:
        await work.db.execute(insert(ReturnRefundRow), rows)


async def complete_returns(work: Work, *, order_id: UUID) -> None:
    """Returns of an order whose money went back wholly are refunded; to be asked whenever money went back."""
    for found in await queries.returns_of(work.db, order_id):
        if found.status is not ReturnStatus.RECEIVED or found.amount is None:
            continue
        if await refunded_by(work, found, RefundState.SUCCEEDED) >= found.amount:
            await _step(work, found, ReturnStatus.REFUNDED)
            work.record(
                ReturnRefunded(
                    return_id=found.id,
                    order_id=order_id,
                    number=found.number,
                    amount=found.amount.minor,
                    currency=found.amount.currency,
                )
            )


async def refunded_by(work: Work, found: Return, *states: RefundState) -> Money:
    """How much of a return's money is in refunds of these states."""
    assert found.amount is not None  # noqa: S101 - asked of those whose money is decided
    linked = [
        await payments.refund_by_id(work.db, each)
        for each in await queries.refund_ids(work.db, found.id)
    ]
    return total(
        (each.amount for each in linked if each is not None and each.state in states),
        found.amount.currency,
    )


async def locked_return(work: Work, return_id: UUID) -> tuple[Order, Return]:
    """A return with its order, whose row is locked until the Work ends.

    Raises:
        ReturnNotFound: no such return.
    """
    order = await locked_whole(work, (await _found(work, return_id)).order_id)
    return order, await _found(work, return_id)


async def _found(work: Work, return_id: UUID) -> Return:
    found = await queries.return_by_id(work.db, return_id)
    if found is None:
        raise ReturnNotFound
    return found


async def _follow(work: Work, order: Order) -> None:
    now = await queries.with_lines(work.db, order)
    reached = rules.return_status(now.lines)
    if reached is not now.return_status:
        await write(work, now, return_status=reached)


async def _step(work: Work, found: Return, to: ReturnStatus, **changes: object) -> Return:
    await work.db.execute(
        update(ReturnRow)
        .where(ReturnRow.id == found.id)
        .values(status=to, updated_at=work.now, **changes)
    )
    if to in _EVENTS:
        event = _EVENTS[to]
        work.record(event(return_id=found.id, order_id=found.order_id, number=found.number))
    return await _found(work, found.id)


async def _shipping_left(work: Work, order: Order) -> Money:
    """What was paid for the shipping, with its tax, unless another return gave it back."""
    others = await queries.returns_of(work.db, order.id)
    if any(each.shipping is not None and not each.shipping.is_zero for each in others):
        return Money.zero(order.currency)
    return order.shipping if order.tax_included else order.shipping + order.shipping_tax


async def _write_return(
    work: Work, order: Order, wish: ReturnWish, pieces: Sequence[Pieces]
) -> Return:
    return_id = ids.new()
    await work.db.execute(
        insert(ReturnRow).values(
            id=return_id,
            order_id=order.id,
            place=await queries.last_return(work.db, order.id) + 1,
            status=ReturnStatus.REQUESTED,
            reason=wish.reason,
            note=wish.note,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    rows = [
        {"return_id": return_id, "line_id": each.line_id, "quantity": each.quantity}
        for each in pieces
    ]
    await work.db.execute(insert(ReturnLineRow), rows)
    return await _found(work, return_id)


async def _write_line(work: Work, return_id: UUID, line_id: UUID, **values: object) -> None:
    row = ReturnLineRow
    await work.db.execute(
        update(row).where(row.return_id == return_id, row.line_id == line_id).values(**values)
    )


def _checked(
    found: Return, received: Sequence[ReceivedPieces] | None
) -> Mapping[UUID, ReceivedPieces]:
    announced = {line.line_id: line.quantity for line in found.lines}
    if received is None:
        return {
            line_id: ReceivedPieces(line_id, quantity, restocked=quantity)
            for line_id, quantity in announced.items()
        }
    told = {each.line_id: each for each in received}
    for each in told.values():
        is_more = each.received > announced.get(each.line_id, 0)
        if is_more or each.damaged + each.restocked > each.received or len(told) < len(received):
            raise PiecesGone(line_ids=[str(each.line_id)])
    return told


def _claimed(found: Return) -> list[Pieces]:
    return [Pieces(line.line_id, line.quantity) for line in found.lines]


def _illegal(found: Return) -> IllegalReturnStep:
    allowed = sorted(rules.RETURN_STEPS[found.status])
    return IllegalReturnStep(return_status=found.status, allowed=allowed)
