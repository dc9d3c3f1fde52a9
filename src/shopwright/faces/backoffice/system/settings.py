"""How the shop is configured: one form for every knob, only what was changed is sent."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending, grouped
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
    """Send what was changed; refused, the form is shown as it was filled in."""
    held = await asked.got(API)
    written = Maker(HINTS).body(_shape(asked), grouped(asked.fields))
    body = changed(_shape(asked), held["settings"], written)
    if not body:
        return asked.done(SETTINGS, "Nothing was changed.")
    again = partial(_settings, asked, written=written)
    return await asked.settled(
        await _patch(asked, body), again, SETTINGS, "The settings are saved."
    )


@router.post(f"{SETTINGS}/reset", openapi_extra=TAKES_FORM)
async def reset(asked: Sending) -> Response:
    """One knob as the environment says again."""
    section, _, name = asked.form.get("knob", "").partition(".")
    done = await _patch(asked, {section: {name: None}})
    again = partial(_settings, asked)
    return await asked.settled(done, again, SETTINGS, "It is as the environment says.")


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


async def _settings(
    asked: Desk, refused: Answered | None = None, *, written: Mapping[str, Any] | None = None
) -> Response:
    held = await asked.got(API)
    maker = Maker(HINTS, await options_of(asked, ["countries"]))
    history = await asked.ask("GET", f"{API}/history", query={"limit": 20})
    facts = {
        "held": held,
        "fields_shown": maker.fields(_shape(asked), written or held["settings"]),
        "version": asked.form.get("version", "") if written else held["version"],
        "history": history.data if history.is_well else [],
    }
    return await asked.show_again("settings.html", facts, refused)
