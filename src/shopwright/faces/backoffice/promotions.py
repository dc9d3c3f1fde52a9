"""Promotions: the list."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Looking

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/promotions"
SOURCE = "/api/v1/admin/promotions"
PROMOTIONS = Listing(address=ADDRESS, source=SOURCE, kind="promotions", filters=("state",))


@router.get(ADDRESS)
async def promotion_list(asked: Looking) -> Response:
    return await asked.show("promotions.html", await looked_through(asked, PROMOTIONS))
