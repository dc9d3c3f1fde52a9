"""Beginning to pay."""

from uuid import UUID

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    BANK_TRANSFER,
    OPEN_STATES,
    Payment,
    PaymentState,
)
from shopwright.modules.payments.events import TransferAwaited
from shopwright.modules.payments.models import PaymentRow


def begin(
    work: Work, *, order_id: UUID, provider: str, amount: Money, opens_order: bool = False
) -> Payment:
    """Write down that a provider is about to be asked; its id is the key to ask with.

    ``opens_order``: the order is placed with this payment, and stands and falls with it.
    """
    payment_id, zero = ids.new(), Money.zero(amount.currency)
    row = {
        "id": payment_id,
        "order_id": order_id,
        "provider": provider,
        "state": PaymentState.CREATED,
        "currency": amount.currency,
        "amount": amount.minor,
        "opened_order": opens_order,
        "created_at": work.now,
        "updated_at": work.now,
    }
    work.write(PaymentRow, [row])
    if provider == BANK_TRANSFER:
        work.record(TransferAwaited(payment_id=payment_id, order_id=order_id))
    return Payment(
        payment_id,
        order_id,
        provider,
        None,
        PaymentState.CREATED,
        amount,
        zero,
        zero,
        zero,
        zero,
        "",
        "",
        work.now,
        work.now,
        opens_order,
    )


async def fail_unsent(work: Work, *, payment_id: UUID, failure: str) -> bool:
    """End a payment of which the provider knows nothing; False where it has moved on meanwhile."""
    result = await work.db.execute(
        update(PaymentRow)
        .where(PaymentRow.id == payment_id, PaymentRow.state == PaymentState.CREATED)
        .values(state=PaymentState.FAILED, failure=failure, updated_at=work.now)
    )
    return result.rowcount == 1


async def note_checked(work: Work, *, payment_id: UUID) -> None:
    """Note that the provider was asked and has no news, so that others are asked about first."""
    await work.db.execute(
        update(PaymentRow)
        .where(PaymentRow.id == payment_id, PaymentRow.state.in_(OPEN_STATES))
        .values(updated_at=work.now)
    )
