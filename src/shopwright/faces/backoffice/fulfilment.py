"""Sending an order: parcels packed and followed, the whole moved along, pieces that are not sent after all."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.order import (
    ADDRESS,
    after,
    api_path,
    pieces_in,
    staff_path,
)
from shopwright.faces.backoffice.page import Desk, Sending
from shopwright.faces.pages.visit import TAKES_FORM

router = APIRouter(include_in_schema=False)
_FOLLOWED = ("carrier", "tracking_number", "tracking_url")


@router.post(f"{ADDRESS}/parcels", openapi_extra=TAKES_FORM)
async def pack(asked: Sending, order_id: str) -> Response:
    """A parcel of the pieces that were chosen."""
    parcel = {
        **_followed(asked),
        "lines": pieces_in(asked),
        "ship": asked.form.get("then") == "ship",
    }
    done = await asked.ask("POST", f"{staff_path(order_id)}/parcels", body=parcel)
    notice = "The parcel is on its way." if parcel["ship"] else "The parcel is packed."
    return await after(asked, order_id, done, notice, "parcels")


@router.post(f"{ADDRESS}/parcels/{{parcel_id}}", openapi_extra=TAKES_FORM)
async def move_parcel(asked: Sending, order_id: str, parcel_id: str) -> Response:
    step = {
        **_followed(asked),
        "status": asked.form.get("status") or None,
        "reason": asked.form.get("reason", ""),
    }
    path = f"/api/v1/admin/parcels/{quote(parcel_id, safe='')}"
    done = await asked.ask("PATCH", path, body=step)
    return await after(asked, order_id, done, "The parcel is noted so.", "parcels")


@router.post(f"{ADDRESS}/status", openapi_extra=TAKES_FORM)
async def move(asked: Sending, order_id: str) -> Response:
    """The whole order one step on; what is left goes into one parcel when it is shipped."""
    form = asked.form
    step: dict[str, Any] = {"status": form.get("status", ""), "reason": form.get("reason", "")}
    if step["status"] == "shipped":
        step["tracking"] = {
            "carrier": form.get("carrier", ""),
            "number": form.get("tracking_number", ""),
        }
    done = await asked.ask("PUT", f"{api_path(order_id)}/status", body=step)
    return await after(asked, order_id, done, "The order has moved on.", "content")


@router.post(f"{ADDRESS}/cancel", openapi_extra=TAKES_FORM)
async def cancel(asked: Sending, order_id: str) -> Response:
    reason = {"reason": asked.form.get("reason", "")}
    done = await asked.ask("POST", f"{api_path(order_id)}/cancel", body=reason)
    return await after(asked, order_id, done, "The order is cancelled.", "content")


@router.post(f"{ADDRESS}/cancel-lines", openapi_extra=TAKES_FORM)
async def cancel_lines(asked: Sending, order_id: str) -> Response:
    cut = {"lines": pieces_in(asked), "reason": asked.form.get("reason", "")}
    done = await asked.ask("POST", f"{staff_path(order_id)}/cancel-lines", body=cut)
    return await after(asked, order_id, done, "The pieces are cancelled.", "lines")


def _followed(asked: Desk) -> dict[str, str]:
    return {name: asked.form[name] for name in _FOLLOWED if name in asked.form}
