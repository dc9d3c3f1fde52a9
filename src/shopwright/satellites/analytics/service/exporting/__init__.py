"""Orders, customers and figures go into files."""

from shopwright.satellites.analytics.service.exporting.asking import (
    Exporter,
    ask_for_export,
    make_export,
    right_to_read,
)

__all__ = ["Exporter", "ask_for_export", "make_export", "right_to_read"]
