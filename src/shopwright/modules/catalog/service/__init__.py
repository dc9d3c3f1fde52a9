"""Every change of the catalog."""

from shopwright.modules.catalog.rules import (
    changed_fields,
    check,
    demanded,
    free_slug,
    is_on_shelf,
    shelf_status,
    sorted_tags,
    typed,
)
from shopwright.modules.catalog.service.approvals import (
    ask_approval,
    decide_approval,
    withdraw_approvals,
)
from shopwright.modules.catalog.service.attributes import (
    define_attribute,
    forget_attribute,
    redefine_attribute,
)
from shopwright.modules.catalog.service.brands import (
    create_brand,
    delete_brand,
    ensure_brands,
    update_brand,
)
from shopwright.modules.catalog.service.categories import (
    create_category,
    delete_category,
    ensure_categories,
    plan_categories,
    update_category,
)
from shopwright.modules.catalog.service.flipping import flip
from shopwright.modules.catalog.service.products import delete_product, store
from shopwright.modules.catalog.service.relations import relate
from shopwright.modules.catalog.service.restoring import restore_product

__all__ = [
    "ask_approval",
    "changed_fields",
    "check",
    "create_brand",
    "create_category",
    "decide_approval",
    "define_attribute",
    "delete_brand",
    "delete_category",
    "delete_product",
    "demanded",
    "ensure_brands",
    "ensure_categories",
    "flip",
    "forget_attribute",
    "free_slug",
    "is_on_shelf",
    "plan_categories",
    "redefine_attribute",
    "relate",
    "restore_product",
    "shelf_status",
    "sorted_tags",
    "store",
    "typed",
    "update_brand",
    "update_category",
    "withdraw_approvals",
]
