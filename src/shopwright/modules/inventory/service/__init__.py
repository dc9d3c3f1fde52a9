"""Changes of stock."""

from shopwright.modules.inventory.service.levels import adjust, set_levels
from shopwright.modules.inventory.service.reservations import (
    confirm,
    dispatch,
    release,
    reserve,
    take_back,
)

__all__ = ["adjust", "confirm", "dispatch", "release", "reserve", "set_levels", "take_back"]
