"""What everybody gets of a product: its page, and its card in a list."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.faces.api.shapes import Answer, Time
from shopwright.flows.merchandising.contracts import RecordStatus


class SizeAnswer(Answer):
    url: str
    width: int
    height: int


class ImageAnswer(Answer):
    """A picture; one that was uploaded tells its extent and its other sizes, by name."""

    url: str
    alt: str
    width: int | None = None
    height: int | None = None
    renditions: dict[str, SizeAnswer] = Field(default={})


class OptionAnswer(Answer):
    name: str
    values: list[str]


class PriceAnswer(Answer):
    price: Annotated[str | None, Field(examples=["19.99"])]
    compare_at_price: str | None
    lowest_prior_price: Annotated[
        str | None,
        Field(description="Where reduced: the lowest of the 30 days before the reduction began."),
    ]
    currency: str


class VariantAnswer(PriceAnswer):
    id: UUID
    sku: str | None
    barcode: str | None
    title: str
    option_values: list[str]
    prices: list[PriceAnswer]
    in_stock: bool
    weight_grams: int | None
    requires_shipping: bool
    image_url: str | None
    is_active: bool


class FiledUnder(Answer):
    id: UUID
    name: str
    slug: str


class _Shown(PriceAnswer):
    id: UUID
    slug: str
    title: str
    brand: str
    product_type: str
    status: RecordStatus
    in_stock: bool
    rating: Annotated[
        float | None,
        Field(description="Average of 1 to 5 stars, to two decimals.", examples=[4.25]),
    ]
    review_count: int
    tags: list[str]
    vendor_id: UUID | None
    published_at: Time | None


class CardAnswer(_Shown):
    """A product in a list; the price is that of its cheapest variant."""

    image: ImageAnswer | None
    variant_id: UUID | None
    variant_count: int
    categories: Annotated[list[str], Field(description="Slugs.")]


class ProductAnswer(_Shown):
    """A product's page."""

    brand_slug: Annotated[str | None, Field(description="Where the brand's page is.")]
    description: Annotated[str, Field(description="HTML that is safe to show.")]
    images: list[ImageAnswer]
    options: list[OptionAnswer]
    variants: list[VariantAnswer]
    categories: list[FiledUnder]
    attributes: dict[str, str]
    related: Annotated[
        dict[str, list[CardAnswer]],
        Field(description="What is shown beside it: `related`, `upsell`, `accessory`."),
    ]
    seo_title: str
    seo_description: str
    version: Annotated[int, Field(description="The first part of the ETag, for If-Match.")]
    created_at: Time
    updated_at: Time
    tax_class: Annotated[str, Field(description="Empty: taxed as standard.")]
    most_per_order: Annotated[int | None, Field(description="Pieces that one order takes.")]
    published_from: Annotated[Time | None, Field(description="Not shown before.")]
    published_until: Annotated[Time | None, Field(description="Not shown from then on.")]
