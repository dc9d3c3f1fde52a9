"""Changes of orders."""

from shopwright.modules.orders.service.adopting import adopt
from shopwright.modules.orders.service.moving import archive, cancel, is_cancellable, move
from shopwright.modules.orders.service.opening import open_order
from shopwright.modules.orders.service.parcels import move_parcel, pack
from shopwright.modules.orders.service.settling import settle

__all__ = [
    "adopt",
    "archive",
    "cancel",
    "is_cancellable",
    "move",
    "move_parcel",
    "open_order",
    "pack",
    "settle",
]
