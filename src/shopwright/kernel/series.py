"""Numbers of a series as they are printed: a form with ``{year}`` and ``{number}``, or ``{number:05}`` with zeros before it."""

import re

_PLACE = re.compile(r"\{(?:(year)|number(?::0([1-9]))?)\}")


def numbered(form: str, *, year: int, number: int) -> str:
    """The form with its places filled; everything else in it stays as it is."""

    def filled(found: re.Match[str]) -> str:
        return str(year) if found[1] else str(number).rjust(int(found[2] or 1), "0")

    return _PLACE.sub(filled, form)


def tells_apart(form: str) -> bool:
    """Whether every year and number gives another text, none of it a place that is not known."""
    pairs = [(year, number) for year in (2026, 2027) for number in (1, 12, 100_000)]
    texts = {numbered(form, year=year, number=number) for year, number in pairs}
    return len(texts) == len(pairs) and not any(set(each) & set("{}") for each in texts)
