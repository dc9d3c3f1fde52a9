"""An order: what it holds, what happened to it, its papers; cancelling, sending back, buying again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of, whole_number
from shopwright.faces.storefront.guests import opening
from shopwright.faces.storefront.own import is_nobody, items_of, sign_in_for
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.faces.storefront.places import countries
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ORDER = "/store/orders/{order_id}"
_REASONS = (
    "changed_mind",
    "does_not_fit",
    "not_as_described",
    "damaged",
    "defective",
    "wrong_item",
    "too_late",
    "other",
)
_COMING = frozenset({"requested", "approved"})
_MOST_LINES = 100


@router.get(ORDER)
async def order_page(asked: Looking, order_id: str) -> Response:
    return await _page(asked, order_id)


@router.post(f"{ORDER}/cancel", openapi_extra=TAKES_FORM)
async def cancel(asked: Sending, order_id: str) -> Response:
    body = {"reason": asked.form.get("reason", "")}
    return await _settle(asked, order_id, "cancelled", await _post(asked, order_id, "cancel", body))


@router.post(f"{ORDER}/returns", openapi_extra=TAKES_FORM)
async def send_back(asked: Sending, order_id: str) -> Response:
    lines = [
        {"line_id": name.removeprefix("quantity-"), "quantity": quantity}
        for name, value in asked.form.items()
        if name.startswith("quantity-") and (quantity := whole_number(value, 0))
    ]
    body = {
        "lines": lines[:_MOST_LINES],
        "reason": asked.form.get("reason", ""),
        "note": asked.form.get("note", "").strip(),
    }
    return await _settle(asked, order_id, "returned", await _post(asked, order_id, "returns", body))


@router.post(f"{ORDER}/returns/{{return_id}}/cancel", openapi_extra=TAKES_FORM)
async def keep_goods(asked: Sending, order_id: str, return_id: str) -> Response:
    done = await _post(asked, order_id, f"returns/{quote(return_id, safe='')}/cancel")
    return await _settle(asked, order_id, "return_cancelled", done)


@router.post(f"{ORDER}/again", openapi_extra=TAKES_FORM)
async def buy_again(asked: Sending, order_id: str) -> Response:
    """Put the same into the cart, at today's prices; what can't be had any more is told in the cart."""
    found = await asked.ask("GET", address_of("orders", order_id), headers=opening(asked, order_id))
    if not found.is_well:
        return await asked.show_refusal(found)
    refused = None
    for line in found.data["items"][:_MOST_LINES]:
        wanted = {"variant_id": line["variant_id"], "quantity": line["quantity"]}
        done = await asked.ask("POST", "/api/v1/cart/items", body=wanted)
        refused = refused or (None if done.is_well else done)
    return asked.lead(f"/store/cart?done={'carried' if refused is None else 'partly'}")


@router.get(f"{ORDER}/invoice")
async def invoice(asked: Looking, order_id: str) -> Response:
    return await _paper(asked, order_id, "/invoice")


@router.get(f"{ORDER}/documents/{{document_id}}")
async def document(asked: Looking, order_id: str, document_id: str) -> Response:
    return await _paper(asked, order_id, f"/documents/{quote(document_id, safe='')}")


async def _paper(asked: Shopping, order_id: str, rest: str) -> Response:
    path = address_of("orders", order_id, rest)
    found = await asked.ask("GET", path, headers=opening(asked, order_id))
    return asked.hand_on(found) if found.is_well else await _page(asked, order_id, found)


async def _post(
    asked: Shopping, order_id: str, deed: str, body: Mapping[str, Any] | None = None
) -> Answered:
    path = address_of("orders", order_id, f"/{deed}")
    return await asked.ask("POST", path, body=body, headers=opening(asked, order_id))


async def _settle(asked: Shopping, order_id: str, said: str, done: Answered) -> Response:
    address = address_of("orders", order_id).replace("/api/v1", "/store", 1)
    if done.is_well:
        return asked.lead(f"{address}?done={said}")
    if is_nobody(done):
        return asked.lead(sign_in_for(address))
    return await _page(asked, order_id, done)


async def _page(asked: Shopping, order_id: str, refused: Answered | None = None) -> Response:
    opens = opening(asked, order_id)
    found = await asked.ask("GET", address_of("orders", order_id), headers=opens)
    if not found.is_well:
        return await asked.show_refusal(found)
    lists = {
        name: items_of(
            await asked.ask("GET", address_of("orders", order_id, f"/{name}"), headers=opens)
        )
        for name in ("timeline", "parcels", "returns", "documents")
    }
    order = found.data
    shown = {
        **lists,
        "order": order,
        "titles": {line["id"]: line["title"] for line in order["items"]},
        "steps": [_step(each) for each in lists["timeline"]],
        "returnable": _returnable(order["items"], lists["returns"]),
        "reasons": _REASONS,
        "country_names": dict(countries(asked.language)),
        "is_new": "placed" in asked.request.query_params,
        "payment_told": asked.request.query_params.get("payment", "")[:20],
        "given": asked.form,
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("order.html", shown, status=refused.status if refused else 200)


def _returnable(
    lines: Sequence[Mapping[str, Any]], returns: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Lines with pieces that arrived, did not come back and are not on their way back; how many as ``left``."""
    coming: Counter[str] = Counter()
    for each in returns:
        if each["status"] in _COMING:
            coming.update({piece["line_id"]: piece["quantity"] for piece in each["lines"]})
    found = [
        {**line, "left": line["delivered"] - line["returned"] - coming[line["id"]]}
        for line in lines
    ]
    return [line for line in found if line["left"] > 0]


def _step(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What happened, and the amount of money in it by itself: ``12.50 EUR`` of the API."""
    amount, _, currency = entry["detail"].partition(" ") if entry["kind"] == "money" else ("",) * 3
    return {**entry, "amount": amount, "currency": currency}
