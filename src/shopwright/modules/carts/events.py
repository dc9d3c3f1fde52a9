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


@dataclass(frozen=True, slots=True)
class CartAbandoned(Event):
    """Nobody went on with a cart for long; ``cart_version`` is how it was left."""

    name: ClassVar[str] = "cart.abandoned"
    cart_id: UUID
    cart_version: int
