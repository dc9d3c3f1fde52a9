"""The pages that customers see."""

from pydantic import BaseModel, Field


class StorefrontSettings(BaseModel):
    """The storefront, and what a shop changes of it."""

    storefront: bool = Field(default=True, description="Serve the shop's pages under /store.")
    storefront_theme: str = Field(
        "", description="Folder of templates that stand before those of the same name."
    )
