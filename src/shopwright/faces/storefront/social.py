"""Signing in with an account elsewhere: the way there. The way back is the API's, which leads to a page of ours."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.proofs import password_in
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.faces.storefront.account import sign_in_form
from shopwright.faces.storefront.own import own_page, settle
from shopwright.faces.storefront.page import Sending, Shopping, address_of
from shopwright.faces.storefront.safety import SAFETY
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)


@router.post("/store/social/{provider}/sign-in", openapi_extra=TAKES_FORM)
async def start(asked: Sending, provider: str) -> Response:
    path = address_of("auth/social", provider, "/start")
    done = await asked.ask("POST", path, body={"kind": "browser"})
    return await (_depart(asked, done) if done.is_well else sign_in_form(asked, done))


@router.post(f"{SAFETY}/identities/{{provider}}/link", openapi_extra=TAKES_FORM)
async def link(asked: Sending, provider: str) -> Response:
    path = address_of("users/me/identities", provider)
    done = await asked.ask("POST", path, body=password_in(asked.form))
    if done.is_well:
        return await _depart(asked, done)
    return await settle(asked, done, back=SAFETY, said="", page=_again)


async def _depart(asked: Shopping, done: Answered) -> Response:
    """A page that leads on: browsers follow no form to another site, as our policy tells them."""
    return await asked.show("departing.html", {"address": done.data["authorization_url"]})


async def _again(asked: Shopping, refused: Answered) -> Response:
    return await own_page(asked, "own_refusal.html", {"back": SAFETY}, refused)
