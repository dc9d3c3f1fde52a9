"""Languages that somebody reads, by what his browser says."""

from collections.abc import Collection


def preferred(header: str, known: Collection[str]) -> str | None:
    """The first known language that an Accept-Language header names, by its weights; None where it names none."""
    return next((each for each in ranked(header) if each in known), None)


def ranked(header: str) -> list[str]:
    """Language codes by preference, without their regions; what makes no sense comes last."""
    weighed = []
    for place, part in enumerate(header.split(",")):
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        weighed.append((-weight, place, code.partition("-")[0].lower()))
    return [code for _, _, code in sorted(weighed)]
