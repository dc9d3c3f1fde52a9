"""The language of the back office: chosen at the foot of each page, by whoever looks at it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, sent_by_stranger
from shopwright.faces.pages.languages import chosen
from shopwright.faces.pages.visit import TAKES_FORM

router = APIRouter(include_in_schema=False)


@router.post("/admin/language", openapi_extra=TAKES_FORM)
async def choose_language(asked: Annotated[Desk, Depends(sent_by_stranger)]) -> Response:
    return chosen(asked, "/admin")
