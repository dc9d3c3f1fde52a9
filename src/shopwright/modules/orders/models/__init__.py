"""Tables of orders, and of what becomes of them."""

from shopwright.modules.orders.models.holds import GuestHoldRow
from shopwright.modules.orders.models.notes import OrderNoteRow
from shopwright.modules.orders.models.orders import (
    FIRST_SERIAL,
    RATE_SCALE,
    NextSerial,
    OrderAdjustmentRow,
    OrderHistoryRow,
    OrderLineRow,
    OrderRow,
    order_serial,
)
from shopwright.modules.orders.models.parcels import ParcelLineRow, ParcelRow
from shopwright.modules.orders.models.returns import (
    RefundedPiecesRow,
    ReturnLineRow,
    ReturnRefundRow,
    ReturnRow,
)

__all__ = [
    "FIRST_SERIAL",
    "RATE_SCALE",
    "GuestHoldRow",
    "NextSerial",
    "OrderAdjustmentRow",
    "OrderHistoryRow",
    "OrderLineRow",
    "OrderNoteRow",
    "OrderRow",
    "ParcelLineRow",
    "ParcelRow",
    "RefundedPiecesRow",
    "ReturnLineRow",
    "ReturnRefundRow",
    "ReturnRow",
    "order_serial",
]
