"""How the shop is configured: one form for every knob, only what was changed is sent."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending, told
from shopwright.faces.backoffice.records.forms import Hint, Maker
from shopwright.faces.backoffice.records.options import options_of
from shopwright.faces.backoffice.records.schemas import Shape, taken_by
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
SETTINGS, API = "/admin/settings", "/api/v1/admin/settings"
HINTS = {
    "seller.vat_number": Hint("VAT number", "Printed on invoices."),
    "tax.country": Hint("Country of the shop", options="countries"),
    "mail.languages": Hint("Languages", "Codes such as en and de, one a line."),
    "maintenance.on": Hint("Closed for maintenance", "Customers see the message; staff can go on."),
    "maintenance.retry_seconds": Hint("Tell programs to come back after so many seconds"),
    "limits.unpaid_order_hours": Hint("Hours that an unpaid order is kept"),
    "limits.return_days": Hint("Days in which goods may be sent back"),
}


@router.get(SETTINGS)
async def show_settings(asked: Looking) -> Response:
    return await _settings(asked)


@router.post(SETTINGS, openapi_extra=TAKES_FORM)
async def change(asked: Sending) -> Response:
    held = await asked.got(API)
    sent: dict[str, list[str]] = {}
    for name, value in asked.fields:
        sent.setdefault(name, []).append(value)
    body = changed(_shape(asked), held["settings"], Maker(HINTS).body(_shape(asked), sent))
    if not body:
        return asked.done(SETTINGS, "Nothing was changed.")
    return await _after(asked, await _patch(asked, body), "The settings are saved.")


@router.post(f"{SETTINGS}/reset", openapi_extra=TAKES_FORM)
async def reset(asked: Sending) -> Response:
    """One knob as the environment says again."""
    section, _, name = asked.form.get("knob", "").partition(".")
    done = await _patch(asked, {section: {name: None}})
    return await _after(asked, done, "It is as the environment says.")


def changed(
    shape: Shape, held: Mapping[str, Mapping[str, Any]], wanted: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What differs from what is set: a field that was emptied is empty, not as the environment says."""
    found: dict[str, dict[str, Any]] = {}
    for section, part in shape.members.items():
        for name, member in part.members.items():
            now = held.get(section, {}).get(name)
            value = wanted.get(section, {}).get(name)
            if value is None and member.kind == "string":
                value = ""
            if value is not None and value != now and not (value == "" and now is None):
                found.setdefault(section, {})[name] = value
    return found


def _shape(asked: Desk) -> Shape:
    return taken_by(asked.request.app, "settings_change")


async def _patch(asked: Desk, body: Mapping[str, Any]) -> Answered:
    version = asked.form.get("version", "")
    headers = {"if-match": f'"{version}"'} if version.isascii() and version.isdecimal() else {}
    return await asked.ask("PATCH", API, body=body, headers=headers)


async def _settings(asked: Desk, refused: Answered | None = None) -> Response:
    held = await asked.got(API)
    maker = Maker(HINTS, await options_of(asked, ["countries"]))
    history = await asked.ask("GET", f"{API}/history", query={"limit": 20})
    facts = {
        "held": held,
        "fields_shown": maker.fields(_shape(asked), held["settings"]),
        "history": history.data if history.is_well else [],
        **told(refused),
    }
    status = refused.status if refused is not None else 200
    return await asked.show("settings.html", facts, status=status)


async def _after(asked: Desk, done: Answered, notice: str) -> Response:
    return asked.done(SETTINGS, notice) if done.is_well else await _settings(asked, done)
