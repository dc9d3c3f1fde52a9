"""Every page of the storefront."""

from fastapi import APIRouter

from shopwright.faces.pages.assets import assets_of
from shopwright.faces.storefront import (
    account,
    basket,
    browse,
    buying,
    elsewhere,
    guests,
    letters,
    mine,
    orders,
    places,
    privacy,
    profile,
    safety,
)
from shopwright.faces.storefront.page import SITE

ROUTERS: list[APIRouter] = [
    assets_of(SITE),
    browse.router,
    basket.router,
    buying.router,
    account.router,
    profile.router,
    places.router,
    safety.router,
    privacy.router,
    mine.router,
    orders.router,
    letters.router,
    guests.router,
    elsewhere.router,
]
