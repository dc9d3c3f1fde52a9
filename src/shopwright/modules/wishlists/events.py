"""Facts about wishlists and alerts. None holds an address."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WishlistShared(Event):
    """A list has a new link; the one before shows nothing any more."""

    name: ClassVar[str] = "wishlist.shared"
    wishlist_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class StockAlertAsked(Event):
    """A guest wants to be told when goods come back, and has to show that the address is his."""

    name: ClassVar[str] = "stock_alert.asked"
    alert_id: UUID


@dataclass(frozen=True, slots=True)
class StockAlertDue(Event):
    """What somebody waits for can be bought again; the alert is over with this."""

    name: ClassVar[str] = "stock_alert.due"
    alert_id: UUID
    variant_id: UUID
