"""Watching the shop from outside: metrics, errors, traces."""

from pydantic import BaseModel, Field


class WatchingSettings(BaseModel):
    """Metrics, errors, traces."""

    metrics_token: str = Field(
        "",
        repr=False,
        description="Bearer token by which /metrics is read, at least 16 characters; empty: only with the right system:read.",
    )
    metrics_folder: str = Field(
        "",
        description="Where processes of one server write their counts for each other; empty: a temporary folder.",
    )
    sentry_dsn: str = Field(
        "",
        repr=False,
        description="Where errors are sent, without anything of a person; needs the extra sentry; empty: nowhere.",
    )
    otel_endpoint: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="Where traces go by OTLP over HTTP, as http://collector:4318; needs the extra telemetry; empty: nowhere.",
    )
    otel_sample_percent: int = Field(
        10,
        ge=0,
        le=100,
        description="Of a hundred requests that no trace asks for, so many are traced.",
    )

    def faults_of_watching(self) -> list[str]:
        if self.metrics_token and len(self.metrics_token) < 16:
            return ["METRICS_TOKEN must have at least 16 characters"]
        return []
