"""Languages that somebody reads, by what his browser says."""

import re
from collections.abc import Collection

_QUALITY = re.compile(r"[qQ]=([01](?:\.[0-9]{0,3})?)")


def preferred(header: str, known: Collection[str]) -> str | None:
    """The first known language that an Accept-Language header names, by its weights; None where it names none."""
    return next((each for each in ranked(header) if each in known), None)


def ranked(header: str) -> list[str]:
    """Language codes by preference, without their regions; those that are not wanted at all are left out."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        code, _, terms = part.partition(";")
        if weight := _weight(terms):
            weighed.append((-weight, place, code.strip().partition("-")[0].lower()))
    return [code for _, _, code in sorted(weighed)]


def _weight(terms: str) -> float:
    """Between 0 and 1, as ``q=0.8`` says; what makes no sense is no wish."""
    if not terms.strip():
        return 1.0
    found = _QUALITY.fullmatch(terms.strip())
    return float(found[1]) if found else 0.0
