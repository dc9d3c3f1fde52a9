"""Promotions: the list, the form of each, setting them going and letting them rest."""

from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.listing import Listing, looked_through
from shopwright.faces.backoffice.page import Desk, Looking, Sending, grouped
from shopwright.faces.backoffice.promotion_forms import (
    CLASSES,
    KINDS,
    QUESTIONS,
    Fields,
    fields_of,
    new_fields,
    payload_of,
    question_places,
)
from shopwright.faces.backoffice.promotion_goods import titles, with_ids
from shopwright.faces.backoffice.shelf import categories, demand
from shopwright.faces.pages.visit import TAKES_FORM, problem_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ADDRESS = "/admin/promotions"
SOURCE = "/api/v1/admin/promotions"
PROMOTIONS = Listing(address=ADDRESS, source=SOURCE, kind="promotions", filters=("state",))
_CHANGED = (
    "Somebody else has changed this promotion meanwhile. Yours is still in the form:"
    " open the promotion in another window, compare, and save again."
)


@router.get(ADDRESS)
async def promotion_list(asked: Looking) -> Response:
    return await asked.show("promotions.html", await looked_through(asked, PROMOTIONS))


@router.get(f"{ADDRESS}/new")
async def new_promotion(asked: Looking) -> Response:
    await demand(asked, "promotions:write")
    return await _form(asked, new_fields())


@router.post(f"{ADDRESS}/new", openapi_extra=TAKES_FORM)
async def make_promotion(asked: Sending) -> Response:
    fields = await with_ids(asked, grouped(asked.fields))
    done = await asked.ask("POST", SOURCE, body=_payload(asked, fields))
    if not done.is_well:
        return await _form(asked, fields, refused=done)
    return asked.done(f"{ADDRESS}/{done.data['id']}", "The promotion is made. It rests.")


@router.get(f"{ADDRESS}/{{promotion_id}}")
async def promotion_page(asked: Looking, promotion_id: str) -> Response:
    return await show_promotion(asked, promotion_id)


@router.post(f"{ADDRESS}/{{promotion_id}}", openapi_extra=TAKES_FORM)
async def change_promotion(asked: Sending, promotion_id: str) -> Response:
    fields = await with_ids(asked, grouped(asked.fields))
    headers = {"if-match": f'"{asked.form.get("version", "")}"'}
    body = _payload(asked, fields)
    done = await asked.ask("PUT", path_of(promotion_id), body=body, headers=headers)
    again = partial(show_promotion, asked, promotion_id, fields=fields)
    return await asked.settled(done, again, address_of(promotion_id), "The promotion is changed.")


@router.post(f"{ADDRESS}/{{promotion_id}}/state", openapi_extra=TAKES_FORM)
async def set_state(asked: Sending, promotion_id: str) -> Response:
    headers = {"if-match": f'"{asked.form.get("version", "")}"'}
    body = {"state": asked.form.get("state", "")}
    done = await asked.ask("PUT", f"{path_of(promotion_id)}/state", body=body, headers=headers)
    if not done.is_well:
        return await show_promotion(asked, promotion_id, done)
    words = {"active": "It is going.", "inactive": "It rests.", "archived": "It is archived."}
    return asked.done(address_of(promotion_id), words.get(done.data["state"], ""))


def path_of(promotion_id: str) -> str:
    return f"{SOURCE}/{quote(promotion_id, safe='')}"


def address_of(promotion_id: str) -> str:
    return f"{ADDRESS}/{quote(promotion_id, safe='')}"


async def show_promotion(
    asked: Desk, promotion_id: str, refused: Answered | None = None, fields: Fields | None = None
) -> Response:
    """The promotion with its use and its codes; after a refusal with what was written and why.

    Who is told that another has changed it meanwhile may save over that.
    """
    found = await asked.got(path_of(promotion_id))
    if fields is not None and refused is not None and refused.status == 412:
        fields = {**fields, "version": [str(found["version"])]}
    cursor = asked.request.query_params.get("cursor", "")
    query = {"limit": 50, **({"cursor": cursor[:512]} if cursor else {})}
    codes = await asked.got(f"{path_of(promotion_id)}/codes", query)
    shown = {
        "promotion": found,
        "address": address_of(promotion_id),
        "usage": await asked.got(f"{path_of(promotion_id)}/usage"),
        "codes": codes["items"],
        "codes_page": codes["page"],
        "made": (),
    }
    return await _form(asked, fields or fields_of(found), refused=refused, more=shown)


async def _form(
    asked: Desk,
    fields: Fields,
    *,
    refused: Answered | None = None,
    more: dict[str, Any] | None = None,
) -> Response:
    groups: list[dict[str, Any]] = []
    if asked.may("customers:read"):
        groups = await asked.got("/api/v1/admin/customer-groups")
    shown = {
        "promotion": None,
        "address": f"{ADDRESS}/new",
        "fields": fields,
        "classes": CLASSES,
        "kinds": KINDS,
        "questions": QUESTIONS,
        "places": question_places(fields),
        "groups": groups,
        "categories": await categories(asked),
        "titles": await titles(asked, fields),
        **(more or {}),
    }
    if refused is None or refused.status != 412:
        return await asked.show_again("promotion.html", shown, refused)
    shown["problem"] = {**problem_of(refused), "detail": _CHANGED}
    return await asked.show("promotion.html", shown, status=412)


def _payload(asked: Desk, fields: Fields) -> dict[str, Any]:
    return payload_of(fields, asked.services.settings.shop_currency)
