"""Every change of what is shown and found."""

from shopwright.satellites.search.service.refreshing import (
    BATCH,
    order_rebuild,
    rebuild,
    refresh,
    refresh_brand,
    refresh_category,
    touch,
)
from shopwright.satellites.search.service.synonyms import add_synonyms, remove_synonyms

__all__ = [
    "BATCH",
    "add_synonyms",
    "order_rebuild",
    "rebuild",
    "refresh",
    "refresh_brand",
    "refresh_category",
    "remove_synonyms",
    "touch",
]
