"""Quoting: what is on the shelf today, and what it comes to."""

from shopwright.modules.quotes.queries import shelf_of
from shopwright.modules.quotes.rules import make_quote

__all__ = ["make_quote", "shelf_of"]
