"""What analytics and reports are put together of."""

from zoneinfo import ZoneInfo

from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.satellites.analytics.service import Insight, Tally


def zone_of(settings: Settings) -> ZoneInfo:
    """By whose clocks days are told apart in analytics."""
    return ZoneInfo(settings.analytics_timezone)


def insight_of(settings: Settings, works: Works) -> Insight:
    """What looks are counted with."""
    zone = zone_of(settings)
    return Insight(zone, Tally(works, zone))
