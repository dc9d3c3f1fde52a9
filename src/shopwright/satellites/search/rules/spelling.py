"""How far a word may be from what was meant."""

_SHORTEST, _LONG = 4, 8


def largest_distance(word: str) -> int:
    """Slips that are forgiven: none in a short word or a number, one, two in a long word.

    A slip is a letter too many, too few, another, or two that changed places.
    """
    if len(word) < _SHORTEST or any(letter.isdigit() for letter in word):
        return 0
    return 1 if len(word) < _LONG else 2


def trigrams(word: str) -> list[str]:
    """Every three letters that follow each other."""
    return sorted({word[at : at + 3] for at in range(len(word) - 2)})
