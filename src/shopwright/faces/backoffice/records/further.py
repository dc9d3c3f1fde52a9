"""What a kind of record has beyond its list and its form."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Sending
from shopwright.faces.pages.visit import TAKES_FORM

router = APIRouter(include_in_schema=False)
ROLE = "/admin/roles/{name}"


@router.post("/admin/tax-zones-of-the-union", openapi_extra=TAKES_FORM)
async def take_union(asked: Sending) -> Response:
    """Zones for every country of the European Union, with the rates that are known here."""
    done = await asked.ask("POST", "/api/v1/admin/tax/zones/european-union")
    if not done.is_well:
        return await asked.refused(done)
    return asked.done(
        "/admin/tax-zones", "%(count)s zones hold the rates of today.", count=done.data["zones"]
    )


@router.post(f"{ROLE}/demand-factor", openapi_extra=TAKES_FORM)
async def demand_factor(asked: Sending, name: str) -> Response:
    return await _demand(asked, name, is_demanded=True)


@router.post(f"{ROLE}/waive-factor", openapi_extra=TAKES_FORM)
async def waive_factor(asked: Sending, name: str) -> Response:
    return await _demand(asked, name, is_demanded=False)


async def _demand(asked: Desk, name: str, *, is_demanded: bool) -> Response:
    key = quote(name, safe="")
    path = f"/api/v1/admin/roles/{key}/second-factor"
    done = await asked.ask("PUT", path, body={"is_demanded": is_demanded})
    if not done.is_well:
        return await asked.refused(done)
    notice = "A second factor is demanded." if is_demanded else "No second factor is demanded."
    return asked.done(f"/admin/roles/{key}", notice)
