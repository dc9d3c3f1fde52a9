"""Every page of the storefront."""

from fastapi import APIRouter

from shopwright.faces.pages.assets import assets_of
from shopwright.faces.storefront import account, basket, browse, buying, elsewhere
from shopwright.faces.storefront.page import SITE

ROUTERS: list[APIRouter] = [
    assets_of(SITE),
    browse.router,
    basket.router,
    buying.router,
    account.router,
    elsewhere.router,
]
