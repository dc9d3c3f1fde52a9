"""The state machine of orders, and what payments make of an order; pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shopwright.kernel.money import Money, total
from shopwright.modules.orders.contracts import (
    FulfilmentStatus,
    Order,
    OrderLine,
    OrderStatus,
    Parcel,
    ParcelStatus,
    PaymentStatus,
    ReturnAxis,
    ReturnStatus,
)
from shopwright.modules.payments.contracts import Payment, PaymentState

S = OrderStatus
P = ParcelStatus
R = ReturnStatus
F = FulfilmentStatus

STEPS: dict[OrderStatus, frozenset[OrderStatus]] = {
    S.PENDING: frozenset({S.CONFIRMED, S.CANCELLED}),
    S.CONFIRMED: frozenset({S.PROCESSING, S.SHIPPED, S.CANCELLED, S.REFUNDED}),
    S.PROCESSING: frozenset({S.SHIPPED, S.CANCELLED, S.REFUNDED}),
    S.SHIPPED: frozenset({S.DELIVERED, S.REFUNDED}),
    S.DELIVERED: frozenset({S.REFUNDED}),
    S.CANCELLED: frozenset(),
    S.REFUNDED: frozenset(),
}
CANCELLABLE = frozenset(state for state, steps in STEPS.items() if S.CANCELLED in steps)
HOLDS_STOCK = frozenset({S.PENDING, S.CONFIRMED, S.PROCESSING})
SHIPPABLE = frozenset({S.CONFIRMED, S.PROCESSING})
RETURNABLE = frozenset({S.PROCESSING, S.SHIPPED, S.DELIVERED})
_ON_ITS_WAY = frozenset({P.IN_TRANSIT, P.OUT_FOR_DELIVERY, P.EXCEPTION})
PARCEL_STEPS: dict[ParcelStatus, frozenset[ParcelStatus]] = {
    P.PACKED: frozenset({P.SHIPPED, P.CANCELLED}),
    P.SHIPPED: _ON_ITS_WAY | {P.DELIVERED},
    P.IN_TRANSIT: _ON_ITS_WAY - {P.IN_TRANSIT} | {P.DELIVERED},
    P.OUT_FOR_DELIVERY: _ON_ITS_WAY - {P.OUT_FOR_DELIVERY} | {P.DELIVERED},
    P.EXCEPTION: _ON_ITS_WAY - {P.EXCEPTION} | {P.DELIVERED},
    P.DELIVERED: frozenset(),
    P.CANCELLED: frozenset(),
}
RETURN_STEPS: dict[ReturnStatus, frozenset[ReturnStatus]] = {
    R.REQUESTED: frozenset({R.APPROVED, R.DECLINED, R.CANCELLED}),
    R.APPROVED: frozenset({R.RECEIVED, R.CANCELLED}),
    R.DECLINED: frozenset(),
    R.RECEIVED: frozenset({R.REFUNDED, R.CLOSED}),
    R.REFUNDED: frozenset(),
    R.CLOSED: frozenset(),
    R.CANCELLED: frozenset(),
}


def may_step(status: OrderStatus, to: OrderStatus) -> bool:
    return to in STEPS[status]


def paid_and_refunded(payments: Sequence[Payment], currency: str) -> tuple[Money, Money]:
    """What was captured for an order in all, and what of it was given back."""
    return (
        total((payment.captured for payment in payments), currency),
        total((payment.refunded for payment in payments), currency),
    )


def payment_status(payments: Sequence[Payment], due: Money) -> PaymentStatus:
    """What payments (the latest first) make of an order over ``due``."""
    paid, refunded = paid_and_refunded(payments, due.currency)
    if paid.minor > 0:
        return _of_captured(paid, refunded, due)
    if due.is_zero:
        return PaymentStatus.PAID
    states = [payment.state for payment in payments]
    promised = total((payment.capturable for payment in payments), due.currency)
    if promised >= due:
        return PaymentStatus.AUTHORIZED
    if promised.minor > 0 or any(payment.is_open for payment in payments):
        return PaymentStatus.PENDING
    if PaymentState.VOIDED in states:
        return PaymentStatus.VOIDED
    return PaymentStatus.FAILED if states else PaymentStatus.UNPAID


def is_secured(status: PaymentStatus) -> bool:
    """Whether the money is ours or promised to us by the provider, so that the goods are the customer's."""
    return status in (PaymentStatus.PAID, PaymentStatus.AUTHORIZED)


