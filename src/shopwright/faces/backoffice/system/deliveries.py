"""What was sent to webhooks: each attempt, what it said, and sending it again."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through, moment_of
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
SENT, API = "/admin/webhook-deliveries", "/api/v1/admin/webhooks"
_LIST = Listing(SENT, f"{API}/deliveries", filters=("endpoint_id", "state", "event"))


@router.get(SENT)
async def show_deliveries(asked: Looking) -> Response:
    return await _deliveries(asked)


@router.post(f"{SENT}/again", openapi_extra=TAKES_FORM)
async def send_span_again(asked: Sending) -> Response:
    """Everything that an endpoint was to be told between two days."""
    form = asked.form
    endpoint = quote(form.get("endpoint_id", ""), safe="")
    if not endpoint:
        return await _deliveries(asked, asked.mistake("Choose who is to be told again."))
    body = {
        "since": moment_of(form.get("since", "")),
        "until": moment_of(form.get("until", ""), is_last=True),
    }
    done = await asked.ask("POST", f"{API}/endpoints/{endpoint}/replay", body=body)
    return await _after(asked, done)


@router.get(f"{SENT}/{{delivery_id}}")
async def show_delivery(asked: Looking, delivery_id: str) -> Response:
    found = await asked.got(f"{API}/deliveries/{quote(delivery_id, safe='')}")
    return await asked.show("delivery.html", {"delivery": found})


@router.post(f"{SENT}/{{delivery_id}}/again", openapi_extra=TAKES_FORM)
async def send_again(asked: Sending, delivery_id: str) -> Response:
    path = f"{API}/deliveries/{quote(delivery_id, safe='')}/replay"
    return await _after(asked, await asked.ask("POST", path))


async def _deliveries(asked: Desk, refused: Answered | None = None) -> Response:
    shown = await looked_through(asked, _LIST)
    endpoints = await asked.ask("GET", f"{API}/endpoints")
    facts = {
        **shown,
        "places": [(each["id"], each["url"]) for each in endpoints.data]
        if endpoints.is_well
        else [],
    }
    return await asked.show_again("deliveries.html", facts, refused)


async def _after(asked: Desk, done: Answered) -> Response:
    count = done.data["replayed"] if done.is_well else 0
    again = partial(_deliveries, asked)
    return await asked.settled(done, again, SENT, "Sent again: %(count)s.", count=count)
