"""Changes of orders."""

from shopwright.modules.orders.service.adopting import adopt
from shopwright.modules.orders.service.holding import forget_holds, hold_for_guest
from shopwright.modules.orders.service.moving import archive, cancel, is_cancellable, move
from shopwright.modules.orders.service.noting import add_note
from shopwright.modules.orders.service.opening import open_order
from shopwright.modules.orders.service.parcels import move_parcel, pack
from shopwright.modules.orders.service.readdressing import readdress
from shopwright.modules.orders.service.refunding import note_pieces
from shopwright.modules.orders.service.returning import (
    Settlement,
    complete_returns,
    decide_return,
    link_refunds,
    locked_return,
    price_return,
    receive_return,
    refunded_by,
    request_return,
)
from shopwright.modules.orders.service.settling import settle
from shopwright.modules.orders.service.trimming import Trimmed, cancel_pieces

__all__ = [
    "Settlement",
    "Trimmed",
    "add_note",
    "adopt",
    "archive",
    "cancel",
    "cancel_pieces",
    "complete_returns",
    "decide_return",
    "forget_holds",
    "hold_for_guest",
    "is_cancellable",
    "link_refunds",
    "locked_return",
    "move",
    "move_parcel",
    "note_pieces",
    "open_order",
    "pack",
    "price_return",
    "readdress",
    "receive_return",
    "refunded_by",
    "request_return",
    "settle",
]
