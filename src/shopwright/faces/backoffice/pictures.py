"""Pictures: those of a product, in their order; and all that were uploaded."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import TAKES_FILES, Desk, Looking, Sending
from shopwright.faces.backoffice.product_editor import as_seen, surroundings
from shopwright.faces.backoffice.shelf import (
    ALL,
    API,
    OWN,
    Fields,
    demand,
    product_of,
    root_of,
    typed_number,
)
from shopwright.faces.pages.uploads import form_of
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.edge.declared import LARGEST_BODY
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
MEDIA, _MEDIA = "/admin/media", "/api/v1/admin/media"
_TAKES_PICTURES = {**TAKES_FILES, LARGEST_BODY: "pictures"}
_ON_A_PAGE, _OFFERED = 48, 24


@router.get(f"{OWN}/{{product_id}}/pictures")
@router.get(f"{ALL}/{{product_id}}/pictures")
async def pictures(asked: Looking, product_id: str) -> Response:
    return await _of_product(asked, await product_of(asked, product_id))


@router.post(f"{OWN}/{{product_id}}/pictures", openapi_extra=TAKES_FORM)
@router.post(f"{ALL}/{{product_id}}/pictures", openapi_extra=TAKES_FORM)
async def arrange(asked: Sending, product_id: str) -> Response:
    found = await product_of(asked, product_id)
    body = {"images": _arranged(asked)}
    done = await asked.ask("PATCH", f"{API}/{found['id']}", body=body, headers=as_seen(asked))
    notice = "Your change waits for staff." if done.status == 202 else "The pictures are saved."
    here = f"{root_of(asked)}/{found['id']}/pictures"
    return await asked.settled(done, partial(_of_product, asked, found), here, notice)


@router.post(f"{OWN}/{{product_id}}/pictures/upload", openapi_extra=_TAKES_PICTURES)
@router.post(f"{ALL}/{{product_id}}/pictures/upload", openapi_extra=_TAKES_PICTURES)
async def upload(asked: Sending, product_id: str) -> Response:
    """One after the other; the first that is refused is told, and those before it hang there."""
    found = await product_of(asked, product_id)
    refused = await _taken_in(asked, f"{API}/{found['id']}/upload-image")
    if refused is not None:
        return await _of_product(asked, found, refused)
    return _uploaded(asked, f"{root_of(asked)}/{found['id']}/pictures")


@router.get(MEDIA)
async def media(asked: Looking) -> Response:
    return await _library(asked)


@router.post(f"{MEDIA}/upload", openapi_extra=_TAKES_PICTURES)
async def upload_to_library(asked: Sending) -> Response:
    refused = await _taken_in(asked, _MEDIA)
    if refused is not None:
        return await _library(asked, refused)
    return _uploaded(asked, MEDIA)


@router.post(f"{MEDIA}/{{picture_id}}", openapi_extra=TAKES_FORM)
async def describe(asked: Sending, picture_id: str) -> Response:
    body = {"alt": asked.form.get("alt", "").strip()}
    done = await asked.ask("PATCH", f"{_MEDIA}/{quote(picture_id, safe='')}", body=body)
    again = partial(_library, asked)
    return await asked.settled(done, again, _back(asked), "The picture is described.")


@router.post(f"{MEDIA}/{{picture_id}}/remove", openapi_extra=TAKES_FORM)
async def remove(asked: Sending, picture_id: str) -> Response:
    done = await asked.ask("DELETE", f"{_MEDIA}/{quote(picture_id, safe='')}")
    again = partial(_library, asked)
    return await asked.settled(done, again, _back(asked), "The picture is removed.")


def _uploaded(asked: Desk, address: str) -> Response:
    if not _files(asked):
        return asked.done(address, "Choose a picture first.")
    return asked.done(address, "%(count)s uploaded.", count=len(_files(asked)))


async def _taken_in(asked: Desk, path: str) -> Answered | None:
    """Have the API take each file in, each under a key of its own; answers its first refusal."""
    once = asked.form.get("once", "")[:50]
    for at, file in enumerate(_files(asked)):
        key = {"idempotency-key": f"{once}-{at}"} if once else {}
        body = form_of({"alt": asked.form.get("alt", "").strip()}, "file", file)
        done = await asked.ask("POST", path, body=body, headers=key)
        if not done.is_well:
            return done
    return None


def _files(asked: Desk) -> list[Any]:
    """What was chosen; a browser sends an empty file where nothing was."""
    return [file for _, file in asked.files if file.filename]


def _arranged(asked: Desk) -> list[Fields]:
    """Pictures by their numbers, the main one before all others, the removed ones left out, chosen ones behind."""
    form, main = asked.form, asked.form.get("main", "")
    places = [name.split(".")[1] for name in form if name.startswith("url.")]
    found = [
        (at != main, _place(form.get(f"place.{at}", "")), order, at)
        for order, at in enumerate(places)
        if f"remove.{at}" not in form
    ]
    kept = [
        {"url": form[f"url.{at}"], "alt": form.get(f"alt.{at}", "").strip()}
        for _, _, _, at in sorted(found)
    ]
    there = {each["url"] for each in kept}
    return kept + [{"url": url, "alt": ""} for url in asked.all_of("add") if url not in there]


def _place(text: str) -> int:
    number = typed_number(text)
    return number if isinstance(number, int) else 1_000


async def _of_product(
    asked: Desk, found: Mapping[str, Any], refused: Answered | None = None
) -> Response:
    offered: Fields = {"items": []}
    if asked.may("products:write", "products:write_own"):
        offered = await asked.got(_MEDIA, {"limit": _OFFERED})
    around = await surroundings(asked, found)
    there = {each["url"] for each in around["known"]["images"]}
    shown: Fields = {
        **around,
        "images": [_with_size(each) for each in around["known"]["images"]],
        "offered": [_small(each) for each in offered["items"] if each["url"] not in there],
    }
    return await asked.show_again("product_pictures.html", shown, refused)


async def _library(asked: Desk, refused: Answered | None = None) -> Response:
    await demand(asked, "products:write", "products:write_own")
    before = asked.request.query_params.get("before", "")
    query = {"limit": _ON_A_PAGE, **({"before": before} if before else {})}
    items = (await asked.got(_MEDIA, query))["items"]
    shown: Fields = {
        "items": [_small(each) for each in items],
        "onward": items[-1]["id"] if len(items) == _ON_A_PAGE else "",
        "before": before,
    }
    return await asked.show_again("media.html", shown, refused)


def _back(asked: Desk) -> str:
    before = asked.form.get("before", "")
    return f"{MEDIA}?before={quote(before, safe='')}" if before else MEDIA


def _with_size(image: Mapping[str, Any]) -> Fields:
    sizes = image.get("renditions") or {}
    return {"url": image["url"], "alt": image["alt"], "small": sizes.get("card", image)["url"]}


def _small(picture: Mapping[str, Any]) -> Fields:
    return {**picture, "small": picture["renditions"].get("card", picture)["url"]}
