"""Background work: what waits, runs and failed; what was given up runs again or is thrown away."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
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
    return await asked.settled(done, partial(_jobs, asked), JOBS, "It runs again.")


@router.post(f"{JOBS}/{{job_id}}/discard", openapi_extra=TAKES_FORM)
async def discard(asked: Sending, job_id: str) -> Response:
    done = await asked.ask("DELETE", f"{API}/{quote(job_id, safe='')}")
    return await asked.settled(done, partial(_jobs, asked), JOBS, "It is thrown away.")


async def _jobs(asked: Desk, refused: Answered | None = None) -> Response:
    shown = await looked_through(asked, _LIST)
    counts = (await asked.got(API, {"limit": 1}))["counts"]
    return await asked.show_again("jobs.html", {**shown, "counts": counts}, refused)
