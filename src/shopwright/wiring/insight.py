"""What analytics and reports are put together of."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from shopwright.infra.files.opening import private_store
from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.satellites.analytics.service import Exporter, Insight, Tally


def zone_of(settings: Settings) -> ZoneInfo:
    """By whose clocks days are told apart in analytics."""
    return ZoneInfo(settings.analytics_timezone)


def insight_of(settings: Settings, works: Works) -> Insight:
    """What analytics are asked with."""
    zone = zone_of(settings)
    return Insight(zone, Tally(works, zone), exporter_of(settings, works))


def exporter_of(settings: Settings, works: Works) -> Exporter:
    """What files of orders, customers and figures are made with."""
    keep = timedelta(hours=settings.export_hours)
    return Exporter(works, private_store(settings), zone_of(settings), keep)
