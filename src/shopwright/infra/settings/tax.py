"""Tax, as far as it is not a matter of zones and rates."""

from enum import StrEnum

from pydantic import BaseModel, Field


class TaxRounding(StrEnum):
    LINE = "line"
    UNIT = "unit"
    TOTAL = "total"


class TaxedSales(StrEnum):
    DESTINATION = "destination"
    ORIGIN = "origin"


class TaxSettings(BaseModel):
    """Tax."""

    prices_include_tax: bool = Field(
        default=True, description="Prices hold their tax (usual in Europe); false: it comes on top."
    )
    tax_country: str = Field(
        "DE", pattern="^[A-Z]{2}$", description="Country that the shop sells from."
    )
    tax_region: str = Field(
        "", max_length=40, description="Region (state) that the shop sells from."
    )
    tax_rounding: TaxRounding = Field(
        TaxRounding.LINE,
        description="Where tax is rounded: line, unit (each single piece) or total (each rate in all).",
    )
    tax_sales: TaxedSales = Field(
        TaxedSales.DESTINATION,
        description="Consumers elsewhere in the EU pay the rate of: destination (One Stop Shop), origin.",
    )
    tax_shipping_class: str = Field(
        "",
        max_length=40,
        description="Tax class of shipping; empty: it shares the rates of the goods, by their values.",
    )
