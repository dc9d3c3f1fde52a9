"""The way in: signing in with password and second factor, adding the factor that a role demands, signing out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import Response

from shopwright.faces.backoffice.page import SITE, Desk, sent_by_stranger, stranger
from shopwright.faces.pages.proofs import code_in
from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
Looking = Annotated[Desk, Depends(stranger)]
Sending = Annotated[Desk, Depends(sent_by_stranger)]
HOME, SIGN_IN, STEP, FACTOR = (
    "/admin",
    "/admin/sign-in",
    "/admin/sign-in/second-factor",
    "/admin/second-factor",
)
_MINE = "/api/v1/users/me/second-factor"
_OURS = "otpauth://totp/"


@router.get(SIGN_IN)
async def sign_in_page(asked: Looking) -> Response:
    return await _sign_in(asked, asked.request.query_params.get("next", ""))


@router.post(SIGN_IN, openapi_extra=TAKES_FORM)
async def sign_in(asked: Sending) -> Response:
    form = asked.form
    given = {"username": form.get("username", ""), "password": form.get("password", "")}
    done = await asked.ask("POST", "/api/v1/auth/browser-session", body=given)
    onward = form.get("next", "")
    if done.is_well:
        return asked.lead(SITE.inner(onward, HOME))
    if done.data.get("code") == "second_factor_required":
        return await _step(asked, done.data.get("challenge", ""))
    return await _sign_in(asked, onward, done)


@router.post(STEP, openapi_extra=TAKES_FORM)
async def answer_challenge(asked: Sending) -> Response:
    challenge = asked.form.get("challenge", "").strip()
    body = {"challenge": challenge} | code_in(asked.form)
    done = await asked.ask("POST", "/api/v1/auth/browser-session/second-factor", body=body)
    if done.is_well:
        return asked.lead(SITE.inner(asked.form.get("next", ""), HOME))
    return await _step(asked, challenge, done)


@router.get(FACTOR)
async def factor_page(asked: Looking) -> Response:
    """For those whose role demands a factor: they have no rights before they have shown one."""
    state = await asked.ask("GET", _MINE)
    if not state.is_well:
        return await asked.show_refusal(state)
    return await _factor(asked, {"state": state.data})


@router.post(FACTOR, openapi_extra=TAKES_FORM)
async def begin_factor(asked: Sending) -> Response:
    body = {"password": asked.form.get("password", "")}
    begun = await asked.ask("POST", _MINE, body=body)
    if not begun.is_well:
        return await _factor(asked, {"problem": problem_of(begun)}, status=begun.status)
    return await _factor(asked, {"seed": begun.data})


@router.post(f"{FACTOR}/confirm", openapi_extra=TAKES_FORM)
async def confirm_factor(asked: Sending) -> Response:
    """Recovery codes are shown once; this session has shown the factor by it."""
    seed = {name: asked.form.get(name, "") for name in ("secret", "address")}
    if not seed["address"].startswith(_OURS):
        return await _factor(asked, {})
    body = {"code": asked.form.get("code", "").strip()}
    done = await asked.ask("POST", f"{_MINE}/confirm", body=body)
    if not done.is_well:
        shown = {"seed": seed, "problem": problem_of(done)}
        return await _factor(asked, shown, status=done.status)
    return await _factor(asked, {"codes": done.data["recovery_codes"]})


@router.post("/admin/sign-out", openapi_extra=TAKES_FORM)
async def sign_out(asked: Sending) -> Response:
    _ = await asked.ask("POST", "/api/v1/auth/logout")
    return asked.lead(SIGN_IN)


async def _sign_in(asked: Desk, onward: str, refused: Answered | None = None) -> Response:
    problem = problem_of(refused) if refused is not None else None
    shown = {"next": SITE.inner(onward, ""), "problem": problem}
    status = refused.status if refused is not None else 200
    return await asked.show("sign_in.html", shown, status=status)


async def _step(asked: Desk, challenge: str, refused: Answered | None = None) -> Response:
    problem = problem_of(refused) if refused is not None else None
    onward = SITE.inner(asked.form.get("next", ""), "")
    shown = {"challenge": challenge, "next": onward, "problem": problem}
    status = refused.status if refused is not None else 200
    return await asked.show("sign_in_code.html", shown, status=status)


async def _factor(asked: Desk, facts: dict[str, Any], *, status: int = 200) -> Response:
    token = await asked.ask("GET", "/api/v1/auth/csrf")
    nothing = {"state": None, "seed": None, "codes": None}
    shown = {**nothing, **facts, "csrf_token": token.data.get("csrf_token", "")}
    return await asked.show("second_factor.html", shown, status=status)
