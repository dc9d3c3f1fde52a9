"""Decisions about delivery, pure."""

from shopwright.modules.shipping.rules.checking import checked_areas, checked_method
from shopwright.modules.shipping.rules.choosing import (
    Load,
    chosen,
    fare_of,
    load_of,
    options,
    shipping_stage,
)

__all__ = [
    "Load",
    "checked_areas",
    "checked_method",
    "chosen",
    "fare_of",
    "load_of",
    "options",
    "shipping_stage",
]
