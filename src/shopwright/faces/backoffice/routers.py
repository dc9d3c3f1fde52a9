"""Every page of the back office."""

from fastapi import APIRouter

from shopwright.faces.backoffice import elsewhere, entrance, goods, language, trade
from shopwright.faces.backoffice.page import SITE
from shopwright.faces.backoffice.records import further
from shopwright.faces.backoffice.records import pages as records
from shopwright.faces.backoffice.system import routers as system
from shopwright.faces.pages.assets import assets_of

ROUTERS: list[APIRouter] = [
    assets_of(SITE),
    entrance.router,
    language.router,
    further.router,
    *records.ROUTERS,
    *goods.ROUTERS,
    *trade.ROUTERS,
    *system.ROUTERS,
    elsewhere.router,
]
