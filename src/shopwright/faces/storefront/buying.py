"""From the cart to an order: who buys, where it goes, how it is sent and paid."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.faces.storefront.basket import cart_page
from shopwright.faces.storefront.guests import keep
from shopwright.faces.storefront.own import items_of
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of, page_of
from shopwright.faces.storefront.places import PLACE, countries, place_in
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
CHECKOUT, BILLING = "/store/checkout", "billing_"


@router.get(CHECKOUT)
async def checkout_page(asked: Looking) -> Response:
    return await _page(asked, {})


@router.post(CHECKOUT, openapi_extra=TAKES_FORM)
async def check_out(asked: Sending) -> Response:
    """Take in what was typed; with ``place`` the order is placed too, at the total that was shown."""
    form = asked.form
    noted = await asked.ask("PATCH", "/api/v1/cart", body=await _details(asked))
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


async def _details(asked: Shopping) -> dict[str, Any]:
    """What the form says; the page's marks tell which parts it showed, so that an empty one takes something out."""
    form = asked.form
    given: dict[str, Any] = {
        "email": form.get("email", "").strip() or None,
        "shipping_address": await _place(asked),
        "delivery_method_id": form.get("delivery_method_id") or None,
    }
    found = {name: value for name, value in given.items() if value}
    if "shows_billing" in form:
        found["billing_address"] = place_in(form, BILLING) if "other_billing" in form else None
        found["vat_number"] = form.get("vat_number", "").strip() or None
    return found


async def _place(asked: Shopping) -> dict[str, Any] | None:
    """The saved address that was chosen, or the one that was typed."""
    chosen = asked.form.get("saved_address", "")
    if not chosen:
        return place_in(asked.form)
    found = await asked.ask("GET", address_of("users/me/addresses", chosen))
    return {name: found.data[name] for name in PLACE} if found.is_well else None


async def _page(
    asked: Shopping, given: Mapping[str, str], refused: Answered | None = None
) -> Response:
    asked.basket = None
    cart = await asked.cart()
    if not cart.get("items"):
        return await cart_page(asked, refused)
    saved = await _saved(asked)
    place = cart["shipping_address"] or {}
    usual = place or (saved[0] if saved else {})
    ways = await asked.ask("GET", "/api/v1/cart/delivery-options")
    asking = {"currency": cart["currency"], "total": cart["total"]}
    if usual.get("country"):
        asking["country"] = usual["country"]
    methods = await asked.ask("GET", "/api/v1/payments/methods", query=asking)
    is_unsure = refused is not None and refused.status >= 500
    shown = {
        "cart": cart,
        "given": {**_filled(cart, {} if saved else place), **given},
        "saved": saved,
        "chosen_place": given.get("saved_address") or _same(saved, place),
        "delivery": [each for each in items_of(ways) if each["price"] is not None],
        "knows_place": bool(place),
        "methods": items_of(methods),
        "countries": countries(asked.language),
        "key": given.get("key") if is_unsure else secrets.token_urlsafe(18),
        "blocking": [each for each in cart["problems"] if each["is_blocking"]],
        "problem": _problem(refused) if refused is not None else None,
    }
    return await asked.show("checkout.html", shown, status=refused.status if refused else 200)


def _filled(cart: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    """What the cart knows already, by the names of the form's fields."""
    billing = cart["billing_address"] or {}
    found = {**place, **{BILLING + name: value for name, value in billing.items()}}
    known = {"email": cart["email"], "vat_number": cart.get("vat_number", "")}
    return found | known | ({"other_billing": "1"} if billing else {})


async def _saved(asked: Shopping) -> list[dict[str, Any]]:
    """A customer's addresses, the one first that he has goods sent to."""
    if not asked.has_session:
        return []
    found = items_of(await asked.ask("GET", "/api/v1/users/me/addresses"))
    return sorted(found, key=lambda each: not each["is_default_shipping"])


def _same(saved: Sequence[Mapping[str, Any]], place: Mapping[str, Any]) -> str:
    """Which saved address the cart goes to; the usual one where none is known, none where it is another."""
    for each in saved:
        if not place or all(each[name] == place.get(name, "") for name in PLACE):
            return str(each["id"])
    return ""


def _problem(refused: Answered) -> dict[str, Any]:
    """What the API says, its faults by the names of the form's fields."""
    told = problem_of(refused)
    billing = {
        BILLING + str(each["pointer"]).rpartition("/")[2]: each.get("message", "")
        for each in told.get("errors") or ()
        if "billing_address" in str(each.get("pointer", ""))
    }
    return told | {"fields": billing or told["fields"]}


async def _onward(asked: Shopping, order: dict[str, Any]) -> Response:
    """To the provider's page where the payment wants one, else to the order."""
    address, token = page_of("orders", order["id"]), order.get("order_token") or ""
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
