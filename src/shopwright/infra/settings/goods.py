"""Goods, and those who offer them beside the shop itself."""

from enum import StrEnum

from pydantic import BaseModel, Field


class VendorApproval(StrEnum):
    REQUIRED = "required"
    OFF = "off"


class VendorPrices(StrEnum):
    APPROVAL = "approval"
    AT_ONCE = "at_once"


class GoodsSettings(BaseModel):
    """Goods of vendors."""

    vendor_approval: VendorApproval = Field(
        VendorApproval.REQUIRED,
        description="required: what vendors offer, and what they change of it, shows when staff has approved it; off: at once.",
    )
    vendor_prices: VendorPrices = Field(
        VendorPrices.APPROVAL,
        description="Whether vendors' new prices of goods that are shown wait for approval too, or count at_once.",
    )
