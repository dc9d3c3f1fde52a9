"""Stock: how well the shop is stocked, what to reorder, and one variant's levels, movements and thresholds."""

import csv
from collections.abc import Mapping
from functools import partial
from io import StringIO
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.shelf import Fields, demand, is_own, typed_number
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.files.cells import guarded
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ALL, OWN = "/admin/stock", "/admin/own/stock"
HEALTHS = ("out", "critical", "low", "medium", "high")
REASONS = ("received", "corrected", "damaged", "lost", "returned", "counted")
_ABOUT = ("variant_id", "sku", "name", "available")
_ORDERED = ("reorder_point", "safety_stock", "quantity")
_POLICY = ("critical", "low", "high", "safety_stock", "lead_days", "service_permille", "unit_cost")


@router.get(OWN)
@router.get(ALL)
async def report(asked: Looking) -> Response:
    """All variants, or those of one health; the shop's staff sees the whole at a glance above."""
    await _demand(asked)
    said = asked.request.query_params
    query = {name: said[name] for name in ("health", "cursor") if said.get(name)}
    path = "/api/v1/vendor/stock" if is_own(asked) else "/api/v1/admin/stock/report"
    shown: Fields = {
        "found": await asked.got(path, {"limit": 50, **query}),
        "check": None if is_own(asked) else await asked.got("/api/v1/orders/health/stock-check"),
        "query": query,
        "healths": HEALTHS,
        **_here(asked),
    }
    return await asked.show("stock.html", shown)


@router.get(f"{ALL}/reorder")
async def reorder(asked: Looking) -> Response:
    """What is to be ordered, page by page of the report: those that are above their reorder point are left out."""
    await _demand(asked)
    found = await _looked_through(asked, asked.request.query_params.get("cursor", ""))
    shown = {"due": _due(found), "found": found, **_here(asked)}
    return await asked.show("stock_reorder.html", shown)


@router.get(f"{ALL}/reorder/file")
async def reorder_file(asked: Looking) -> Response:
    """All that is to be ordered as CSV, with the mark by which spreadsheets know UTF-8."""
    await _demand(asked)
    written = StringIO(newline="")
    sheet = csv.writer(written)
    sheet.writerow((*_ABOUT, *_ORDERED))
    cursor: str | None = ""
    while cursor is not None:
        found = await _looked_through(asked, cursor)
        for each in _due(found):
            told = (guarded(str(each[name])) for name in _ABOUT)
            sheet.writerow((*told, *(each["reorder"][name] for name in _ORDERED)))
        cursor = found["page"]["next_cursor"]
    headers = {
        "content-disposition": 'attachment; filename="reorder.csv"',
        "cache-control": "private, no-store",
    }
    text = f"\ufeff{written.getvalue()}"
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.get(f"{OWN}/{{variant_id}}")
@router.get(f"{ALL}/{{variant_id}}")
async def variant(asked: Looking, variant_id: str) -> Response:
    return await _variant(asked, variant_id)


@router.post(f"{OWN}/{{variant_id}}/adjust", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{variant_id}}/adjust", openapi_extra=TAKES_FORM)
async def adjust(asked: Sending, variant_id: str) -> Response:
    form = asked.form
    body = {
        "change": typed_number(form.get("change", "")),
        "reason": form.get("reason", ""),
        "note": form.get("note", "").strip(),
    }
    return await _changed(asked, variant_id, "adjust", body)


@router.post(f"{ALL}/{{variant_id}}/count", openapi_extra=TAKES_FORM)
async def count(asked: Sending, variant_id: str) -> Response:
    counted = typed_number(asked.form.get("counted", ""))
    body = {"counted": counted, "note": asked.form.get("note", "").strip()}
    return await _changed(asked, variant_id, "count", body)


@router.post(f"{ALL}/{{variant_id}}/policy", openapi_extra=TAKES_FORM)
async def set_policy(asked: Sending, variant_id: str) -> Response:
    body = {name: typed_number(asked.form.get(name, "")) for name in _POLICY}
    return await _changed(asked, variant_id, "policy", body, verb="PUT")


async def _looked_through(asked: Desk, cursor: str) -> Fields:
    """A page of the report of the whole stock."""
    query = {"limit": 100, **({"cursor": cursor} if cursor else {})}
    found: Fields = await asked.got("/api/v1/admin/stock/report", query)
    return found


def _due(report: Mapping[str, Any]) -> list[Fields]:
    """Of a page of the report what is to be ordered."""
    return [each for each in report["items"] if each["reorder"]["quantity"]]


async def _changed(
    asked: Desk, variant_id: str, what: str, body: Mapping[str, Any], *, verb: str = "POST"
) -> Response:
    path = f"{_api(asked, variant_id)}/{what}"
    done = await asked.ask(verb, path, body=body)
    address = f"{OWN if is_own(asked) else ALL}/{quote(variant_id, safe='')}"
    again = partial(_variant, asked, variant_id)
    return await asked.settled(done, again, address, "It is written down.")


async def _variant(asked: Desk, variant_id: str, refused: Answered | None = None) -> Response:
    await _demand(asked)
    path, cursor = _api(asked, variant_id), asked.request.query_params.get("cursor", "")
    level = await asked.got(path)
    query = {"limit": 30, **({"cursor": cursor} if cursor else {})}
    shown: Fields = {
        "level": level,
        "moves": await asked.got(f"{path}/movements", query),
        "policy": None if is_own(asked) else await asked.got(f"{path}/policy"),
        "reason_choices": [(each, asked.say(each)) for each in REASONS],
        "fields": _POLICY,
        "query": {name: value for name, value in query.items() if name == "cursor"},
        **_here(asked),
    }
    return await asked.show_again("stock_variant.html", shown, refused)


async def _demand(asked: Desk) -> None:
    await demand(asked, "stock:write_own" if is_own(asked) else "stock:read")


def _here(asked: Desk) -> Fields:
    own = is_own(asked)
    writes = asked.may("stock:write_own" if own else "stock:write")
    return {"own": own, "root": OWN if own else ALL, "writes": writes}


def _api(asked: Desk, variant_id: str) -> str:
    kind = "vendor" if is_own(asked) else "admin"
    return f"/api/v1/{kind}/stock/{quote(variant_id, safe='')}"
