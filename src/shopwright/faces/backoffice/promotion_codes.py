"""Codes of a promotion: one of one's own choosing, many that nobody guesses, withdrawing them; and trying a basket out."""

from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import moment_of
from shopwright.faces.backoffice.order import number_in
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.promotion_forms import tokens_of
from shopwright.faces.backoffice.promotion_goods import is_id, variant_id
from shopwright.faces.backoffice.promotions import (
    ADDRESS,
    SOURCE,
    address_of,
    path_of,
    show_promotion,
)
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
_CODES = f"{ADDRESS}/{{promotion_id}}/codes"
TRIAL = f"{ADDRESS}/preview"


@router.get(TRIAL)
async def trial_page(asked: Looking) -> Response:
    return await _trial(asked)


@router.post(TRIAL, openapi_extra=TAKES_FORM)
async def try_basket(asked: Sending) -> Response:
    """What a basket of SKUs would come to; nothing is kept."""
    form = asked.form
    basket: dict[str, Any] = {
        "items": [await _item(asked, line) for line in form.get("items", "").splitlines() if line],
        "codes": tokens_of(form.get("codes", "")),
        "promotion_ids": [each for each in asked.all_of("promotion_ids") if each],
    }
    for name in ("currency", "country"):
        if form.get(name, "").strip():
            basket[name] = form[name].strip().upper()
    if form.get("email", "").strip():
        basket["email"] = form["email"].strip()
    if form.get("at"):
        basket["at"] = moment_of(form["at"]) if len(form["at"]) == 10 else f"{form['at']}:00Z"
    done = await asked.ask("POST", f"{SOURCE}/preview", body=basket)
    return await _trial(asked, done)


@router.post(_CODES, openapi_extra=TAKES_FORM)
async def add_code(asked: Sending, promotion_id: str) -> Response:
    body = {"code": asked.form.get("code", "").strip(), "usage_limit": _limit(asked)}
    done = await asked.ask("POST", f"{path_of(promotion_id)}/codes", body=body)
    return await _after(asked, promotion_id, done, "The code counts.")


@router.post(f"{_CODES}/batch", openapi_extra=TAKES_FORM)
async def generate_codes(asked: Sending, promotion_id: str) -> Response:
    """Shown once as a list to copy; they stand in the list of codes, too."""
    body = {
        "count": number_in(asked.form.get("count", "")),
        "prefix": asked.form.get("prefix", "").strip(),
        "usage_limit": _limit(asked),
    }
    done = await asked.ask("POST", f"{path_of(promotion_id)}/codes/batch", body=body)
    if not done.is_well:
        return await show_promotion(asked, promotion_id, done)
    address = address_of(promotion_id)
    shown = {"made": done.data["codes"], "address": address}
    return await asked.show_once("promotion_codes_made.html", shown, onward=f"{address}#codes")


@router.post(f"{_CODES}/{{code_id}}", openapi_extra=TAKES_FORM)
async def change_code(asked: Sending, promotion_id: str, code_id: str) -> Response:
    body = {"is_active": asked.form.get("is_active") == "on", "usage_limit": _limit(asked)}
    path = f"{path_of(promotion_id)}/codes/{quote(code_id, safe='')}"
    done = await asked.ask("PUT", path, body=body)
    return await _after(asked, promotion_id, done, "The code is changed.")


def _limit(asked: Desk) -> int | str | None:
    text = asked.form.get("usage_limit", "").strip()
    return number_in(text) if text else None


async def _after(asked: Desk, promotion_id: str, done: Answered, notice: str) -> Response:
    again = partial(show_promotion, asked, promotion_id)
    return await asked.settled(done, again, f"{address_of(promotion_id)}#codes", notice)


async def _item(asked: Desk, line: str) -> dict[str, Any]:
    """``SKU`` or ``SKU 3``: pieces are one where none are named."""
    sku, _, count = line.strip().rpartition(" ")
    if not sku or not count.isdecimal():
        sku, count = line.strip(), "1"
    found = sku if is_id(sku) else await variant_id(asked, sku.strip())
    return {"variant_id": found or sku, "quantity": number_in(count)}


async def _trial(asked: Desk, done: Answered | None = None) -> Response:
    resting = await asked.got(SOURCE, {"limit": 100, "state": "inactive"})
    is_well = done is not None and done.is_well
    shown = {
        "resting": resting["items"],
        "chosen": asked.all_of("promotion_ids"),
        "found": done.data if done is not None and is_well else None,
    }
    return await asked.show_again("promotion_trial.html", shown, None if is_well else done)
