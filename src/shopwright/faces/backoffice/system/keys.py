"""API keys: everybody's for those who may see them, and one's own, whose secret is shown once."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
KEYS, OWN = "/admin/api-keys", "/api/v1/api-keys"
_LIST = Listing(KEYS, "/api/v1/admin/api-keys", filters=("user_id",))


@router.get(KEYS)
async def show_keys(asked: Looking) -> Response:
    return await _keys(asked)


@router.post(KEYS, openapi_extra=TAKES_FORM)
async def make(asked: Sending) -> Response:
    until = asked.form.get("expires_at", "").strip()
    body = {
        "name": asked.form.get("name", "").strip(),
        "scopes": asked.all_of("scopes"),
        "expires_at": f"{until}T00:00:00Z" if until else None,
        "password": asked.form.get("password") or None,
    }
    made = await asked.ask("POST", OWN, body=body)
    return await _told_once(asked, made)


@router.post(f"{KEYS}/{{key_id}}/rotate", openapi_extra=TAKES_FORM)
async def rotate(asked: Sending, key_id: str) -> Response:
    """The old key is good for another hour, so that nobody is locked out meanwhile."""
    path = f"{OWN}/{quote(key_id, safe='')}/rotate"
    return await _told_once(asked, await asked.ask("POST", path, body={"overlap_minutes": 60}))


@router.post(f"{KEYS}/{{key_id}}/revoke", openapi_extra=TAKES_FORM)
async def revoke(asked: Sending, key_id: str) -> Response:
    done = await asked.ask("DELETE", f"/api/v1/admin/api-keys/{quote(key_id, safe='')}")
    return await asked.settled(done, partial(_keys, asked), KEYS, "The key is revoked.")


async def _keys(asked: Desk, refused: Answered | None = None) -> Response:
    shown = await looked_through(asked, _LIST)
    own = await asked.ask("GET", OWN, query={"limit": 100})
    facts = {
        **shown,
        "own": {each["id"] for each in own.data.get("items", [])} if own.is_well else set(),
        "scopes": ["self", *asked.rights],
    }
    return await asked.show_again("keys.html", facts, refused)


async def _told_once(asked: Desk, made: Answered) -> Response:
    if not made.is_well:
        return await _keys(asked, made)
    shown = {"named": made.data["name"], "secret": made.data["key"], "kind": {"place": KEYS}}
    return await asked.show_once("told_once.html", shown, onward=KEYS)
