"""A product as an engine outside the database keeps it. Pure."""

from collections.abc import Mapping
from typing import Any

import orjson

from shopwright.satellites.search.contracts import SearchText, ShippedEntry
from shopwright.satellites.search.rules.words import compounds_of, folded, surfaces_of

_SUGGESTED = range(2, 41)  # letters


def document_of(entry: ShippedEntry) -> Mapping[str, Any]:
    """Its fields, folded as queries are, and the words that may be suggested."""
    facts = orjson.loads(entry.facts or "[]")
    brand, attributes = facts[9], facts[11]
    title = folded(entry.title)
    text = SearchText(
        title=title,
        brand=folded(brand),
        labels=entry.labels,
        description=folded(entry.prose),
        attributes=folded(" ".join(value for _, value in attributes)),
    )
    surfaces = sorted(word for word in surfaces_of(text) if len(word) in _SUGGESTED)
    return {
        "version": entry.version,
        "is_public": entry.is_public,
        "surfaces": surfaces,
        "title": text.title,
        "brand": text.brand,
        "labels": " ".join((text.labels, *compounds_of(text.labels), *compounds_of(title))),
        "description": text.description,
        "attributes": text.attributes,
    }
