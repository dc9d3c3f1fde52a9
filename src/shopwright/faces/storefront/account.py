"""One's account: signing in and out, signing up, one's orders."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.languages import chosen
from shopwright.faces.pages.proofs import code_in
from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.faces.storefront.own import is_nobody, items_of, own_page, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, inner
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
HOME, ACCOUNT, SIGN_IN, SIGN_UP = "/store", "/store/account", "/store/sign-in", "/store/sign-up"
_PAGE = 20


@router.get(SIGN_IN)
async def sign_in_page(asked: Looking) -> Response:
    return await sign_in_form(asked)


@router.post(SIGN_IN, openapi_extra=TAKES_FORM)
async def sign_in(asked: Sending) -> Response:
    form = asked.form
    given = {"username": form.get("username", ""), "password": form.get("password", "")}
    done = await asked.ask("POST", "/api/v1/auth/browser-session", body=given)
    if done.is_well:
        return asked.lead(inner(form.get("next", ""), ACCOUNT))
    if done.data.get("code") == "second_factor_required":
        shown = _form(asked, form.get("next", "")) | {"challenge": done.data.get("challenge", "")}
        return await asked.show("second_factor.html", shown, status=200)
    return await sign_in_form(asked, done)


@router.get("/store/second-factor")
async def challenge_page(asked: Looking) -> Response:
    """Where somebody arrives who has signed in elsewhere, and has a second factor here."""
    challenge = asked.request.query_params.get("challenge", "")[:200]
    return await asked.show("second_factor.html", _form(asked, "") | {"challenge": challenge})


@router.post("/store/second-factor", openapi_extra=TAKES_FORM)
async def answer_challenge(asked: Sending) -> Response:
    form = asked.form
    challenge = form.get("challenge", "").strip()
    body = {"challenge": challenge} | code_in(form)
    done = await asked.ask("POST", "/api/v1/auth/browser-session/second-factor", body=body)
    if done.is_well:
        return asked.lead(inner(form.get("next", ""), ACCOUNT))
    shown = _form(asked, form.get("next", "")) | {"problem": problem_of(done)}
    shown["challenge"] = challenge
    return await asked.show("second_factor.html", shown, status=done.status)


@router.get(SIGN_UP)
async def sign_up_page(asked: Looking) -> Response:
    return await asked.show("sign_up.html", _form(asked, ""))


@router.post(SIGN_UP, openapi_extra=TAKES_FORM)
async def sign_up(asked: Sending) -> Response:
    given = {name: asked.form.get(name, "") for name in ("email", "password", "full_name")}
    done = await asked.ask("POST", "/api/v1/auth/register", body=given)
    if not done.is_well:
        shown = _form(asked, "") | {"problem": problem_of(done)}
        return await asked.show("sign_up.html", shown, status=done.status)
    return await asked.show("signed_up.html", {"email": given["email"]})


@router.post("/store/sign-out", openapi_extra=TAKES_FORM)
async def sign_out(asked: Sending) -> Response:
    done = await asked.ask("POST", "/api/v1/auth/logout")
    return asked.lead(HOME) if done.is_well or is_nobody(done) else await asked.show_refusal(done)


@router.get(ACCOUNT)
async def account(asked: Looking) -> Response:
    return await _orders(asked)


@router.post("/store/account/adopt", openapi_extra=TAKES_FORM)
async def adopt(asked: Sending) -> Response:
    done = await asked.ask("POST", "/api/v1/orders/adopt")
    return await settle(asked, done, back=ACCOUNT, said="adopted", page=_orders)


@router.post("/store/language", openapi_extra=TAKES_FORM)
async def choose_language(asked: Sending) -> Response:
    return chosen(asked, HOME)


async def sign_in_form(asked: Shopping, refused: Answered | None = None) -> Response:
    """The form, with other ways to sign in, and what was wrong with the one that was tried."""
    given = asked.request.query_params
    told = {"code": given.get("refused", "")[:60], "title": "", "detail": "", "fields": {}}
    problem = problem_of(refused) if refused else (told if told["code"] else None)
    shown = {
        **_form(asked, asked.form.get("next") or given.get("next", "")),
        "problem": problem,
        "providers": items_of(await asked.ask("GET", "/api/v1/auth/social")),
    }
    return await asked.show("sign_in.html", shown, status=refused.status if refused else 200)


async def _orders(asked: Shopping, refused: Answered | None = None) -> Response:
    query = {"limit": _PAGE, "cursor": asked.request.query_params.get("cursor") or None}
    wanted = {name: value for name, value in query.items() if value}
    found = await asked.ask("GET", "/api/v1/orders/history", query=wanted)
    if not found.is_well and not is_nobody(found):
        return await asked.show_refusal(found)
    more = found.data.get("page", {}).get("next_cursor") if found.is_well else None
    return await own_page(asked, "account.html", {"orders": items_of(found), "more": more}, refused)


def _form(asked: Shopping, onward: str) -> dict[str, object]:
    """What a form shows again after a refusal, all but passwords."""
    given = {name: value for name, value in asked.form.items() if "password" not in name}
    return {"given": given, "next": inner(onward, ""), "problem": None}
