"""The shop and its purchases."""

from enum import StrEnum

from pydantic import BaseModel, Field


class CaptureMode(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


class ShopSettings(BaseModel):
    """The shop itself."""

    shop_name: str = Field(
        "Shopwright Demo", min_length=1, max_length=100, description="Name of the shop."
    )
    shop_currency: str = Field(
        "EUR",
        pattern="^[A-Z]{3}$",
        description="Currency of prices where none is named.",
    )
    seed_demo: bool = Field(
        default=True,
        description="`run` fills an empty shop with demo goods and accounts.",
    )


class SearchSettings(BaseModel):
    """Finding products."""

    elasticsearch_url: str = Field(
        "",
        description="Finds products by Elasticsearch 8; empty: the database does it.",
        repr=False,
    )


class MediaSettings(BaseModel):
    """Pictures."""

    media_folder: str = Field("var/media", description="Where pictures are stored.")
    media_url: str = Field(
        "/media",
        description="Where pictures are served; a CDN's base address works too.",
    )


class PurchaseSettings(BaseModel):
    """Carts, promises of stock, answers kept for replay."""

    cart_days_guest: int = Field(
        30, ge=1, le=3650, description="Days until a guest's untouched cart expires."
    )
    cart_days_customer: int = Field(
        90, ge=1, le=3650, description="Days until a customer's untouched cart expires."
    )
    cart_line_limit: int = Field(
        100, ge=1, le=1000, description="Different variants that a cart holds at most."
    )
    line_quantity_limit: int = Field(
        1000, ge=1, le=1000, description="Pieces of one variant in a cart or order."
    )
    reservation_minutes: int = Field(
        15, ge=1, le=24 * 60, description="How long unpaid stock is held."
    )
    checkout_claim_seconds: int = Field(
        60, ge=5, le=3600, description="How long a completion locks its cart."
    )
    return_days: int = Field(
        30,
        ge=14,
        le=3650,
        description="Days after its last parcel arrived in which goods of an order can be sent back.",
    )
    idempotency_hours: int = Field(
        24, ge=24, le=24 * 365, description="How long answers are kept for replay."
    )


class PaymentSettings(BaseModel):
    """Money."""

    payment_providers: str = Field(
        "test",
        description="Comma-separated providers that checkout accepts; empty: orders await payment by hand.",
    )
    payment_capture: CaptureMode = Field(
        CaptureMode.AUTOMATIC,
        description="automatic: charge at checkout; manual: later.",
    )
    unpaid_order_hours: int = Field(
        72,
        ge=1,
        le=24 * 365,
        description="Until a customer's order that awaits payment by hand is given up.",
    )
    guest_transfer_hours: int = Field(
        168,
        ge=1,
        le=24 * 90,
        description="How long a guest's order holds its goods for a transfer; BANK_TRANSFER_DAYS at most.",
    )
    guest_unpaid_orders: int = Field(
        3,
        ge=1,
        le=1000,
        description="Orders of guests from one place that hold goods for a transfer at a time.",
    )
    payment_expiry_minutes: int = Field(
        60, ge=1, le=7 * 24 * 60, description="Until an unpaid order is given up."
    )
    payment_timeout_seconds: int = Field(
        10, ge=1, le=120, description="Longest wait for the payment provider."
    )
    test_gateway_secret: str = Field(
        "", repr=False, description="Signs the test gateway's webhooks; empty: derived."
    )
    reconcile_after_seconds: int = Field(
        60, ge=1, le=3600, description="Age at which a hanging payment is looked into."
    )
