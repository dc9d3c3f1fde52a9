"""When an order gets its invoice."""

from shopwright.modules.invoices.contracts import Issuing
from shopwright.modules.orders.contracts import FulfilmentStatus, Order, OrderStatus

_NOT_A_SALE = (OrderStatus.PENDING, OrderStatus.CANCELLED)


def may_invoice(order: Order) -> bool:
    """Whether an order is a sale: confirmed, and not cancelled."""
    return order.status not in _NOT_A_SALE


def is_due(issuing: Issuing, order: Order) -> bool:
    """Whether an invoice has to be issued by itself now."""
    if not may_invoice(order) or issuing is Issuing.NEVER:
        return False
    if issuing is Issuing.PAID:
        return order.paid >= order.total
    return order.fulfilment_status is not FulfilmentStatus.UNFULFILLED
