"""Keeping facts and sums, and having them written into files."""

from shopwright.satellites.analytics.service.asking import span_asked
from shopwright.satellites.analytics.service.exporting import (
    Exporter,
    ask_for_export,
    make_export,
    right_to_read,
)
from shopwright.satellites.analytics.service.forgetting import forget_old
from shopwright.satellites.analytics.service.insight import Insight
from shopwright.satellites.analytics.service.presence import follow
from shopwright.satellites.analytics.service.rebuilding import rebuild
from shopwright.satellites.analytics.service.reporting import ask_for_due, tell
from shopwright.satellites.analytics.service.settling import settle
from shopwright.satellites.analytics.service.tally import Tally

__all__ = [
    "Exporter",
    "Insight",
    "Tally",
    "ask_for_due",
    "ask_for_export",
    "follow",
    "forget_old",
    "make_export",
    "rebuild",
    "right_to_read",
    "settle",
    "span_asked",
    "tell",
]
