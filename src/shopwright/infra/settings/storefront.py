"""The pages that people see."""

from pydantic import BaseModel, Field


class StorefrontSettings(BaseModel):
    """The storefront, what a shop changes of it, and the back office."""

    storefront: bool = Field(default=True, description="Serve the shop's pages under /store.")
    backoffice: bool = Field(default=True, description="Serve pages for staff under /admin.")
    storefront_theme: str = Field(
        "",
        description="Folder of a theme: templates, and files in its static folder, that stand before those of the same name.",
    )
