"""A finished page for those who pay in another currency."""

from dataclasses import replace
from typing import Any

import orjson

from shopwright.kernel.money import Money
from shopwright.satellites.search.contracts import Document

_PRICE = ("price", "compare_at_price", "lowest_prior_price", "currency")


def in_currency(found: Document, currency: str) -> Document:
    """A page with its prices in a currency, where it has such; others stay in their own, which each of them names."""
    content = orjson.loads(found.text)
    chosen = []
    for variant in content["variants"]:
        own = next((each for each in variant["prices"] if each["currency"] == currency), None)
        if own is not None:
            variant.update(own)
            chosen += [own] if variant["is_active"] else []
    if chosen:
        lowest = min(chosen, key=lambda price: _minor(price, currency))
        content.update({name: lowest[name] for name in _PRICE})
    text = orjson.dumps(content).decode()
    return replace(found, text=text, etag=f'{found.etag[:-1]}-{currency}"')


def _minor(price: dict[str, Any], currency: str) -> int:
    return Money.parse(price["price"], currency).minor
