"""Orders: the list by whatever staff look for, and its files."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/orders"
COLUMNS: Mapping[str, str] = {
    "number": "Order",
    "placed_at": "Placed",
    "email": "Customer",
    "items": "Goods",
    "status": "State",
    "payment_status": "Payment",
    "fulfilment_status": "Delivery",
    "return_status": "Returns",
    "shipping_address": "Goes to",
    "delivery_method": "Sent by",
    "total": "Total",
    "paid": "Paid",
    "refunded": "Refunded",
    "archived_at": "Archived",
}
ORDERS = Listing(
    address=ADDRESS,
    source="/api/v1/admin/orders",
    kind="orders",
    filters=(
        *("q", "status", "payment_status", "fulfilment_status", "return_status"),
        *("placed_from", "placed_to", "currency", "total_from", "total_to"),
        *("email", "number", "user_id", "country", "sku", "code", "archived"),
    ),
    days=("placed_from", "placed_to"),
    columns=COLUMNS,
    usual=(
        *("number", "placed_at", "email", "status"),
        *("payment_status", "fulfilment_status", "total"),
    ),
)
STATES = ("pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded")
PAYMENTS = (
    *("unpaid", "pending", "authorized", "partially_paid", "paid"),
    *("partially_refunded", "refunded", "voided", "failed"),
)
DELIVERIES = ("unfulfilled", "partially_shipped", "shipped", "partially_delivered", "delivered")
RETURNS = ("none", "requested", "partially_returned", "returned")


@router.get(ADDRESS)
async def order_list(asked: Looking) -> Response:
    return await _shown(asked)


@router.post(f"{ADDRESS}/export", openapi_extra=TAKES_FORM)
async def export_orders(asked: Sending) -> Response:
    """The file of the orders of a span, and of a state where one is named."""
    names = ("format", "from", "to", "status")
    wish: dict[str, Any] = {name: asked.form[name] for name in names if asked.form.get(name)}
    wish["lines"] = asked.form.get("lines") == "on"
    done = await asked.ask("POST", "/api/v1/admin/export/orders", body=wish)
    if not done.is_well:
        return await _shown(asked, done)
    return asked.done(f"/admin/exports/{done.data['id']}")


async def _shown(asked: Desk, refused: Answered | None = None) -> Response:
    waits = asked.request.query_params.get("waiting") == "yes"
    source = "/api/v1/admin/orders/pending" if waits else ""
    listing = Listing(f"{ADDRESS}", source) if waits else ORDERS
    facts = await looked_through(asked, listing, more={} if waits else _currency(asked))
    shown = {
        **facts,
        "listing": ORDERS,
        "shown_columns": ORDERS.columns_of(asked),
        "waits": waits,
        "states": STATES,
        "payments": PAYMENTS,
        "deliveries": DELIVERIES,
        "returns": RETURNS,
    }
    if waits and "cursor" in facts["query"]:
        shown["query"] = {"waiting": "yes", **facts["query"]}
    return await asked.show_again("orders.html", shown, refused)


def _currency(asked: Desk) -> dict[str, str]:
    """Sums are compared within one currency: the shop's, where none was chosen."""
    given = asked.request.query_params
    compares = given.get("total_from") or given.get("total_to") or "total" in given.get("sort", "")
    if compares and not given.get("currency"):
        return {"currency": asked.services.settings.shop_currency}
    return {}
