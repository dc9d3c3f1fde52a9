"""Cases in which the shop's books and the providers' differ: looked at, and closed with a note."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/payment-cases"
CASES = Listing(address=ADDRESS, source="/api/v1/admin/payments/cases", filters=("state",))


@router.get(ADDRESS)
async def case_list(asked: Looking) -> Response:
    return await _shown(asked)


@router.post(f"{ADDRESS}/{{case_id}}", openapi_extra=TAKES_FORM)
async def resolve(asked: Sending, case_id: str) -> Response:
    path = f"/api/v1/admin/payments/cases/{quote(case_id, safe='')}/resolution"
    done = await asked.ask("PUT", path, body={"note": asked.form.get("note", "")})
    again = partial(_shown, asked, at_fault=case_id)
    return await asked.settled(done, again, ADDRESS, "The case is closed.")


@router.post(f"{ADDRESS}/{{case_id}}/sent", openapi_extra=TAKES_FORM)
async def note_sent(asked: Sending, case_id: str) -> Response:
    """A refund that somebody has sent by hand."""
    refund_id = quote(asked.form.get("refund_id", ""), safe="")
    sent = {"reference": asked.form.get("reference", "")}
    done = await asked.ask("POST", f"/api/v1/admin/refunds/{refund_id}/sent", body=sent)
    again = partial(_shown, asked, at_fault=case_id)
    return await asked.settled(done, again, ADDRESS, "The refund is noted as sent.")


async def _shown(asked: Desk, refused: Answered | None = None, at_fault: str = "") -> Response:
    is_plain = "state" not in asked.request.query_params
    facts = await looked_through(asked, CASES, more={"state": "open"} if is_plain else None)
    state = asked.request.query_params.get("state", "open")
    shown = {**facts, "chosen": state, "at_fault": at_fault}
    return await asked.show_again("payment_cases.html", shown, refused)
