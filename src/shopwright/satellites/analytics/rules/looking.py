"""Which searches are counted, and as what."""

from shopwright.kernel.text import holds_card_number

LONGEST, LONGEST_NUMBER = 100, 8


def query_of(words: str) -> str | None:
    """Words as they are counted: small letters, single blanks; None for nothing, and for what may be somebody's.

    People type addresses, cards and telephone numbers into a search box too. Codes of goods have no blanks or signs
    between their digits, and stay.
    """
    query = " ".join(words.lower().split())
    if not query or len(query) > LONGEST or "@" in query or holds_card_number(query):
        return None
    is_number = all(letter.isdecimal() or letter in " +-()/." for letter in query)
    digits = sum(letter.isdecimal() for letter in query)
    return None if is_number and digits != len(query) and digits >= LONGEST_NUMBER else query
