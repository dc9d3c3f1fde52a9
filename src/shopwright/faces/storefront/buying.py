"""From the cart to an order: who buys, where it goes, how it is sent and paid."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.faces.storefront.basket import cart_page
from shopwright.faces.storefront.guests import keep
from shopwright.faces.storefront.page import Looking, Sending, Shopping
from shopwright.faces.storefront.places import PLACE, countries, place_in
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
CHECKOUT = "/store/checkout"


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
    address, token = _address(order["id"]), order.get("order_token") or ""
    onward = (order.get("payment") or {}).get("action_url", "")
    ours = urlsplit(asked.services.settings.public_url)
    if not onward:
        answer = asked.lead(f"{address}?placed=1")
    elif urlsplit(onward)[:2] in ((ours.scheme, ours.netloc), ("", "")):
        answer = asked.lead(onward)
    else:
        answer = await asked.show("onward.html", {"address": onward, "order": address})
    if token:
        keep(asked, answer, token)
    return answer


def _address(order_id: str) -> str:
    return f"/store/orders/{quote(order_id, safe='')}"