def _of_captured(paid: Money, refunded: Money, due: Money) -> PaymentStatus:
    if refunded >= paid:
        return PaymentStatus.REFUNDED
    if paid - refunded >= due:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIALLY_REFUNDED if refunded.minor > 0 else PaymentStatus.PARTIALLY_PAID


def fulfilment_status(lines: Sequence[OrderLine]) -> FulfilmentStatus:
    """How far the goods of an order have come; what needs no shipping counts only where nothing else was ordered."""
    counted = _counted(lines)
    due = sum(line.due for line in counted)
    shipped = sum(line.shipped for line in counted)
    delivered = sum(line.delivered for line in counted)
    if delivered:
        return F.DELIVERED if delivered >= due else F.PARTIALLY_DELIVERED
    if shipped:
        return F.SHIPPED if shipped >= due else F.PARTIALLY_SHIPPED
    return F.UNFULFILLED


def has_all_left(lines: Sequence[OrderLine]) -> bool:
    """Whether every piece that was to be shipped was."""
    counted = _counted(lines)
    return all(line.shipped == line.due for line in counted) and any(
        line.shipped for line in counted
    )


def _counted(lines: Sequence[OrderLine]) -> Sequence[OrderLine]:
    return [line for line in lines if line.requires_shipping and line.due] or lines


def steps_of_parcels(status: OrderStatus, lines: Sequence[OrderLine]) -> list[OrderStatus]:
    """The steps that an order takes because of its parcels, one after the other."""
    reached = fulfilment_status(lines)
    if reached is F.UNFULFILLED or status not in RETURNABLE | SHIPPABLE:
        return []
    if not has_all_left(lines):
        return [S.PROCESSING] if status is S.CONFIRMED else []
    way = [S.SHIPPED, S.DELIVERED] if reached is F.DELIVERED else [S.SHIPPED]
    passed = {S.SHIPPED: 1, S.DELIVERED: 2}.get(status, 0)
    return way[passed:]


def is_cancellable(order: Order) -> bool:
    """Whether an order has not gone too far to be cancelled as a whole."""
    return order.status in CANCELLABLE and order.fulfilment_status is F.UNFULFILLED


def return_status(lines: Sequence[OrderLine]) -> ReturnAxis:
    """What of an order comes back."""
    shipped = sum(line.shipped for line in lines if line.requires_shipping)
    returned = sum(line.returned for line in lines)
    if returned:
        return ReturnAxis.RETURNED if returned >= shipped else ReturnAxis.PARTIALLY_RETURNED
    return ReturnAxis.REQUESTED if any(line.claimed for line in lines) else ReturnAxis.NONE


def share(line: OrderLine, pieces: int) -> Money:
    """What of a line's total the next ``pieces`` are worth that money is given back for.

    Counted from the first piece on and rounded down, so that all pieces together are worth the total exactly.
    """
    after, before = line.credited + pieces, line.credited
    worth = [line.total.minor * each // line.quantity for each in (after, before)]
    return Money(worth[0] - worth[1], line.total.currency)


def closes_at(parcels: Sequence[Parcel], lasts: timedelta) -> datetime | None:
    """When the time to send goods back is over: so long after the last parcel arrived; None while one is on its way."""
    sent = [parcel for parcel in parcels if parcel.shipped_at is not None]
    arrived = [parcel.delivered_at for parcel in sent if parcel.delivered_at is not None]
    return max(arrived) + lasts if arrived and len(arrived) == len(sent) else None
