"""One's data: all of it in an archive, or gone."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.proofs import password_in
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.faces.storefront.own import items_of, own_page, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
PRIVACY = "/store/account/privacy"
_API = "/api/v1/privacy"


@router.get(PRIVACY)
async def privacy(asked: Looking) -> Response:
    return await _page(asked)


@router.post(f"{PRIVACY}/export", openapi_extra=TAKES_FORM)
async def export(asked: Sending) -> Response:
    done = await asked.ask("POST", f"{_API}/export", body=password_in(asked.form))
    return await settle(asked, done, back=PRIVACY, said="export", page=_page)


@router.post(f"{PRIVACY}/erasure", openapi_extra=TAKES_FORM)
async def erase(asked: Sending) -> Response:
    done = await asked.ask("POST", f"{_API}/erasure", body=password_in(asked.form))
    return await settle(asked, done, back=PRIVACY, said="erasure", page=_page)


@router.post(f"{PRIVACY}/stay", openapi_extra=TAKES_FORM)
async def stay(asked: Sending) -> Response:
    done = await asked.ask("DELETE", f"{_API}/erasure")
    return await settle(asked, done, back=PRIVACY, said="stayed", page=_page)


@router.post(f"{PRIVACY}/requests/{{request_id}}/archive", openapi_extra=TAKES_FORM)
async def fetch(asked: Sending, request_id: str) -> Response:
    """A form, not a link: an archive can be fetched a few times only, and no browser fetches a form ahead."""
    told = await asked.ask("GET", address_of("privacy/requests", request_id))
    archive = told.data.get("archive") if told.is_well else None
    if not archive:
        return await _page(asked, told) if not told.is_well else asked.lead(PRIVACY)
    found = await asked.ask("GET", archive["path"], headers={"x-archive-token": archive["token"]})
    if not found.is_well:
        return await _page(asked, found)
    return asked.hand_on(found)


async def _page(asked: Shopping, refused: Answered | None = None) -> Response:
    requests = items_of(await asked.ask("GET", f"{_API}/requests"))
    return await own_page(asked, "own_privacy.html", {"requests": requests}, refused)
