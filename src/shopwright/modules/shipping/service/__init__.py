"""Every change of delivery, and what quotes ask."""

from shopwright.modules.shipping.rules import (
    Load,
    chosen,
    fare_of,
    load_of,
    options,
    shipping_stage,
)
from shopwright.modules.shipping.service.methods import (
    add_method,
    change_method,
    remove_method,
)
from shopwright.modules.shipping.service.zones import add_zone, change_zone, remove_zone

__all__ = [
    "Load",
    "add_method",
    "add_zone",
    "change_method",
    "change_zone",
    "chosen",
    "fare_of",
    "load_of",
    "options",
    "remove_method",
    "remove_zone",
    "shipping_stage",
]
