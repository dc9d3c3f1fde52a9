"""Telling other machines what happens in the shop."""

from pydantic import BaseModel, Field


class WebhookSettings(BaseModel):
    """Outgoing webhooks: to how many, how patiently."""

    webhook_endpoint_limit: int = Field(
        20, ge=0, le=1000, description="Webhook endpoints that there may be."
    )
    webhook_disable_days: int = Field(
        5,
        ge=1,
        le=90,
        description="Days without one webhook coming through, after which an endpoint gets no more.",
    )
    webhook_kept_days: int = Field(
        30, ge=4, le=400, description="How long sent webhooks can be looked at and sent again."
    )
    webhook_alert_email: str = Field(
        "",
        max_length=320,
        pattern=r"^([^@\s]+@[^@\s]+)?$",
        description="Who is told by mail when a webhook endpoint is disabled; empty: nobody.",
    )
    webhooks_allow_private: bool = Field(
        default=False,
        description="Webhooks may go to private addresses and by plain http; for development, refused in production.",
    )

    def faults_of_webhooks(self) -> list[str]:
        """What production must not have."""
        if self.webhooks_allow_private:
            return ["WEBHOOKS_ALLOW_PRIVATE must be false in production"]
        return []
