"""Which products a search finds, and in which order. Pure."""

import math
from collections.abc import Mapping, Sequence

from shopwright.satellites.search.contracts import Hits, Posting, WordForm

FULL_SHELF = 10  # so many products that hold every word are enough: no others are shown
_LEAST_SHARE = 0.4  # of what the query's words say together, for a product that lacks some of them


def rank(
    question: Sequence[Sequence[WordForm]], postings: Mapping[str, Posting], count: int
) -> Hits:
    """Add up the impacts of the query's words, each times its rarity among ``count`` products.

    ``question`` holds for each word of the query its forms: itself, synonyms, corrections, with what each is worth. The
    rarity is BM25's inverse document frequency, ``ln(1 + (N - n + 0.5) / (n + 0.5))``. Where ``FULL_SHELF`` products hold
    every word, only those count; else also those that hold the more telling part of the words. Those with any word at all are
    answered beside them, for the case that a filter leaves nothing of the others.
    """
    scores: dict[int, float] = {}
    shares: dict[int, float] = {}
    words: dict[int, int] = {}
    asked = 0.0
    for forms in question:
        best = _best(forms, postings)
        if not best:
            continue
        rarity = math.log(1 + (count - len(best) + 0.5) / (len(best) + 0.5))
        rarity = max(rarity, 0.01)  # of a word that all products hold
        asked += rarity
        for number, impact in best.items():
            scores[number] = scores.get(number, 0.0) + rarity * impact
            shares[number] = shares.get(number, 0.0) + rarity
            words[number] = words.get(number, 0) + 1
    rounded = {number: round(score) for number, score in scores.items()}
    full = {number for number, held in words.items() if held == len(question)}
    if len(full) < FULL_SHELF:
        least = min(_LEAST_SHARE * asked, max(shares.values(), default=0.0))
        full = {number for number, share in shares.items() if share >= least}
    return Hits(
        {number: rounded[number] for number in full},
        rounded,
        frozenset(form.stem for forms in question for form in forms),
    )


def _best(forms: Sequence[WordForm], postings: Mapping[str, Posting]) -> dict[int, float]:
    """What the best form of a word says about each product."""
    best: dict[int, float] = {}
    for form in forms:
        posting = postings.get(form.stem)
        if posting is None:
            continue
        if not best:
            best = {
                n: i * form.worth for n, i in zip(posting.numbers, posting.impacts, strict=True)
            }
            continue
        for number, impact in zip(posting.numbers, posting.impacts, strict=True):
            best[number] = max(best.get(number, 0.0), impact * form.worth)
    return best
