"""Where there is no page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shopwright.faces.storefront.page import Shopping, visit

router = APIRouter(include_in_schema=False)
_NOTHING = {"status": 404, "title": "", "detail": ""}


@router.get("/store/{address:path}")
async def nothing(asked: Annotated[Shopping, Depends(visit)]) -> Response:
    """The last route: an address of the shop that leads nowhere is answered by a page, too."""
    return await asked.show("refusal.html", {"problem": _NOTHING}, status=404)
