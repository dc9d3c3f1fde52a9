"""Changes of stock."""

from shopwright.modules.inventory.service.levels import adjust, set_levels
from shopwright.modules.inventory.service.reservations import (
    commit,
    dispatch,
    release,
    reserve,
    take_back,
)

__all__ = ["adjust", "commit", "dispatch", "release", "reserve", "set_levels", "take_back"]
