"""Every page of the storefront."""

from fastapi import APIRouter

from shopwright.faces.storefront import account, assets, basket, browse, buying, elsewhere

ROUTERS: list[APIRouter] = [
    assets.router,
    browse.router,
    basket.router,
    buying.router,
    account.router,
    elsewhere.router,
]
