"""Wishlists, and alerts of goods that come back."""

from pydantic import BaseModel, Field


class WishlistSettings(BaseModel):
    """Wishlists, and who is told when goods come back."""

    wishlist_limit: int = Field(20, ge=1, le=500, description="Wishlists of a customer.")
    wishlist_item_limit: int = Field(
        200, ge=1, le=1000, description="Things on a wishlist, and saved for later."
    )
    stock_alert_limit: int = Field(
        50, ge=1, le=1000, description="Goods that a customer, or a guest's address, waits for."
    )
    stock_alert_guests: bool = Field(
        default=True,
        description="Guests are told too when goods come back, once they have confirmed their address.",
    )
    stock_alert_confirm_hours: int = Field(
        48, ge=1, le=24 * 30, description="How long a guest may take to confirm his address."
    )
    abandoned_cart_hours: int = Field(
        24,
        ge=0,
        le=24 * 90,
        description="Hours after which an untouched cart is abandoned, and its owner gets a mail; 0: never.",
    )
    shop_pages: str = Field(
        "",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="Where the links in mails about goods and orders lead, before /products/…, /orders/…, /cart/resume/…, /cart-reminders/stop/… and /stock-alerts/…; empty: to the storefront, or to the API at PUBLIC_URL where there is none.",
    )
