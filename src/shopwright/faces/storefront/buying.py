"""From the cart to an order: who buys, where it goes, how it is sent and paid; and the order afterwards."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.faces.storefront.basket import cart_page
from shopwright.faces.storefront.page import Looking, Sending, Shopping
from shopwright.faces.storefront.places import PLACE, countries, place_in
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
CHECKOUT, ORDER = "/store/checkout", "/store/orders/{order_id}"
_OPENED_BY = "x-order-token"


@router.get(CHECKOUT)
async def checkout_page(asked: Looking) -> Response:
    return await _page(asked, {})


@router.post(CHECKOUT, openapi_extra=TAKES_FORM)
async def check_out(asked: Sending) -> Response:
    """Take in what was typed; with ``place`` the order is placed too, at the total that was shown."""
    form = asked.form
    noted = await asked.ask("PATCH", "/api/v1/cart", body=_details(asked))
    is_sent_again = noted.data.get("code") == "cart_completed" and "place" in form
    if not noted.is_well and not is_sent_again:
        return await _page(asked, form, noted)
    if "place" not in form:
        return asked.lead(CHECKOUT)
    body: dict[str, Any] = {
        "expected_total": form.get("expected_total", ""),
        "note": form.get("note", ""),
    }
    provider, _, token = form.get("payment", "").partition(":")
    if provider:
        body["payment"] = {"provider": provider, "token": token}
    key = {"idempotency-key": form.get("key", "")[:64] or secrets.token_urlsafe(18)}
    placed = await asked.ask("POST", "/api/v1/cart/checkout", body=body, headers=key)
    if not placed.is_well:
        return await _page(asked, form, placed)
    return await _onward(asked, placed.data)


@router.get(ORDER)
async def order_page(asked: Looking, order_id: str) -> Response:
    return await _order(asked, order_id)


@router.post(f"{ORDER}/cancel", openapi_extra=TAKES_FORM)
async def cancel(asked: Sending, order_id: str) -> Response:
    body = {"reason": asked.form.get("reason", "")}
    done = await asked.ask("POST", f"{_of(order_id)}/cancel", body=body, headers=_opening(asked))
    if not done.is_well:
        return await _order(asked, order_id, done)
    return asked.lead(_address(order_id, asked.form.get("token", "")))


@router.get(f"{ORDER}/invoice")
async def invoice(asked: Looking, order_id: str) -> Response:
    found = await asked.ask("GET", f"{_of(order_id)}/invoice", headers=_opening(asked))
    if not found.is_well:
        return await _order(asked, order_id, found)
    kept = (b"content-type", b"content-disposition")
    headers = {name.decode(): value.decode() for name, value in found.headers if name in kept}
    return Response(found.body, headers=headers | {"cache-control": "private, no-store"})


def _details(asked: Shopping) -> dict[str, Any]:
    form = asked.form
    given: dict[str, Any] = {
        "email": form.get("email", "").strip() or None,
        "shipping_address": place_in(form),
        "delivery_method_id": form.get("delivery_method_id") or None,
    }
    return {name: value for name, value in given.items() if value}


async def _page(
    asked: Shopping, given: Mapping[str, str], refused: Answered | None = None
) -> Response:
    cart = (await asked.ask("GET", "/api/v1/cart")).data
    if not cart.get("items"):
        return await cart_page(asked, refused)
    place = cart["shipping_address"] or {}
    if asked.has_session and not place:
        place = await _usual_place(asked)
    ways = await asked.ask("GET", "/api/v1/cart/delivery-options")
    asking = {"currency": cart["currency"], "total": cart["total"]}
    if place.get("country"):
        asking["country"] = place["country"]
    methods = await asked.ask("GET", "/api/v1/payments/methods", query=asking)
    shown = {
        "cart": cart,
        "given": {**place, "email": cart["email"], **given},
        "delivery": ways.data if ways.is_well else [],
        "methods": methods.data.get("items", []) if methods.is_well else [],
        "countries": countries(asked.language),
        "key": given.get("key")
        if refused is not None and refused.status >= 500
        else secrets.token_urlsafe(18),
        "blocking": [each for each in cart["problems"] if each["is_blocking"]],
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("checkout.html", shown, status=refused.status if refused else 200)


async def _usual_place(asked: Shopping) -> dict[str, Any]:
    """The address that a customer has goods sent to, where he has saved one."""
    saved = await asked.ask("GET", "/api/v1/users/me/addresses")
    items = saved.data if isinstance(saved.data, list) else saved.data.get("items", [])
    usual = sorted(items, key=lambda each: not each.get("is_default_shipping"))
    return {name: usual[0].get(name, "") for name in PLACE} if usual and saved.is_well else {}


async def _onward(asked: Shopping, order: dict[str, Any]) -> Response:
    """To the provider's page where the payment wants one, else to the order."""
    address = _address(order["id"], order.get("order_token") or "")
    onward = (order.get("payment") or {}).get("action_url", "")
    if not onward:
        return asked.lead(f"{address}{'&' if '?' in address else '?'}placed=1")
    ours = urlsplit(asked.services.settings.public_url)
    if urlsplit(onward)[:2] in ((ours.scheme, ours.netloc), ("", "")):
        return asked.lead(onward)
    return await asked.show("onward.html", {"address": onward, "order": address})


async def _order(asked: Shopping, order_id: str, refused: Answered | None = None) -> Response:
    opening = _opening(asked)
    found = await asked.ask("GET", _of(order_id), headers=opening)
    if not found.is_well:
        return await asked.show_refusal(found)
    steps = await asked.ask("GET", f"{_of(order_id)}/timeline", headers=opening)
    parcels = await asked.ask("GET", f"{_of(order_id)}/parcels", headers=opening)
    shown = {
        "order": found.data,
        "steps": steps.data.get("items", []) if steps.is_well else [],
        "parcels": parcels.data.get("items", []) if parcels.is_well else [],
        "token": opening.get(_OPENED_BY, ""),
        "is_new": "placed" in asked.request.query_params,
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("order.html", shown, status=refused.status if refused else 200)


def _opening(asked: Shopping) -> dict[str, str]:
    """A guest's token for his order, from the address or the form."""
    token = asked.form.get("token") or asked.request.query_params.get("token", "")
    return {_OPENED_BY: token[:200]} if token.isascii() and token else {}


def _of(order_id: str) -> str:
    return f"/api/v1/orders/{quote(order_id, safe='')}"


def _address(order_id: str, token: str) -> str:
    return f"/store/orders/{quote(order_id, safe='')}" + (f"?token={quote(token)}" if token else "")
