"""Products: the list, many changed at once, removed ones brought back."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import SITE, Desk, Looking, Sending
from shopwright.faces.backoffice.shelf import (
    ALL,
    API,
    OWN,
    Fields,
    demand,
    demand_shelf,
    filing,
    is_own,
    listed,
    root_of,
    typed_number,
)
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
REMOVED = f"{ALL}/removed"
_ADMIN = "/api/v1/admin/products"
_ASKED = ("q", "status", "category", "brand", "vendor", "tag", "in_stock", "sort", "cursor")
_STATUSES = ("published", "draft", "scheduled", "ended", "archived")
# What can be done with many, and the field of the form that says with what.
_STATES = {"publish": "published", "archive": "archived", "draft": "draft"}
_LISTS = {
    "add_category": ("add_category_ids", "category_id"),
    "remove_category": ("remove_category_ids", "category_id"),
    "add_tags": ("add_tags", "words"),
    "remove_tags": ("remove_tags", "words"),
}


@router.get(OWN)
@router.get(ALL)
async def products(asked: Looking) -> Response:
    return await _list(asked)


@router.post(f"{ALL}/bulk", openapi_extra=TAKES_FORM)
async def change_many(asked: Sending) -> Response:
    """One change to all that are ticked; what can't be done of it is told, and the rest is done."""
    await demand(asked, "products:write")
    chosen = list(dict.fromkeys(asked.all_of("product_id")))
    if not chosen:
        return await _list(asked, asked.mistake("Tick the products that this is for."))
    change = _change_of(asked)
    if change is None:
        return await _list(asked, asked.mistake("Say what shall be done with them, and with what."))
    operations = [{"product_id": each, **change} for each in chosen]
    body = {"policy": "skip_failed", "operations": operations}
    done = await asked.ask("POST", f"{_ADMIN}/bulk", body=body)
    if not done.is_well:
        return await _list(asked, done)
    return asked.done(SITE.inner(asked.form.get("back", ""), ALL), _summary(asked, done.data))


@router.get(REMOVED)
async def removed(asked: Looking) -> Response:
    await demand(asked, "products:read")
    query = {"limit": 50, **_given(asked, "cursor")}
    page = await asked.got(f"{_ADMIN}/removed", query)
    return await asked.show("products_removed.html", {"found": page, "query": query})


@router.post(f"{REMOVED}/{{product_id}}/restore", openapi_extra=TAKES_FORM)
async def restore(asked: Sending, product_id: str) -> Response:
    name = quote(product_id, safe="")
    done = await asked.ask("POST", f"{_ADMIN}/{name}/restore")
    if not done.is_well:
        return await asked.refused(done)
    return asked.done(f"{ALL}/{name}", "It is back, as a draft.")


async def _list(asked: Desk, refused: Answered | None = None) -> Response:
    await demand_shelf(asked)
    query = _given(asked, *_ASKED)
    wanted = {"limit": 50, "status": "published", **query}
    if is_own(asked):
        wanted["vendor"] = asked.staff["id"]
    # The list of cards speaks of the shelf's states; 'all' would hide what is not shown among what is.
    found = await asked.ask("GET", API, query=wanted)
    shown: Fields = {
        "found": found.data if found.is_well else {"items": [], "page": {}},
        "query": query,
        "statuses": _STATUSES,
        "root": root_of(asked),
        "own": is_own(asked),
        "ticked": asked.all_of("product_id"),
        "vendors": await _vendors(asked),
        **await filing(asked),
    }
    at_fault = refused if refused is not None else None if found.is_well else found
    return await asked.show_again("products.html", shown, at_fault)


async def _vendors(asked: Desk) -> list[tuple[str, str]]:
    if is_own(asked) or not asked.may("users:read"):
        return []
    found = await asked.got("/api/v1/admin/users", {"role": "vendor", "limit": 100})
    return [(each["id"], each["full_name"] or each["email"]) for each in found["items"]]


def _given(asked: Desk, *names: str) -> dict[str, str]:
    said = asked.request.query_params
    return {name: said[name] for name in names if said.get(name)}


def _change_of(asked: Desk) -> Fields | None:
    """The change that all ticked products get; None where the form does not say it."""
    action, form = asked.form.get("action", ""), asked.form
    if action in _STATES:
        return {"status": _STATES[action]}
    if action == "brand":
        return {"brand": form.get("words", "").strip()}
    if action == "percent":
        percent = typed_number(form.get("percent", ""))
        return None if percent is None else {"price_percent": percent}
    if action in _LISTS:
        name, source = _LISTS[action]
        values = listed(form.get(source, ""))
        return {name: values} if values else None
    return None


def _summary(asked: Desk, result: dict[str, Any]) -> str:
    counts = {name: result[name] for name in ("changed", "unchanged")}
    told = asked.say("%(changed)s changed, %(unchanged)s were so already.", **counts)
    failed = [each for each in result["results"] if each["effect"] == "failed"]
    if failed:
        reasons = dict.fromkeys(each["detail"] or each["code"] for each in failed)
        refusal = "%(count)s could not be changed: %(reasons)s"
        told += " " + asked.say(refusal, count=len(failed), reasons=" ".join(reasons))
    return told
