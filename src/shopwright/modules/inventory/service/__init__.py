"""Changes of stock."""

from shopwright.modules.inventory.service.levels import adjust, count, set_levels
from shopwright.modules.inventory.service.reservations import (
    confirm,
    dispatch,
    release,
    reserve,
    take_back,
)
from shopwright.modules.inventory.service.watching import set_policy, watch

__all__ = [
    "adjust",
    "confirm",
    "count",
    "dispatch",
    "release",
    "reserve",
    "set_levels",
    "set_policy",
    "take_back",
    "watch",
]
