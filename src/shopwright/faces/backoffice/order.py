"""One order: everything that is known of it, notes, its invoice, putting it away."""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/orders/{order_id}"
PLACE = (
    *("recipient", "company", "line1", "line2", "city"),
    *("postal_code", "region", "country", "phone"),
)
# What an order may become next by hand; what gives money or goods back has forms of its own.
STEPS: Mapping[str, tuple[str, ...]] = {
    "pending": ("confirmed",),
    "confirmed": ("processing", "shipped"),
    "processing": ("shipped",),
    "shipped": ("delivered",),
}
PARCEL_STEPS: Mapping[str, tuple[str, ...]] = {
    "packed": ("shipped", "cancelled"),
    "shipped": ("in_transit", "out_for_delivery", "delivered", "exception"),
    "in_transit": ("out_for_delivery", "delivered", "exception"),
    "out_for_delivery": ("delivered", "in_transit", "exception"),
    "exception": ("in_transit", "out_for_delivery", "delivered"),
}
REASONS = (
    *("changed_mind", "does_not_fit", "not_as_described", "damaged"),
    *("defective", "wrong_item", "too_late", "other"),
)
# Returns that name no pieces any more, and those whose pieces are still on their way.
_LET_GO, _COMING = ("declined", "cancelled"), ("requested", "approved")


@router.get(ADDRESS)
async def order_page(asked: Looking, order_id: str) -> Response:
    return await show_order(asked, order_id)


@router.post(f"{ADDRESS}/notes", openapi_extra=TAKES_FORM)
async def add_note(asked: Sending, order_id: str) -> Response:
    note = {
        "text": asked.form.get("text", ""),
        "to_customer": asked.form.get("to_customer") == "on",
    }
    done = await asked.ask("POST", f"{staff_path(order_id)}/notes", body=note)
    return await after(asked, order_id, done, "The note is written.", "notes")


@router.post(f"{ADDRESS}/invoice", openapi_extra=TAKES_FORM)
async def issue_invoice(asked: Sending, order_id: str) -> Response:
    done = await asked.ask("POST", f"{staff_path(order_id)}/invoice")
    return await after(asked, order_id, done, "The invoice is there.", "documents")


@router.post(f"{ADDRESS}/shipping-address", openapi_extra=TAKES_FORM)
async def readdress(asked: Sending, order_id: str) -> Response:
    place = {name: asked.form.get(name, "").strip() for name in PLACE}
    done = await asked.ask("PUT", f"{staff_path(order_id)}/shipping-address", body=place)
    return await after(asked, order_id, done, "The delivery address is corrected.", "people")


@router.post(f"{ADDRESS}/archive", openapi_extra=TAKES_FORM)
async def archive(asked: Sending, order_id: str) -> Response:
    done = await asked.ask("DELETE", api_path(order_id))
    again = partial(show_order, asked, order_id)
    return await asked.settled(done, again, "/admin/orders", "The order is archived.")


def address_of(order_id: str) -> str:
    return f"/admin/orders/{quote(order_id, safe='')}"


def api_path(order_id: str) -> str:
    return f"/api/v1/orders/{quote(order_id, safe='')}"


def staff_path(order_id: str) -> str:
    return f"/api/v1/admin/orders/{quote(order_id, safe='')}"


async def after(asked: Desk, order_id: str, done: Answered, notice: str, place: str) -> Response:
    """Back to where one was on the order's page, or the page with what was typed and why it was refused."""
    again = partial(show_order, asked, order_id)
    return await asked.settled(done, again, f"{address_of(order_id)}#{place}", notice)


def pieces_in(asked: Desk, prefix: str = "pieces.") -> list[dict[str, Any]]:
    """Pieces of lines that a form names, as ``pieces.<line>``; none where its field is empty or nought."""
    return [
        {"line_id": name.removeprefix(prefix), "quantity": number_in(value)}
        for name, value in asked.form.items()
        if name.startswith(prefix) and value.strip() not in ("", "0")
    ]


def number_in(text: str) -> int | str:
    """A whole number that somebody wrote; anything else is for the API to refuse."""
    found = text.strip()
    return int(found) if found.isascii() and found.isdecimal() and len(found) < 10 else found


async def show_order(asked: Desk, order_id: str, refused: Answered | None = None) -> Response:
    """The order's page; after a refusal with its reason."""
    order = await asked.got(staff_checked(asked, order_id))
    path, staff = api_path(order_id), staff_path(order_id)
    parcels = (await asked.got(f"{path}/parcels"))["items"]
    returned = (await asked.got(f"{path}/returns"))["items"]
    log = await asked.got(f"{staff}/payments") if asked.may("payments:read") else None
    documents: dict[str, Any] = {"items": []}
    if asked.may("invoices:read"):
        documents = await asked.got(f"{path}/documents")
    shown = {
        "order": order,
        "address": address_of(order_id),
        "parcels": parcels,
        "left": left_to_pack(order, parcels),
        "returned": returned,
        "returnable": left_to_return(order, returned),
        "documents": documents["items"],
        "timeline": (await asked.got(f"{path}/timeline"))["items"],
        "notes": await asked.got(f"{staff}/notes"),
        "history": (await asked.got(f"{staff}/history"))["items"],
        "log": log,
        "refundable": _refundable(order),
        "steps": STEPS.get(order["status"], ()),
        "parcel_steps": PARCEL_STEPS,
        "reasons": REASONS,
        "titles": {line["id"]: _title(line) for line in order["items"]},
    }
    return await asked.show_again("order.html", shown, refused)


def staff_checked(asked: Desk, order_id: str) -> str:
    """Where the order is read: by the right of staff alone, so that nobody sees his own shopping framed as the shop's."""
    return api_path(order_id) if asked.may("orders:read") else f"{staff_path(order_id)}/history"


def left_to_pack(order: Mapping[str, Any], parcels: list[Mapping[str, Any]]) -> dict[str, int]:
    """Pieces of each line that are neither cancelled nor in a parcel."""
    packed = Counter[str]()
    for parcel in parcels:
        if parcel["status"] != "cancelled":
            packed.update({line["line_id"]: line["quantity"] for line in parcel["lines"]})
    return {
        line["id"]: line["quantity"] - line["cancelled"] - packed[line["id"]]
        for line in order["items"]
    }


def left_to_return(
    order: Mapping[str, Any], returns: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Pieces of each line that were sent and that no return names; of a return that arrived, those that came."""
    claimed = Counter[str]()
    for each in returns:
        if each["status"] not in _LET_GO:
            named = "quantity" if each["status"] in _COMING else "received"
            claimed.update({line["line_id"]: line[named] for line in each["lines"]})
    return {line["id"]: line["shipped"] - claimed[line["id"]] for line in order["items"]}


def _refundable(order: Mapping[str, Any]) -> str:
    """What was paid and not given back; empty where that is nothing."""
    rest = Decimal(order["paid"]) - Decimal(order["refunded"])
    return str(rest) if rest > 0 else ""


def _title(line: Mapping[str, Any]) -> str:
    return ", ".join(part for part in (line["title"], line["variant_title"]) if part)
