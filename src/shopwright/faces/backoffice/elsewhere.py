"""Where there is no page."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, desk

router = APIRouter(include_in_schema=False)
_NOTHING = {"status": 404, "title": "There is no page at this address.", "detail": ""}


@router.get("/admin/{address:path}")
async def nothing(asked: Annotated[Desk, Depends(desk)]) -> Response:
    """The last route: who is signed in is told so, who is not is asked to."""
    return await asked.show("refusal.html", {"problem": _NOTHING}, status=404)
