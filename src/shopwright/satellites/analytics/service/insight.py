"""What analytics are asked with."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shopwright.satellites.analytics.service.exporting import Exporter
from shopwright.satellites.analytics.service.tally import Tally


@dataclass(frozen=True, slots=True)
class Insight:
    """By whose clocks days are told apart, what looks are counted with, and what files are made with."""

    zone: ZoneInfo
    tally: Tally
    exporter: Exporter
