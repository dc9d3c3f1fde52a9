"""Every change of the catalog."""

from shopwright.modules.catalog.rules import changed_fields, check, free_slug, sorted_tags
from shopwright.modules.catalog.service.approvals import (
    ask_approval,
    decide_approval,
    withdraw_approvals,
)
from shopwright.modules.catalog.service.categories import (
    create_category,
    delete_category,
    ensure_categories,
    plan_categories,
    update_category,
)
from shopwright.modules.catalog.service.products import delete_product, store

__all__ = [
    "ask_approval",
    "changed_fields",
    "check",
    "create_category",
    "decide_approval",
    "delete_category",
    "delete_product",
    "ensure_categories",
    "free_slug",
    "plan_categories",
    "sorted_tags",
    "store",
    "update_category",
    "withdraw_approvals",
]
