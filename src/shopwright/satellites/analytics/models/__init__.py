"""Tables of analytics."""

from shopwright.satellites.analytics.models.looks import AnalyticsSearchRow, AnalyticsViewRow
from shopwright.satellites.analytics.models.people import (
    AnalyticsCustomerMonthRow,
    AnalyticsCustomerRow,
    AnalyticsMarkRow,
    AnalyticsNewcomerRow,
    AnalyticsPeopleRollupRow,
    AnalyticsPresenceRow,
)
from shopwright.satellites.analytics.models.sales import (
    AnalyticsGoodsRollupRow,
    AnalyticsGoodsRow,
    AnalyticsSaleRow,
    AnalyticsSalesRollupRow,
)

__all__ = [
    "AnalyticsCustomerMonthRow",
    "AnalyticsCustomerRow",
    "AnalyticsGoodsRollupRow",
    "AnalyticsGoodsRow",
    "AnalyticsMarkRow",
    "AnalyticsNewcomerRow",
    "AnalyticsPeopleRollupRow",
    "AnalyticsPresenceRow",
    "AnalyticsSaleRow",
    "AnalyticsSalesRollupRow",
    "AnalyticsSearchRow",
    "AnalyticsViewRow",
]
