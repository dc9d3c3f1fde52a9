"""Texts into words, words into stems, and how much a word says about a product.

The weight of a word in a product is the term-frequency part of BM25F (Zaragoza et al., TREC 2004): the occurrences in each
field, divided by how much longer the field is than usual, weighted by field, summed and saturated,
``t / (k1 + t)``. It depends on the product alone, so it is made once, when the product is written, and kept as a whole number
of thousandths: an impact. A search adds impacts up, each times how rare its word is (:mod:`.ranking`).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import snowballstemmer

from shopwright.satellites.search.contracts import FieldWeight, SearchText

LONGEST_WORD = 64
LARGEST_IMPACT = 1000
MOST_QUERY_WORDS = 12
_LANGUAGE = "english"
_SATURATION = 1.2  # k1
_LENGTH_COUNTS = 0.75  # b
_SHORTEST_SHARE = 0.25  # a field of two words is not four times as telling as a usual one
_WORD = re.compile(r"[^\W_]+")
_COMPOUND = re.compile(r"[^\W_]+(?:[-./][^\W_]+)+")
_stemmer = snowballstemmer.stemmer(_LANGUAGE)

# A usual length of 0 says that the field's length tells nothing: labels are not prose.
FIELDS: Mapping[str, FieldWeight] = {
    "title": FieldWeight(5, 10),
    "brand": FieldWeight(2, 0),
    "labels": FieldWeight(2, 0),
    "description": FieldWeight(1, 20),
    "attributes": FieldWeight(1, 40),
}


def folded(text: str) -> str:
    """Small letters without accents, as they are compared, sorted and searched by."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a query in their order, each once."""
    found = (word[:LONGEST_WORD] for word in _WORD.findall(folded(text)))
    return list(dict.fromkeys(found))[:MOST_QUERY_WORDS]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What the forms of a word have in common: ``boots`` and ``boot`` are found by each other."""
    stemmed: str = _stemmer.stemWord(word)
    return stemmed or word


def surfaces_of(text: SearchText) -> dict[str, str]:
    """Every word of a product as it is written, to its stem."""
    return {
        word[:LONGEST_WORD]: stem(word[:LONGEST_WORD])
        for field in FIELDS
        for word in _WORD.findall(getattr(text, field))
    }


def impacts(text: SearchText) -> dict[str, int]:
    """How much each stem says about the product, 1 to ``LARGEST_IMPACT``."""
    weights: dict[str, float] = {}
    for name, field in FIELDS.items():
        stems = [stem(word) for word in _tokens(getattr(text, name))]
        share = _length_share(len(stems), field.usual_length)
        for found, times in Counter(stems).items():
            weights[found] = weights.get(found, 0.0) + field.weight * times / share
    return {
        word: max(1, round(LARGEST_IMPACT * weight / (_SATURATION + weight)))
        for word, weight in weights.items()
    }


def _length_share(length: int, usual: int) -> float:
    if not usual:
        return 1.0
    return 1 - _LENGTH_COUNTS + _LENGTH_COUNTS * max(length / usual, _SHORTEST_SHARE)


def _tokens(text: str) -> Iterable[str]:
    """Words, and model numbers such as ``TN-2110`` as one word too; the text is folded already."""
    yield from (word[:LONGEST_WORD] for word in _WORD.findall(text))
    yield from compounds_of(text)


def compounds_of(text: str) -> Iterable[str]:
    """Words with a digit whose parts are joined by a sign, as one word."""
    for compound in _COMPOUND.findall(text):
        joined = "".join(_WORD.findall(compound))
        if len(joined) <= LONGEST_WORD and any(letter.isdigit() for letter in joined):
            yield joined
