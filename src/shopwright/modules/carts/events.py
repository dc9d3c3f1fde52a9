"""Facts about carts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CartMerged(Event):
    """A guest's cart became part of his own when he signed in."""

    name: ClassVar[str] = "cart.merged"
    cart_id: UUID
    into_id: UUID


@dataclass(frozen=True, slots=True)
class CartCompleted(Event):
    """A cart became an order."""

    name: ClassVar[str] = "cart.completed"
    cart_id: UUID
