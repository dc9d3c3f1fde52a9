"""Where there is no page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shopwright.faces.storefront.page import Shopping, visit

router = APIRouter(include_in_schema=False)


@router.get("/store/{address:path}")
async def nothing(asked: Annotated[Shopping, Depends(visit)]) -> Response:
    """The last route: an address of the shop that leads nowhere is answered by a page, too."""
    return await asked.show_nothing()
