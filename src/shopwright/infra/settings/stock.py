"""Stock: when it is low, and how what to reorder is reckoned."""

from pydantic import BaseModel, Field

_MOST_PIECES = 10**6


class StockSettings(BaseModel):
    """Stock; what a variant has set for itself goes before."""

    stock_critical: int = Field(
        3, ge=0, le=_MOST_PIECES, description="So many available pieces of a variant are critical."
    )
    stock_low: int = Field(
        10, ge=0, le=_MOST_PIECES, description="So many available pieces are low."
    )
    stock_high: int = Field(
        100, ge=0, le=_MOST_PIECES, description="More available pieces than these are high."
    )
    stock_alert_email: str = Field(
        "",
        max_length=320,
        pattern=r"^([^@\s]+@[^@\s]+)?$",
        description="Who is told by mail when stock gets low, critical or out; empty: nobody.",
    )
    reorder_window_days: int = Field(
        90, ge=7, le=365, description="Days of sales that demand is reckoned from."
    )
    reorder_lead_days: int = Field(
        14, ge=0, le=365, description="Days from ordering goods to having them."
    )
    reorder_service_permille: int = Field(
        950,
        ge=500,
        le=999,
        description="Chance, in thousandths, that stock lasts until a delivery comes.",
    )
    reorder_cost: int = Field(
        2000, ge=0, le=10**9, description="What one order of goods costs, in minor units."
    )
    reorder_holding_percent: int = Field(
        25, ge=1, le=1000, description="What keeping goods for a year costs, of their worth."
    )
