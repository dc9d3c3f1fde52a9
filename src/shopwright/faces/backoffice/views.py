"""Views of lists: kept under a name, shared, made another one, forgotten."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.customers import CUSTOMERS
from shopwright.faces.backoffice.documents import DOCUMENTS
from shopwright.faces.backoffice.listing import Listing
from shopwright.faces.backoffice.orders import ORDERS
from shopwright.faces.backoffice.page import Desk, Sending
from shopwright.faces.backoffice.promotions import PROMOTIONS
from shopwright.faces.backoffice.returns import RETURNS
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
_VIEWS = "/api/v1/admin/views"
_FILTER = "filter."
LISTS: Mapping[str, Listing] = {
    each.kind: each for each in (ORDERS, RETURNS, CUSTOMERS, DOCUMENTS, PROMOTIONS)
}


@router.post("/admin/views", openapi_extra=TAKES_FORM)
async def keep_view(asked: Sending) -> Response:
    done = await asked.ask("POST", _VIEWS, body=_wanted(asked))
    return await _on(asked, done, "The view is kept.")


@router.post("/admin/views/{view_id}", openapi_extra=TAKES_FORM)
async def change_view(asked: Sending, view_id: str) -> Response:
    """As the list stands now, under the name that was written."""
    headers = {"if-match": f'"{asked.form.get("version", "")}"'}
    done = await asked.ask("PUT", _at(view_id), body=_wanted(asked), headers=headers)
    return await _on(asked, done, "The view is another one now.")


@router.post("/admin/views/{view_id}/forget", openapi_extra=TAKES_FORM)
async def forget_view(asked: Sending, view_id: str) -> Response:
    done = await asked.ask("DELETE", _at(view_id))
    listing = LISTS.get(asked.form.get("kind", ""), ORDERS)
    return await asked.settled(done, asked.refused, listing.address, "The view is gone.")


def _at(view_id: str) -> str:
    return f"{_VIEWS}/{quote(view_id, safe='')}"


def _wanted(asked: Desk) -> dict[str, Any]:
    form = asked.form
    listing = LISTS.get(form.get("kind", ""), ORDERS)
    filters = {
        name.removeprefix(_FILTER): value
        for name, value in form.items()
        if name.startswith(_FILTER) and value
    }
    return {
        "kind": listing.kind,
        "name": form.get("name", ""),
        "is_shared": form.get("is_shared") == "on",
        "filters": listing.as_query(filters),
        "columns": [each for each in form.get("columns", "").split(",") if each],
        "sort": form.get("sort") or None,
    }


async def _on(asked: Desk, done: Answered, notice: str) -> Response:
    """On to the list as the view shows it."""
    address = LISTS[done.data["kind"]].address_of(done.data) if done.is_well else ""
    return await asked.settled(done, asked.refused, address, notice)
