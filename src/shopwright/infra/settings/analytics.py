"""Counting what sells."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, field_validator


class AnalyticsSettings(BaseModel):
    """Analytics and reports."""

    analytics_timezone: str = Field(
        "UTC",
        description="Time zone of days in analytics and of reports' hours; after a change: `shopwright analytics rebuild`.",
    )

    @field_validator("analytics_timezone")
    @classmethod
    def names_a_time_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            message = "there is no such time zone"
            raise ValueError(message) from None
        return name
