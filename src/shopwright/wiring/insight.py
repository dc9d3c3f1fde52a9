"""What analytics and reports are put together of."""

from zoneinfo import ZoneInfo

from shopwright.infra.settings import Settings


def zone_of(settings: Settings) -> ZoneInfo:
    """By whose clocks days are told apart in analytics."""
    return ZoneInfo(settings.analytics_timezone)
