"""What vendors want to be shown: the queue for staff, each with its difference; a vendor's own, which he can take back."""

import json
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.shelf import (
    API,
    Fields,
    categories,
    demand,
    is_own,
    typed_number,
)
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ALL, OWN = "/admin/approvals", "/admin/own/approvals"
# What is read first; the rest by name. Databases give what they keep in an order of their own.
_FIRST = ("title", "description", "brand", "tags", "category_ids", "variants", "images")
_STATES = ("pending", "approved", "rejected", "withdrawn")


@router.get(OWN)
@router.get(ALL)
async def queue(asked: Looking) -> Response:
    """What waits, unless other states are asked for."""
    await _demand(asked)
    said = asked.request.query_params
    query = {name: said[name] for name in ("state", "vendor", "cursor") if said.get(name)}
    wanted = {"state": "pending", "limit": 50, **query}
    found = await asked.got(_api(asked), wanted)
    for each in found["items"]:
        each["changes"].sort(key=_place)
    shown = {"found": found, "query": query, "states": _STATES, **_here(asked)}
    return await asked.show("approvals.html", shown)


@router.get(f"{OWN}/{{approval_id}}")
@router.get(f"{ALL}/{{approval_id}}")
async def approval(asked: Looking, approval_id: str) -> Response:
    return await _one(asked, approval_id)


@router.post(f"{ALL}/{{approval_id}}/approve", openapi_extra=TAKES_FORM)
async def approve(asked: Sending, approval_id: str) -> Response:
    return await _decide(
        asked, approval_id, "approve", "It is approved, and shown as it was asked."
    )


@router.post(f"{ALL}/{{approval_id}}/reject", openapi_extra=TAKES_FORM)
async def reject(asked: Sending, approval_id: str) -> Response:
    return await _decide(asked, approval_id, "reject", "It is rejected; the vendor is told why.")


@router.post(f"{OWN}/{{approval_id}}/withdraw", openapi_extra=TAKES_FORM)
async def withdraw(asked: Sending, approval_id: str) -> Response:
    done = await asked.ask("DELETE", _api(asked, approval_id))
    return await asked.settled(done, partial(_one, asked, approval_id), OWN, "It is taken back.")


async def _decide(asked: Desk, approval_id: str, verb: str, notice: str) -> Response:
    """Decide on the version that was looked at; who has changed his mind meanwhile is looked at again."""
    body: Fields = {"version": typed_number(asked.form.get("version", ""))}
    if verb == "reject":
        body["reason"] = asked.form.get("reason", "").strip()
    done = await asked.ask("POST", f"{_api(asked, approval_id)}/{verb}", body=body)
    return await asked.settled(done, partial(_one, asked, approval_id), ALL, notice)


async def _one(asked: Desk, approval_id: str, refused: Answered | None = None) -> Response:
    await _demand(asked)
    found = await asked.got(_api(asked, approval_id))
    product = await asked.ask("GET", f"{API}/{found['product_id']}")
    names = dict(await categories(asked))
    shown: Fields = {
        "wish": found,
        "product": product.data if product.is_well else None,
        "differences": [_difference(each, names) for each in sorted(found["changes"], key=_place)],
        "variants": _variants(product.data, found) if product.is_well else {},
        **_here(asked),
    }
    return await asked.show_again("approval.html", shown, refused)


def _place(change: Mapping[str, Any]) -> tuple[int, str]:
    name: str = change["field"]
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), name)


def _difference(change: Mapping[str, Any], names: Mapping[str, str]) -> Fields:
    """A field with the lines that go, come and stay."""
    before, after = (list(_lines(change[name], names)) for name in ("before", "after"))
    matched = SequenceMatcher(None, before, after, autojunk=False)
    lines = []
    for kind, start, end, other_start, other_end in matched.get_opcodes():
        if kind == "equal":
            lines += [("stays", line) for line in before[start:end]]
            continue
        lines += [("goes", line) for line in before[start:end]]
        lines += [("comes", line) for line in after[other_start:other_end]]
    return {"field": change["field"], "lines": lines}


def _lines(value: Any, names: Mapping[str, str]) -> Iterator[str]:
    if value is None or value == "":
        return
    if isinstance(value, list):
        yield from (_line(each, names) for each in value)
    elif isinstance(value, dict):
        yield from (f"{name}: {_line(each, names)}" for name, each in value.items())
    else:
        yield from str(value).splitlines()


def _line(value: Any, names: Mapping[str, str]) -> str:
    if isinstance(value, dict):
        parts = ((name, each) for name, each in value.items() if name != "id")
        return ", ".join(
            f"{name} {_line(each, {})}" for name, each in parts if each not in (None, "")
        )
    if isinstance(value, list):
        return " / ".join(str(each) for each in value)
    if isinstance(value, bool):
        return json.dumps(value)
    return names.get(str(value), str(value))


def _variants(product: Mapping[str, Any], wish: Mapping[str, Any]) -> dict[str, str]:
    """Names of the variants whose prices shall change: those that are there, and those that are asked for."""
    wished = [each["after"] for each in wish["changes"] if each["field"] == "variants"]
    there = [*product["variants"], *(one for each in wished for one in each)]
    return {each["id"]: each["title"] or each["sku"] or "" for each in there}


async def _demand(asked: Desk) -> None:
    await demand(asked, "products:write_own" if is_own(asked) else "products:approve")


def _here(asked: Desk) -> Fields:
    return {"own": is_own(asked), "root": OWN if is_own(asked) else ALL}


def _api(asked: Desk, approval_id: str = "") -> str:
    kind = "vendor" if is_own(asked) else "admin"
    below = f"/{quote(approval_id, safe='')}" if approval_id else ""
    return f"/api/v1/{kind}/approvals{below}"
