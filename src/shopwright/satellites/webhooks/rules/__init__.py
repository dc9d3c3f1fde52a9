"""What may be heard of, when something is tried again, and what a message looks like."""

from shopwright.satellites.webhooks.rules.catalogue import (
    CATALOGUE,
    HEARD,
    TEST,
    matches,
    patterns_without_event,
)
from shopwright.satellites.webhooks.rules.message import (
    new_secret,
    pause_after,
    signatures,
    written,
)

__all__ = [
    "CATALOGUE",
    "HEARD",
    "TEST",
    "matches",
    "new_secret",
    "patterns_without_event",
    "pause_after",
    "signatures",
    "written",
]
