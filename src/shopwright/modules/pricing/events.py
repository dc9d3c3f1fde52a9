"""Facts about prices."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from shopwright.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PriceChanged(Event):
    """The price of a variant in one currency; `previous_minor` is None where it had none."""

    name: ClassVar[str] = "price.changed"
    variant_id: UUID
    currency: str
    amount_minor: int
    compare_at_minor: int | None
    previous_minor: int | None
