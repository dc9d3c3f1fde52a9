"""What is shown of a product and how it is found: pure decisions, one file a subject."""

from shopwright.satellites.search.rules.projecting import Shelf, plain_text, project, term
from shopwright.satellites.search.rules.words import folded, words_of

__all__ = ["Shelf", "folded", "plain_text", "project", "term", "words_of"]
