"""Background work: what waits, runs and failed; what was given up runs again or is thrown away."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending, told
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
JOBS, API = "/admin/jobs", "/api/v1/admin/jobs"
_LIST = Listing(JOBS, API, filters=("state", "name"))


@router.get(JOBS)
async def show_jobs(asked: Looking) -> Response:
    return await _jobs(asked)


@router.post(f"{JOBS}/{{job_id}}/retry", openapi_extra=TAKES_FORM)
async def retry(asked: Sending, job_id: str) -> Response:
    done = await asked.ask("POST", f"{API}/{quote(job_id, safe='')}/retry")
    return asked.done(JOBS, "It runs again.") if done.is_well else await _jobs(asked, done)


@router.post(f"{JOBS}/{{job_id}}/discard", openapi_extra=TAKES_FORM)
async def discard(asked: Sending, job_id: str) -> Response:
    done = await asked.ask("DELETE", f"{API}/{quote(job_id, safe='')}")
    return asked.done(JOBS, "It is thrown away.") if done.is_well else await _jobs(asked, done)


async def _jobs(asked: Desk, refused: Answered | None = None) -> Response:
    shown = await looked_through(asked, _LIST)
    counts = (await asked.got(API, {"limit": 1}))["counts"]
    facts = {**shown, "counts": counts, **(told(refused) if refused is not None else {})}
    status = refused.status if refused is not None else 200
    return await asked.show("jobs.html", facts, status=status)
