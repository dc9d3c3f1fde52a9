"""How one's account is kept safe: where one is signed in, the second factor, accounts elsewhere."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.proofs import code_in, digits_in, password_in
from shopwright.faces.pages.qr import path_of
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.faces.storefront.own import is_nobody, items_of, own_page, settle, sign_in_for
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
SAFETY = "/store/account/security"
FACTOR = f"{SAFETY}/second-factor"
_FACTOR, _ELSEWHERE = "/api/v1/users/me/second-factor", "/api/v1/users/me/identities"
_LONGEST_ADDRESS = 600


@router.get(SAFETY)
async def safety(asked: Looking) -> Response:
    return await _page(asked)


@router.post(f"{SAFETY}/sessions/{{session_id}}/end", openapi_extra=TAKES_FORM)
async def end_session(asked: Sending, session_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("auth/sessions", session_id))
    return await settle(asked, done, back=SAFETY, said="ended", page=_page)


@router.post(f"{SAFETY}/sessions/end-all", openapi_extra=TAKES_FORM)
async def end_all_sessions(asked: Sending) -> Response:
    """This one too; the cookie goes with it."""
    done = await asked.ask("POST", "/api/v1/auth/logout-everywhere")
    return await settle(asked, done, back="/store/sign-in", said="signed_out", page=_page)


@router.post(FACTOR, openapi_extra=TAKES_FORM)
async def begin(asked: Sending) -> Response:
    """Show what the device takes up; nothing is added before a code of it is right."""
    done = await asked.ask("POST", _FACTOR, body=password_in(asked.form))
    if not done.is_well:
        return await _refused(asked, done)
    return await _seed(asked, done.data)


@router.post(f"{FACTOR}/confirm", openapi_extra=TAKES_FORM)
async def confirm(asked: Sending) -> Response:
    done = await asked.ask("POST", f"{_FACTOR}/confirm", body=digits_in(asked.form))
    if done.is_well:
        return await _codes(asked, done)
    secret, address = (asked.form.get(name, "") for name in ("secret", "address"))
    if is_nobody(done) or not secret or not address.startswith("otpauth://totp/"):
        return await _refused(asked, done)
    return await _seed(asked, {"secret": secret, "address": address}, done)


@router.post(f"{FACTOR}/recovery-codes", openapi_extra=TAKES_FORM)
async def renew_codes(asked: Sending) -> Response:
    body = password_in(asked.form) | digits_in(asked.form)
    done = await asked.ask("POST", f"{_FACTOR}/recovery-codes", body=body)
    return await (_codes(asked, done) if done.is_well else _refused(asked, done))


@router.post(f"{FACTOR}/remove", openapi_extra=TAKES_FORM)
async def remove(asked: Sending) -> Response:
    body = password_in(asked.form) | code_in(asked.form)
    done = await asked.ask("POST", f"{_FACTOR}/remove", body=body)
    return await settle(asked, done, back=SAFETY, said="factor_removed", page=_page)


@router.post(f"{SAFETY}/identities/{{provider}}/unlink", openapi_extra=TAKES_FORM)
async def unlink(asked: Sending, provider: str) -> Response:
    path = address_of("users/me/identities", provider, "/unlink")
    done = await asked.ask("POST", path, body=password_in(asked.form))
    return await settle(asked, done, back=SAFETY, said="unlinked", page=_page)


async def _page(asked: Shopping, refused: Answered | None = None) -> Response:
    if await asked.who() is None:
        return asked.lead(sign_in_for(SAFETY))
    factor = await asked.ask("GET", _FACTOR)
    providers = {
        each["name"]: each["title"]
        for each in items_of(await asked.ask("GET", "/api/v1/auth/social"))
    }
    linked = items_of(await asked.ask("GET", _ELSEWHERE)) if providers else []
    known = {each["provider"] for each in linked}
    shown = {
        "sessions": items_of(await asked.ask("GET", "/api/v1/auth/sessions")),
        "factor": factor.data,
        "linked": linked,
        "providers": providers,
        "others": {name: title for name, title in providers.items() if name not in known},
    }
    return await own_page(asked, "own_security.html", shown, refused)


async def _refused(asked: Shopping, done: Answered) -> Response:
    return await settle(asked, done, back=SAFETY, said="", page=_page)


async def _seed(
    asked: Shopping, seed: Mapping[str, Any], refused: Answered | None = None
) -> Response:
    """The secret, and a picture of the address that holds it; a longer address is none that we made."""
    address = str(seed["address"])[:_LONGEST_ADDRESS]
    path, side = path_of(address)
    shown = {"secret": seed["secret"], "address": address, "path": path, "side": side}
    return await own_page(asked, "own_factor.html", shown, refused)


async def _codes(asked: Shopping, done: Answered) -> Response:
    return await own_page(asked, "own_recovery_codes.html", {"codes": done.data["recovery_codes"]})
