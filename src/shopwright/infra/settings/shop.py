"""What the shop offers, in which languages, and whether it is open."""

from pydantic import BaseModel, Field


class OfferSettings(BaseModel):
    """What the shop offers, and whether it is open."""

    shop_languages: str = Field(
        "en,de",
        pattern="^[a-z]{2}(,[a-z]{2})*$",
        description="Comma-separated languages of the shop's mails; others get MAIL_LANGUAGE.",
    )
    feature_registration: bool = Field(default=True, description="People can open accounts.")
    feature_guest_checkout: bool = Field(
        default=True, description="Who is not signed in can order, too."
    )
    feature_reviews: bool = Field(default=True, description="Customers' reviews.")
    feature_wishlists: bool = Field(default=True, description="Wishlists.")
    feature_stock_alerts: bool = Field(
        default=True, description="Customers can ask to be told when goods come back."
    )
    maintenance: bool = Field(
        default=False,
        description="Customers can look and not change anything; staff goes on.",
    )
    maintenance_message: str = Field(
        "", max_length=300, description="What customers are told meanwhile."
    )
    maintenance_retry_seconds: int = Field(
        120, ge=1, le=86_400, description="When clients are told to come back."
    )
