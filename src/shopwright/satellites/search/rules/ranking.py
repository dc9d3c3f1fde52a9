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
    held: dict[int, int] = {}
    rarities = []
    for at, forms in enumerate(question):
        best = _best(forms, postings)
        rarities.append(rarity(len(best), count))
        for number, impact in best.items():
            scores[number] = scores.get(number, 0.0) + rarities[at] * impact
            held[number] = held.get(number, 0) | 1 << at
    stems = frozenset(form.stem for forms in question for form in forms)
    return choose({number: round(score) for number, score in scores.items()}, held, rarities, stems)


def rarity(found: int, count: int) -> float:
    """How much a word says that ``found`` of ``count`` products hold; 0 for one that none does."""
    if not found:
        return 0.0
    return max(0.01, math.log(1 + (count - found + 0.5) / (found + 0.5)))


def choose(
    scores: Mapping[int, int],
    held: Mapping[int, int],
    rarities: Sequence[float],
    stems: frozenset[str],
) -> Hits:
    """Which of those with any word count; ``held`` has a bit for each word of the query that a product holds."""
    every = (1 << len(rarities)) - 1
    chosen = {number for number, words in held.items() if words == every}
    if len(chosen) < FULL_SHELF:
        shares = {words: _share(words, rarities) for words in set(held.values())}
        least = min(_LEAST_SHARE * sum(rarities), max(shares.values(), default=0.0))
        chosen = {number for number, words in held.items() if shares[words] >= least}
    return Hits({number: scores[number] for number in chosen}, scores, stems)


def _share(words: int, rarities: Sequence[float]) -> float:
    """What the words of a bit each say together."""
    return sum(each for at, each in enumerate(rarities) if words >> at & 1)


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
