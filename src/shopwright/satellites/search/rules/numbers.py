"""Numbers in the values of attributes, and steps that people count in."""

import math
import re
from collections.abc import Sequence

_NUMBER = re.compile(r"([-+]?\d{1,12}(?:\.\d{1,6})?)\s*[^\W\d]{0,6}[²³%\"]?")
_NICE = (1.0, 2.0, 5.0, 10.0)


def number_in(value: str) -> float | None:
    """The number of a value such as ``43.2 cm``; None where it is more than a number and its unit."""
    found = _NUMBER.fullmatch(value)
    return float(found[1]) if found else None


def steps(values: Sequence[float], most: int) -> list[float]:
    """Where to part numbers into at most ``most`` ranges: round numbers between the smallest and the largest.

    Every step is 1, 2 or 5 times a power of ten; the parts are as even as such steps allow, and outliers do not stretch them:
    they are laid between the twentieth parts at both ends.
    """
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 20], ordered[-1 - len(ordered) // 20]
    if not high > low:
        return []
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    width = power * next(nice for nice in _NICE if power * nice >= rough)
    first = math.floor(low / width) + 1
    last = math.ceil(high / width)
    return [round(at * width, 6) for at in range(first, last)][: most - 1]
