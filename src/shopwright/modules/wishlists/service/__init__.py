"""Changes of wishlists, and of who waits for what."""

from shopwright.modules.wishlists.service.alerting import (
    cancel_alert,
    confirm_alert,
    stop_alerts,
    wait_for,
)
from shopwright.modules.wishlists.service.filling import add, change, move, remove, reorder, take
from shopwright.modules.wishlists.service.lists import make_list, remove_list, rename_list
from shopwright.modules.wishlists.service.saving import save
from shopwright.modules.wishlists.service.sharing import share, unshare
from shopwright.modules.wishlists.service.telling import sweep_alerts, tell, tell_batch

__all__ = [
    "add",
    "cancel_alert",
    "change",
    "confirm_alert",
    "make_list",
    "move",
    "remove",
    "remove_list",
    "rename_list",
    "reorder",
    "save",
    "share",
    "stop_alerts",
    "sweep_alerts",
    "take",
    "tell",
    "tell_batch",
    "unshare",
    "wait_for",
]
