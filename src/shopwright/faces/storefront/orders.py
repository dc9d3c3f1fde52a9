"""An order: what it holds, what happened to it, its papers; cancelling, sending back, buying again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of, whole_number
from shopwright.faces.storefront.guests import opening
from shopwright.faces.storefront.own import items_of, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of, page_of
from shopwright.faces.storefront.places import countries
from shopwright.faces.storefront.wishes import CART, carried
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
    done = await _post(asked, order_id, "to-cart")
    if not done.is_well:
        return await _settle(asked, order_id, "", done)
    return asked.lead(f"{CART}?done={carried(done)}")


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
    async def again(asked: Shopping, refused: Answered) -> Response:
        return await _page(asked, order_id, refused)

    back = page_of("orders", order_id)
    return await settle(asked, done, back=back, said=said, page=again)


async def _page(asked: Shopping, order_id: str, refused: Answered | None = None) -> Response:
    opens = opening(asked, order_id)
    found = await asked.ask("GET", address_of("orders", order_id), headers=opens)
    if not found.is_well:
        return await asked.show_refusal(found)
    order = found.data
    if "number" not in order:  # a name that the API has for something else
        return await asked.show_nothing()
    lists = {
        name: items_of(
            await asked.ask("GET", address_of("orders", order_id, f"/{name}"), headers=opens)
        )
        for name in ("timeline", "parcels", "returns", "documents")
    }
    shown = {
        **lists,
        "order": order,
        "titles": {line["id"]: line["title"] for line in order["items"]},
        "steps": [_step(each) for each in lists["timeline"]],
        "returnable": _returnable(order["items"], lists["returns"]),
        "reasons": _REASONS,
        "country_names": dict(countries(asked.language)),
        "is_new": "placed" in asked.request.query_params,
        "payment_told": _told(order) if "payment" in asked.request.query_params else "",
        "given": asked.form,
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("order.html", shown, status=refused.status if refused else 200)


def _told(order: Mapping[str, Any]) -> str:
    """What to say to somebody who comes back from paying: how it is, whatever the address says."""
    return str((order["payment"] or {}).get("status", ""))


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
