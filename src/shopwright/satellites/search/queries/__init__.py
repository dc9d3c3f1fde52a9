"""Everything that is read of the shop as customers see it."""

from shopwright.satellites.search.queries.addresses import addresses_of_part, count_parts
from shopwright.satellites.search.queries.cards import (
    document,
    is_listed,
    list_cards,
    product_ids_under,
    shown_after,
    version,
)
from shopwright.satellites.search.queries.currencies import in_currency
from shopwright.satellites.search.queries.finding import Finder, Wish
from shopwright.satellites.search.queries.memory import Memory, lacks_entries, synonym_groups
from shopwright.satellites.search.queries.related import with_related
from shopwright.satellites.search.queries.steady import SteadyEngine
from shopwright.satellites.search.queries.words import DatabaseEngine

__all__ = [
    "DatabaseEngine",
    "Finder",
    "Memory",
    "SteadyEngine",
    "Wish",
    "addresses_of_part",
    "count_parts",
    "document",
    "in_currency",
    "is_listed",
    "lacks_entries",
    "list_cards",
    "product_ids_under",
    "shown_after",
    "synonym_groups",
    "version",
    "with_related",
]
