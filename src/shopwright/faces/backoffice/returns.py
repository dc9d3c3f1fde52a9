"""Goods that come back: the queue, what arrived of each and in which condition, and their money."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.order import ADDRESS as ORDER
from shopwright.faces.backoffice.order import (
    api_path,
    number_in,
    pieces_in,
    show_order,
)
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/returns"
_ONE = f"{ADDRESS}/{{return_id}}"
STATES = ("requested", "approved", "received", "refunded", "closed", "declined", "cancelled")
CONDITIONS = ("", "unopened", "opened", "used", "damaged")
RETURNS = Listing(
    address=ADDRESS, source="/api/v1/admin/returns", kind="returns", filters=("status",)
)
_DECISIONS: Mapping[str, str] = {
    "approve": "The customer may send the goods.",
    "decline": "The return is refused.",
    "close": "The return is closed.",
}


@router.get(ADDRESS)
async def return_list(asked: Looking) -> Response:
    facts = await looked_through(asked, RETURNS)
    return await asked.show("returns.html", {**facts, "states": STATES})


@router.get(_ONE)
async def return_page(asked: Looking, return_id: str) -> Response:
    return await _shown(asked, return_id)


@router.post(f"{ORDER}/returns", openapi_extra=TAKES_FORM)
async def request_return(asked: Sending, order_id: str) -> Response:
    """On behalf of the customer."""
    wish = {
        "lines": pieces_in(asked, "back."),
        "reason": asked.form.get("reason", ""),
        "note": asked.form.get("note", ""),
    }
    done = await asked.ask("POST", f"{api_path(order_id)}/returns", body=wish)
    if not done.is_well:
        return await show_order(asked, order_id, done)
    return asked.done(_address(done.data["id"]), "The return is asked for.")


@router.post(f"{_ONE}/decision", openapi_extra=TAKES_FORM)
async def decide(asked: Sending, return_id: str) -> Response:
    """Approved, declined, or closed without money."""
    verdict = asked.form.get("verdict", "")
    if verdict not in _DECISIONS:
        return await _shown(asked, return_id)
    reason = {"reason": asked.form.get("reason", "")}
    done = await asked.ask("POST", f"{_path(return_id)}/{verdict}", body=reason)
    return await _after(asked, return_id, done, _DECISIONS[verdict])


@router.post(f"{_ONE}/receive", openapi_extra=TAKES_FORM)
async def receive(asked: Sending, return_id: str) -> Response:
    done = await asked.ask("POST", f"{_path(return_id)}/receive", body={"lines": _arrived(asked)})
    return await _after(asked, return_id, done, "What arrived is noted.")


@router.post(f"{_ONE}/refund", openapi_extra=TAKES_FORM)
async def refund(asked: Sending, return_id: str) -> Response:
    fee = asked.form.get("fee", "").strip()
    terms = {"shipping": asked.form.get("shipping") == "on", **({"fee": fee} if fee else {})}
    done = await asked.ask("POST", f"{_path(return_id)}/refund", body=terms)
    return await _after(asked, return_id, done, "The money goes back.")


@router.post(f"{_ONE}/cancel", openapi_extra=TAKES_FORM)
async def cancel(asked: Sending, return_id: str) -> Response:
    """The customer keeps the goods after all."""
    order = api_path(asked.form.get("order_id", ""))
    done = await asked.ask("POST", f"{order}/returns/{quote(return_id, safe='')}/cancel")
    return await _after(asked, return_id, done, "The return is cancelled.")


def _arrived(asked: Desk) -> list[dict[str, Any]]:
    """What a form says of each line: pieces by ``received.<line>`` and so on."""
    form = asked.form
    lines = [name.partition(".")[2] for name in form if name.startswith("received.")]
    return [
        {
            "line_id": line,
            **{
                name: number_in(form.get(f"{name}.{line}", "0") or "0")
                for name in ("received", "damaged", "restocked")
            },
            "condition": form.get(f"condition.{line}") or None,
        }
        for line in lines
    ]


def _path(return_id: str) -> str:
    return f"/api/v1/admin/returns/{quote(return_id, safe='')}"


def _address(return_id: str) -> str:
    return f"{ADDRESS}/{quote(return_id, safe='')}"


async def _after(asked: Desk, return_id: str, done: Answered, notice: str) -> Response:
    again = partial(_shown, asked, return_id)
    return await asked.settled(done, again, _address(return_id), notice)


async def _shown(asked: Desk, return_id: str, refused: Answered | None = None) -> Response:
    found = await asked.got(_path(return_id))
    order = await asked.got(api_path(found["order_id"]))
    shown = {
        "found": found,
        "order": order,
        "address": _address(return_id),
        "lines": {line["id"]: line for line in order["items"]},
        "conditions": CONDITIONS,
    }
    return await asked.show_again("return.html", shown, refused)
