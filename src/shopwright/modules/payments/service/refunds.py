"""Giving money back: decided here, carried out at the provider, never twice."""

from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.payments import queries
from shopwright.modules.payments.contracts import Refund, RefundState
from shopwright.modules.payments.errors import (
    NothingToRefund,
    PaymentNotFound,
    RefundInProgress,
    RefundOfNothing,
)
from shopwright.modules.payments.models import PaymentRow, RefundRow


async def begin_refund(
    work: Work, *, payment_id: UUID, amount: Money | None, reason: str, restock: bool = False
) -> Refund:
    """Set an amount aside for refunding; None is all that is left.

    One guarded statement on the payment's row, which refunds therefore pass one by one: while one is under way no
    other begins, and the sum never exceeds what was captured.

    Raises:
        RefundOfNothing: that is no amount.
        NothingToRefund: less is left than that, or nothing.
        RefundInProgress: another refund of this payment is under way.
    """
    if amount is not None and amount.minor <= 0:
        raise RefundOfNothing
    row = PaymentRow
    wanted = amount.minor if amount is not None else row.captured - row.refunded
    guards = [row.id == payment_id, row.refund_pending == 0, row.captured - row.refunded > 0]
    if amount is not None:
        guards += [row.currency == amount.currency, row.captured - row.refunded >= amount.minor]
    result = await work.db.execute(
        update(row)
        .where(*guards)
        .values(refund_pending=wanted, updated_at=work.now)
        .returning(row.refund_pending, row.currency)
    )
    granted = result.one_or_none()
    if granted is None:
        raise await _refusal(work, payment_id)
    refund = Refund(
        ids.new(), payment_id, Money(*granted), reason, RefundState.PENDING, work.now, restock
    )
    await work.db.execute(
        insert(RefundRow).values(
            id=refund.id,
            payment_id=payment_id,
            amount=refund.amount.minor,
            currency=refund.amount.currency,
            reason=reason,
            restock=restock,
            state=RefundState.PENDING,
            actor=work.actor.name,
            created_at=work.now,
            updated_at=work.now,
        )
    )
    return refund


async def drop_refund(work: Work, *, refund: Refund) -> None:
    """Take a refund back that the provider refused: the amount can be refunded again."""
    result = await work.db.execute(
        update(RefundRow)
        .where(RefundRow.id == refund.id, RefundRow.state == RefundState.PENDING)
        .values(state=RefundState.FAILED, updated_at=work.now)
    )
    if result.rowcount == 1:
        row = PaymentRow
        await work.db.execute(
            update(row)
            .where(row.id == refund.payment_id)
            .values(refund_pending=row.refund_pending - refund.amount.minor, updated_at=work.now)
        )


async def _refusal(work: Work, payment_id: UUID) -> Exception:
    payment = await queries.by_id(work.db, payment_id)
    if payment is None:
        return PaymentNotFound()
    if not payment.refund_pending.is_zero:
        return RefundInProgress(retry_after=2)
    return NothingToRefund(refundable=payment.refundable.amount, currency=payment.amount.currency)
