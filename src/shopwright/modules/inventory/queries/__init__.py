"""Every question about stock."""

from shopwright.modules.inventory.queries.health import (
    crossed,
    health_counts,
    health_page,
    policy,
)
from shopwright.modules.inventory.queries.levels import (
    level,
    levels,
    movements,
    orders_with_expired_stock,
    reservations,
)
from shopwright.modules.inventory.queries.tallies import sold_out

__all__ = [
    "crossed",
    "health_counts",
    "health_page",
    "level",
    "levels",
    "movements",
    "orders_with_expired_stock",
    "policy",
    "reservations",
    "sold_out",
]
