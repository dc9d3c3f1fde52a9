"""The cart: looked at, filled, changed; its discount codes."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of, whole_number
from shopwright.faces.storefront.own import items_of, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of, inner
from shopwright.faces.storefront.wishes import carried
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
CART = "/store/cart"


@router.get(CART)
async def show(asked: Looking) -> Response:
    return await cart_page(asked)


@router.post(f"{CART}/add", openapi_extra=TAKES_FORM)
async def add(asked: Sending) -> Response:
    form = asked.form
    wanted = {
        "variant_id": form.get("variant_id", ""),
        "quantity": whole_number(form.get("quantity", ""), 1),
    }
    done = await asked.ask("POST", "/api/v1/cart/items", body=wanted)
    return await (_drawer(asked, done) if "drawer" in form else _on(asked, done))


@router.post(f"{CART}/lines/{{line_id}}", openapi_extra=TAKES_FORM)
async def change(asked: Sending, line_id: str) -> Response:
    quantity = 0 if "remove" in asked.form else whole_number(asked.form.get("quantity", ""), 1)
    address = f"/api/v1/cart/items/{quote(line_id, safe='')}"
    return await _on(asked, await asked.ask("PUT", address, body={"quantity": quantity}))


@router.post(f"{CART}/codes", openapi_extra=TAKES_FORM)
async def use_code(asked: Sending) -> Response:
    code = asked.form.get("code", "").strip()
    return await _on(asked, await asked.ask("POST", "/api/v1/cart/codes", body={"code": code}))


@router.post(f"{CART}/codes/remove", openapi_extra=TAKES_FORM)
async def drop_code(asked: Sending) -> Response:
    code = quote(asked.form.get("code", ""), safe="")
    return await _on(asked, await asked.ask("DELETE", f"/api/v1/cart/codes/{code}"))


@router.post(f"{CART}/lines/{{line_id}}/save", openapi_extra=TAKES_FORM)
async def save(asked: Sending, line_id: str) -> Response:
    done = await asked.ask("POST", address_of("cart/items", line_id, "/save"))
    return await settle(asked, done, back=CART, said="kept", page=cart_page)


@router.post("/store/saved/{saved_id}/to-cart", openapi_extra=TAKES_FORM)
async def bring_back(asked: Sending, saved_id: str) -> Response:
    done = await asked.ask("POST", address_of("saved", saved_id, "/to-cart"))
    said = carried(done) if done.is_well else ""
    return await settle(asked, done, back=CART, said=said, page=cart_page)


@router.post("/store/saved/{saved_id}/remove", openapi_extra=TAKES_FORM)
async def forget(asked: Sending, saved_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("saved", saved_id))
    return await settle(asked, done, back=CART, said="removed", page=cart_page)


async def cart_page(asked: Shopping, refused: Answered | None = None) -> Response:
    """The cart, priced now; with what the API would not do, where it was asked something before."""
    cart = await asked.cart()
    saved = items_of(await asked.ask("GET", "/api/v1/saved")) if asked.has_session else []
    shown = {
        "cart": cart,
        "saved": saved,
        "given": asked.form,
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("cart.html", shown, status=refused.status if refused else 200)


async def _drawer(asked: Shopping, done: Answered) -> Response:
    """What a script shows beside the page: the cart's lines and their sum, or why nothing was put in."""
    shown = {
        "cart": done.data if done.is_well and "items" in done.data else await asked.cart(),
        "problem": None if done.is_well else problem_of(done),
    }
    return await asked.show_part("drawer.html", shown)


async def _on(asked: Shopping, done: Answered) -> Response:
    """Back to where the form stood, or to the cart; a refusal is told beside the cart."""
    if done.is_well:
        return asked.lead(inner(asked.form.get("next", ""), CART))
    return await cart_page(asked, done)
