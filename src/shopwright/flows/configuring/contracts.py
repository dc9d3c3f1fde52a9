"""What a file says otherwise than the shop is."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing: ``tax.country``, ``tax_zones DE``, ``roles clerk``; None stands for what is not there."""

    name: str
    before: Any
    after: Any
