"""The audit trail: what was done, by whom, from where; and how the machines are."""

from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Looking

router = APIRouter(include_in_schema=False)
TRAIL, HEALTH = "/admin/audit", "/admin/health"
_LIST = Listing(
    TRAIL,
    "/api/v1/admin/audit",
    filters=("q", "actor", "action", "subject_type", "subject_id", "since", "until", "address"),
    days=("since", "until"),
)


@router.get(TRAIL)
async def show_trail(asked: Looking) -> Response:
    shown = await looked_through(asked, _LIST)
    asked_for = _LIST.as_query({**shown["query"]})
    asked_for.pop("cursor", None)
    return await asked.show("trail.html", {**shown, "exported": urlencode(asked_for)})


@router.get(HEALTH)
async def show_health(asked: Looking) -> Response:
    return await asked.show(
        "health.html", {"health": await asked.got("/api/v1/admin/system/health")}
    )
