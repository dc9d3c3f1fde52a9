"""Who one is: name, telephone, language, email, password; and closing the account."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.faces.storefront.own import own_page, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
PROFILE = "/store/account/profile"
_ME = "/api/v1/users/me"


@router.get(PROFILE)
async def profile(asked: Looking) -> Response:
    return await _page(asked)


@router.post(PROFILE, openapi_extra=TAKES_FORM)
async def change(asked: Sending) -> Response:
    form = asked.form
    body = {name: form.get(name, "").strip() for name in ("full_name", "phone")}
    wanted = {
        **body,
        "locale": form.get("locale") or None,
        "marketing_consent": "marketing_consent" in form,
    }
    done = await asked.ask("PUT", _ME, body=wanted)
    return await settle(asked, done, back=PROFILE, said="saved", page=_page)


@router.post("/store/account/email", openapi_extra=TAKES_FORM)
async def change_email(asked: Sending) -> Response:
    body = {
        "email": asked.form.get("email", "").strip(),
        "current_password": asked.form.get("current_password", ""),
    }
    done = await asked.ask("PUT", f"{_ME}/email", body=body)
    return await settle(asked, done, back=PROFILE, said="mailed", page=_page)


@router.post("/store/account/password", openapi_extra=TAKES_FORM)
async def change_password(asked: Sending) -> Response:
    body = {name: asked.form.get(name, "") for name in ("current_password", "new_password")}
    done = await asked.ask("PUT", f"{_ME}/password", body=body)
    return await settle(asked, done, back=PROFILE, said="password", page=_page)


@router.post("/store/account/deactivate", openapi_extra=TAKES_FORM)
async def close(asked: Sending) -> Response:
    body = {"current_password": asked.form.get("current_password", "")}
    done = await asked.ask("POST", f"{_ME}/deactivate", body=body)
    return await settle(asked, done, back="/store", said="closed", page=_page)


async def _page(asked: Shopping, refused: Answered | None = None) -> Response:
    who = await asked.who() or {}
    return await own_page(asked, "own_profile.html", {"given": {**who, **asked.form}}, refused)
