"""Every change of what is shown and found."""

from shopwright.satellites.search.service.refreshing import (
    BATCH,
    rebuild,
    refresh,
    refresh_category,
    touch,
)

__all__ = ["BATCH", "rebuild", "refresh", "refresh_category", "touch"]
