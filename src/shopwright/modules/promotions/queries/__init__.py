"""Every question about promotions."""

from shopwright.modules.promotions.queries.definitions import (
    code,
    codes,
    codes_beginning_with,
    promotion,
    promotions,
    promotions_by_id,
    rules,
)
from shopwright.modules.promotions.queries.situations import Asked, customer_key, situation
from shopwright.modules.promotions.queries.usage import count_unknown, orders_with_code, usage

__all__ = [
    "Asked",
    "code",
    "codes",
    "codes_beginning_with",
    "count_unknown",
    "customer_key",
    "orders_with_code",
    "promotion",
    "promotions",
    "promotions_by_id",
    "rules",
    "situation",
    "usage",
]
