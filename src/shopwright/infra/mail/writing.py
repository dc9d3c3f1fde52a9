"""Who writes mails, whatever he writes them with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


class Writer(Protocol):
    """Writes a mail of a name, in the language nearest to a locale."""

    def render(self, name: str, locale: str, facts: Mapping[str, object]) -> Rendered: ...
