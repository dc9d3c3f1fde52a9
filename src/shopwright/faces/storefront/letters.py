"""Where the links in mails lead: each shows what it will do, and does it when its form is sent.

Programs that look at mails open links too; so nothing is done by looking, but where it is the same however often.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
SIGN_IN, ACCOUNT, CART = "/store/sign-in", "/store/account", "/store/cart"
_AUTH = "/api/v1/auth"
# What a link does with the account's address, and what is told when it is done.
_ADDRESSES = {"verify-email": "verified", "confirm-email": "verified", "undo-email": "undone"}
_STOPS = {
    "cart-reminders": "/store/cart-reminders/stop/{token}",
    "stock-alerts": "/store/stock-alerts/stop/{token}",
}


@router.post("/store/resend-verification", openapi_extra=TAKES_FORM)
async def send_again(asked: Sending) -> Response:
    body = {"email": asked.form.get("email", "").strip()}
    done = await asked.ask("POST", f"{_AUTH}/resend-verification", body=body)
    back = ACCOUNT if asked.has_session else SIGN_IN
    return await _done(asked, done, "verify-email", f"{back}?done=resent")


@router.get("/store/forgot-password")
async def forgotten(asked: Looking) -> Response:
    return await asked.show("forgot_password.html", {"given": {}, "problem": None, "email": ""})


@router.post("/store/forgot-password", openapi_extra=TAKES_FORM)
async def forget(asked: Sending) -> Response:
    email = asked.form.get("email", "").strip()
    done = await asked.ask("POST", f"{_AUTH}/forgot-password", body={"email": email})
    shown: dict[str, Any] = {"given": asked.form, "problem": None, "email": email}
    if not done.is_well:
        shown |= {"problem": problem_of(done), "email": ""}
    return await asked.show("forgot_password.html", shown, status=_status(done))


@router.get("/store/reset-password/{token}")
async def new_password(asked: Looking, token: str) -> Response:
    looked = await asked.ask("GET", address_of("auth/reset-password", token))
    return await _new_password(asked, token, looked)


@router.post("/store/reset-password", openapi_extra=TAKES_FORM)
async def choose_password(asked: Sending) -> Response:
    form = asked.form
    body = {"token": form.get("token", ""), "new_password": form.get("new_password", "")}
    done = await asked.ask("POST", f"{_AUTH}/reset-password", body=body)
    if done.is_well:
        return asked.lead(f"{SIGN_IN}?done=reset")
    return await _new_password(asked, body["token"], done)


@router.get("/store/cart/resume/{token}")
async def waiting_cart(asked: Looking, token: str) -> Response:
    found = await asked.ask("GET", address_of("cart/resume", token))
    if found.is_well and found.data["needs_sign_in"]:
        return asked.lead(CART if asked.has_session else f"{SIGN_IN}?next={CART}")
    return await _ask_to(asked, "cart/resume", token, found)


@router.post("/store/cart/resume", openapi_extra=TAKES_FORM)
async def resume_cart(asked: Sending) -> Response:
    """Take the cart of the mail in place of one's own; by a form of ours alone, never by a link."""
    found = await asked.ask("GET", address_of("cart/resume", asked.form.get("token", "")))
    if not found.is_well:
        return await _done(asked, found, "cart/resume", CART)
    token = found.data["cart_token"]
    if token:
        _ = await asked.ask("GET", "/api/v1/cart", headers={"x-cart-token": token})
    return asked.lead(CART)


@router.get("/store/stock-alerts/confirm/{token}")
async def alert(asked: Looking, token: str) -> Response:
    return await _ask_to(asked, "stock-alerts/confirm", token)


@router.post("/store/stock-alerts/confirm", openapi_extra=TAKES_FORM)
async def confirm_alert(asked: Sending) -> Response:
    path = address_of("stock-alerts/confirm", asked.form.get("token", ""))
    done = await asked.ask("POST", path)
    return await _done(asked, done, "stock-alerts/confirm", "/store?done=alert")


def _addressing(kind: str, said: str) -> None:
    """A link of an account's address: looking tells whether it is good for something, where the API can tell."""

    async def look(asked: Looking, token: str) -> Response:
        looked = None
        if kind != "verify-email":
            looked = await asked.ask("GET", address_of(f"auth/{kind}", token))
        return await _ask_to(asked, kind, token, looked)

    async def do(asked: Sending) -> Response:
        body = {"token": asked.form.get("token", "")}
        done = await asked.ask("POST", f"{_AUTH}/{kind}", body=body)
        stays = kind == "verify-email" and await asked.who() is not None
        return await _done(asked, done, kind, f"{ACCOUNT if stays else SIGN_IN}?done={said}")

    router.add_api_route(f"/store/{kind}/{{token}}", look, methods=["GET"])
    router.add_api_route(f"/store/{kind}", do, methods=["POST"], openapi_extra=TAKES_FORM)


def _stopping(kind: str, path: str) -> None:
    """Looked at and sent to the same address: programs that read mail post there too, when their button is pressed."""

    async def look(asked: Looking, token: str) -> Response:
        looked = await asked.ask("GET", address_of(f"{kind}/stop", token))
        return await _ask_to(asked, f"{kind}/stop", token, looked)

    async def stop(asked: Sending, token: str) -> Response:
        done = await asked.ask("POST", address_of(f"{kind}/stop", token))
        return await _done(asked, done, f"{kind}/stop", "/store?done=stopped")

    router.add_api_route(path, look, methods=["GET"])
    router.add_api_route(path, stop, methods=["POST"], openapi_extra=TAKES_FORM)


for _kind, _said in _ADDRESSES.items():
    _addressing(_kind, _said)
for _kind, _path in _STOPS.items():
    _stopping(_kind, _path)


async def _ask_to(
    asked: Shopping, purpose: str, token: str, looked: Answered | None = None
) -> Response:
    """What the link is for, with a button that does it; or that it is good for nothing any more."""
    problem: Mapping[str, Any] | None = None
    if looked is not None and not looked.is_well:
        problem = problem_of(looked)
    shown = {"purpose": purpose, "token": token, "problem": problem}
    return await asked.show("mail_link.html", shown, status=_status(looked))


async def _done(asked: Shopping, done: Answered, purpose: str, onward: str) -> Response:
    if done.is_well:
        return asked.lead(onward)
    return await _ask_to(asked, purpose, "", done)


async def _new_password(asked: Shopping, token: str, answered: Answered) -> Response:
    shown = {
        "token": token,
        "problem": None if answered.is_well else problem_of(answered),
        "is_over": answered.status in (400, 404, 410),
    }
    return await asked.show("reset_password.html", shown, status=_status(answered))


def _status(answered: Answered | None) -> int:
    return answered.status if answered is not None and not answered.is_well else 200
