"""The editor of a product: what it is and says; making, showing, archiving and removing it."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urljoin

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice import wishes
from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.product_words import attributes_of, changed, made_of, words_of
from shopwright.faces.backoffice.shelf import (
    ALL,
    API,
    OWN,
    Fields,
    demand,
    filing,
    is_own,
    product_of,
    root_of,
)
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
_STATES = {
    "published": "It is published.",
    "draft": "It is a draft.",
    "archived": "It is archived.",
}
_MADE = "It is made. Now its variants and pictures."
_MADE_OWN = "It is made. Now its variants and pictures. Staff looks at it before it is shown."
_WAITS = "Your change waits for staff; until then everybody sees it as it was."


@router.get(f"{OWN}/new")
@router.get(f"{ALL}/new")
async def new_product(asked: Looking) -> Response:
    return await _new(asked, words_of({}), None)


@router.post(f"{OWN}/new", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/new", openapi_extra=TAKES_FORM)
async def create(asked: Sending) -> Response:
    await _demand_writing(asked)
    done = await asked.ask("POST", API, body=made_of(asked))
    if not done.is_well:
        return await _new(asked, asked.form, done)
    return asked.done(f"{root_of(asked)}/{done.data['id']}", _MADE_OWN if is_own(asked) else _MADE)


@router.get(f"{OWN}/{{product_id}}")
@router.get(f"{ALL}/{{product_id}}")
async def product(asked: Looking, product_id: str) -> Response:
    return await _editor(asked, await product_of(asked, product_id))


@router.post(f"{OWN}/{{product_id}}", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{product_id}}", openapi_extra=TAKES_FORM)
async def change(asked: Sending, product_id: str) -> Response:
    """Send what differs from what is there; with the version that was looked at, so that no other's edit is lost."""
    found = await product_of(asked, product_id)
    await _demand_writing(asked)
    known = wishes.overlaid(found, await wishes.wish_for(asked, found))
    return await saved(asked, found, changed(asked, known), tab="")


@router.post(f"{OWN}/{{product_id}}/state", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{product_id}}/state", openapi_extra=TAKES_FORM)
async def set_state(asked: Sending, product_id: str) -> Response:
    found = await product_of(asked, product_id)
    await _demand_writing(asked)
    wanted = asked.form.get("status", "")
    body = {"status": wanted}
    return await saved(asked, found, body, tab="", notice=_STATES.get(wanted, ""))


@router.post(f"{OWN}/{{product_id}}/remove", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{product_id}}/remove", openapi_extra=TAKES_FORM)
async def remove(asked: Sending, product_id: str) -> Response:
    found = await product_of(asked, product_id)
    await _demand_writing(asked)
    done = await asked.ask("DELETE", f"{API}/{found['id']}", headers=as_seen(asked))
    again, title = partial(_editor, asked, found), found["title"]
    return await asked.settled(done, again, root_of(asked), "%(title)s is removed.", title=title)


async def saved(
    asked: Desk, found: Mapping[str, Any], body: Fields, *, tab: str, notice: str = "It is saved."
) -> Response:
    """Change a product by what a form says, and come back to the form; refused, it is shown as it was filled in."""
    here = f"{root_of(asked)}/{found['id']}{'/' + tab if tab else ''}"
    if not body:
        return asked.done(here, "Nothing was changed.")
    done = await asked.ask("PATCH", f"{API}/{found['id']}", body=body, headers=as_seen(asked))
    told = _WAITS if done.status == 202 else notice
    return await asked.settled(done, partial(_editor, asked, found), here, told)


def as_seen(asked: Desk) -> dict[str, str]:
    """The header by which a change holds only of the version that its form was made of."""
    return {"if-match": f'"{asked.form.get("version", "0")[:20]}"'}


async def surroundings(asked: Desk, found: Mapping[str, Any]) -> Fields:
    """What each page of the editor shows around its own."""
    wish = await wishes.wish_for(asked, found)
    return {
        "product": found,
        "known": wishes.overlaid(found, wish),
        "wish": wish,
        "pending": await _asked_for(asked, found),
        "root": root_of(asked),
        "preview_at": preview_at(asked),
        "own": is_own(asked),
        "writes": asked.may("products:write_own" if is_own(asked) else "products:write"),
    }


async def _asked_for(asked: Desk, found: Mapping[str, Any]) -> Fields | None:
    """What a product's vendor waits for, for those who decide on it."""
    if is_own(asked) or not found["vendor_id"] or not asked.may("products:approve"):
        return None
    query = {"state": "pending", "product": found["id"]}
    waiting = await asked.got("/api/v1/admin/approvals", query)
    return next(iter(waiting["items"]), None)


async def _editor(
    asked: Desk, found: Mapping[str, Any], refused: Answered | None = None
) -> Response:
    around = await surroundings(asked, found)
    is_filled = refused is not None and "title" in asked.form
    shown: Fields = {
        **around,
        "words": asked.form if is_filled else words_of(around["known"]),
        "ticked": _ticked(asked, around["known"], is_filled=is_filled),
        "definitions": await _definitions(
            asked, attributes_of(asked) if is_filled else around["known"]["attributes"]
        ),
        **await filing(asked),
        "version": asked.form.get("version", "") if is_filled else found["version"],
    }
    return await asked.show_again("product.html", shown, refused)


async def _new(asked: Desk, words: Mapping[str, str], refused: Answered | None) -> Response:
    await _demand_writing(asked)
    shown: Fields = {
        "words": words,
        "root": root_of(asked),
        "preview_at": preview_at(asked),
        "own": is_own(asked),
        "ticked": _ticked(asked, {}, is_filled=refused is not None),
        "definitions": await _definitions(asked, attributes_of(asked)),
        **await filing(asked),
    }
    return await asked.show_again("product_new.html", shown, refused)


def preview_at(asked: Desk) -> str:
    return urljoin(asked.services.settings.public_url, "/store/products/")


async def _demand_writing(asked: Desk) -> None:
    await demand(asked, "products:write_own" if is_own(asked) else "products:write")


def _ticked(asked: Desk, known: Mapping[str, Any], *, is_filled: bool) -> list[str]:
    if is_filled:
        return asked.all_of("category_id")
    return [each["id"] for each in known.get("categories", ())]


async def _definitions(asked: Desk, written: Mapping[str, str]) -> list[Fields]:
    """Attributes as fields: those that are defined, and those that the product has besides."""
    attributes = dict(written)
    defined = []
    if asked.may("products:read"):
        defined = (await asked.got("/api/v1/admin/attributes"))["items"]
    rows = [{**each, "value": attributes.pop(each["name"], "")} for each in defined]
    rows += [
        {"name": name, "kind": "own", "value": value, "unit": ""}
        for name, value in attributes.items()
    ]
    return rows
