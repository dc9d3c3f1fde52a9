"""Every page of the storefront."""

from fastapi import APIRouter

from shopwright.faces.pages.assets import assets_of
from shopwright.faces.storefront import (
    account,
    basket,
    browse,
    buying,
    crawlers,
    elsewhere,
    goods,
    guests,
    letters,
    mine,
    orders,
    places,
    privacy,
    profile,
    safety,
    social,
    wishes,
)
from shopwright.faces.storefront.page import SITE, theme_of

ROUTERS: list[APIRouter] = [
    assets_of(SITE, theme_of),
    crawlers.router,
    browse.router,
    goods.router,
    basket.router,
    buying.router,
    account.router,
    profile.router,
    places.router,
    safety.router,
    social.router,
    wishes.router,
    privacy.router,
    mine.router,
    orders.router,
    letters.router,
    guests.router,
    elsewhere.router,
]
