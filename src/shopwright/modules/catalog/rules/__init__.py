"""Which products and categories can be."""

from shopwright.modules.catalog.rules.attributes import (
    check_definition,
    demanded,
    normalised,
    typed,
)
from shopwright.modules.catalog.rules.products import (
    HEAVIEST_GRAMS,
    LONGEST_SLUG,
    LONGEST_TITLE,
    changed_fields,
    check,
    check_place,
    free_slug,
    is_on_shelf,
    is_slug,
    joined,
    next_flip,
    shelf_status,
    sorted_tags,
)

__all__ = [
    "HEAVIEST_GRAMS",
    "LONGEST_SLUG",
    "LONGEST_TITLE",
    "changed_fields",
    "check",
    "check_definition",
    "check_place",
    "demanded",
    "free_slug",
    "is_on_shelf",
    "is_slug",
    "joined",
    "next_flip",
    "normalised",
    "shelf_status",
    "sorted_tags",
    "typed",
]
