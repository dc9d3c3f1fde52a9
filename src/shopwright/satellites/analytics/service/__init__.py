"""Keeping facts and sums."""

from shopwright.satellites.analytics.service.asking import span_asked
from shopwright.satellites.analytics.service.forgetting import forget_old
from shopwright.satellites.analytics.service.presence import follow
from shopwright.satellites.analytics.service.rebuilding import rebuild
from shopwright.satellites.analytics.service.settling import settle
from shopwright.satellites.analytics.service.tally import Insight, Tally

__all__ = ["Insight", "Tally", "follow", "forget_old", "rebuild", "settle", "span_asked"]
