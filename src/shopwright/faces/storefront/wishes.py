"""Wishlists: one's own, and those that somebody shows to others."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, whole_number
from shopwright.faces.storefront.own import items_of, own_page, settle, sign_in_for
from shopwright.faces.storefront.page import (
    Looking,
    Sending,
    Shopping,
    address_of,
    inner,
    page_of,
)
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
LISTS, ONE, CART = "/store/wishlists", "/store/wishlists/{wishlist_id}", "/store/cart"
_API = "/api/v1/wishlists"


@router.get(LISTS)
async def lists(asked: Looking) -> Response:
    return await _lists(asked)


@router.post(LISTS, openapi_extra=TAKES_FORM)
async def make(asked: Sending) -> Response:
    done = await asked.ask("POST", _API, body={"name": asked.form.get("name", "").strip()})
    return await settle(asked, done, back=LISTS, said="saved", page=_lists)


@router.post(f"{LISTS}/items", openapi_extra=TAKES_FORM)
async def wish(asked: Sending) -> Response:
    """Put goods on a list; the one that is made at need, unless another is named."""
    form, back = asked.form, inner(asked.form.get("next", ""), LISTS)
    chosen = form.get("wishlist_id", "")
    path = address_of("wishlists", chosen, "/items") if chosen else f"{_API}/items"
    body = {"variant_id": form.get("variant_id") or None, "quantity": 1}
    done = await asked.ask("POST", path, body=body)
    return await settle(asked, done, back=back, said="wished", page=_lists)


@router.get(f"{LISTS}/shared/{{token}}")
async def shared(asked: Looking, token: str) -> Response:
    found = await asked.ask("GET", address_of("wishlists/shared", token))
    if not found.is_well:
        return await asked.show_refusal(found)
    return await asked.show("shared_wishlist.html", {"list": found.data})


@router.get(ONE)
async def one(asked: Looking, wishlist_id: str) -> Response:
    return await _one(asked, wishlist_id)


@router.post(f"{ONE}/rename", openapi_extra=TAKES_FORM)
async def rename(asked: Sending, wishlist_id: str) -> Response:
    body = {"name": asked.form.get("name", "").strip()}
    done = await asked.ask("PATCH", address_of("wishlists", wishlist_id), body=body)
    return await _settle(asked, wishlist_id, done, "saved")


@router.post(f"{ONE}/remove", openapi_extra=TAKES_FORM)
async def remove(asked: Sending, wishlist_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("wishlists", wishlist_id))
    return await settle(asked, done, back=LISTS, said="removed", page=_lists)


@router.post(f"{ONE}/share", openapi_extra=TAKES_FORM)
async def share(asked: Sending, wishlist_id: str) -> Response:
    """The link is shown this once; one from before shows nothing any more."""
    body = {"shown_as": asked.form.get("shown_as", "").strip()}
    done = await asked.ask("POST", address_of("wishlists", wishlist_id, "/share"), body=body)
    if not done.is_well:
        return await _settle(asked, wishlist_id, done, "")
    public = asked.services.settings.public_url.rstrip("/")
    return await _one(asked, wishlist_id, link=f"{public}{LISTS}/shared/{done.data['token']}")


@router.post(f"{ONE}/unshare", openapi_extra=TAKES_FORM)
async def unshare(asked: Sending, wishlist_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("wishlists", wishlist_id, "/share"))
    return await _settle(asked, wishlist_id, done, "unshared")


@router.post(f"{ONE}/to-cart", openapi_extra=TAKES_FORM)
async def to_cart(asked: Sending, wishlist_id: str) -> Response:
    named = asked.form.get("wish_id", "")
    body = {"wish_ids": [named]} if named else {}
    done = await asked.ask("POST", address_of("wishlists", wishlist_id, "/to-cart"), body=body)
    if not done.is_well:
        return await _settle(asked, wishlist_id, done, "")
    return asked.lead(f"{CART}?done={carried(done)}")


@router.post(f"{ONE}/items/{{wish_id}}", openapi_extra=TAKES_FORM)
async def change(asked: Sending, wishlist_id: str, wish_id: str) -> Response:
    """Another quantity or note; another list; or gone."""
    form = asked.form
    path = address_of("wishlists", wishlist_id, address_of("items", wish_id)[len("/api/v1") :])
    if "remove" in form:
        done, said = await asked.ask("DELETE", path), "removed"
    elif to := form.get("to", ""):
        done, said = await asked.ask("POST", f"{path}/move", body={"wishlist_id": to}), "moved"
    else:
        body = {
            "quantity": whole_number(form.get("quantity", ""), 1),
            "note": form.get("note", "").strip(),
        }
        done, said = await asked.ask("PATCH", path, body=body), "saved"
    return await _settle(asked, wishlist_id, done, said)


def carried(done: Answered) -> str:
    """What to say after goods were put into the cart: all of them, or some."""
    told = done.data
    results: list[dict[str, Any]] = told.get("results", [told])
    return "carried" if all(each["moved"] for each in results) else "partly"


async def _settle(asked: Shopping, wishlist_id: str, done: Answered, said: str) -> Response:
    async def again(asked: Shopping, refused: Answered) -> Response:
        return await _one(asked, wishlist_id, refused)

    back = page_of("wishlists", wishlist_id)
    return await settle(asked, done, back=back, said=said, page=again)


async def _lists(asked: Shopping, refused: Answered | None = None) -> Response:
    found = items_of(await asked.ask("GET", _API))
    return await own_page(asked, "wishlists.html", {"lists": found}, refused)


async def _one(
    asked: Shopping, wishlist_id: str, refused: Answered | None = None, *, link: str = ""
) -> Response:
    if await asked.who() is None:
        return asked.lead(sign_in_for(LISTS))
    found = await asked.ask("GET", address_of("wishlists", wishlist_id))
    if not found.is_well:
        return await asked.show_refusal(found)
    others = items_of(await asked.ask("GET", _API))
    shown = {
        "list": found.data,
        "others": [each for each in others if each["id"] != found.data["id"]],
        "link": link,
    }
    return await own_page(asked, "wishlist.html", shown, refused)
