"""Every question about wishlists and alerts."""

from shopwright.modules.wishlists.queries.alerts import (
    alert,
    alerts_of,
    chances,
    waiting_variants,
)
from shopwright.modules.wishlists.queries.lists import (
    counts,
    lists_of,
    saved_of,
    shared,
    wishes_of,
    wishlist,
)
from shopwright.modules.wishlists.queries.showing import shown

__all__ = [
    "alert",
    "alerts_of",
    "chances",
    "counts",
    "lists_of",
    "saved_of",
    "shared",
    "shown",
    "waiting_variants",
    "wishes_of",
    "wishlist",
]
