"""Reviews: the queue for staff, who approves, rejects and answers; a vendor answers those of his own products."""

from functools import partial
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.backoffice.page import Desk, Looking, Sending
from shopwright.faces.backoffice.product_editor import surroundings
from shopwright.faces.backoffice.shelf import (
    API,
    OWN,
    Fields,
    demand,
    product_of,
    typed_number,
)
from shopwright.faces.pages.visit import TAKES_FORM
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
REVIEWS, _REVIEWS = "/admin/reviews", "/api/v1/admin/reviews"
STATES = ("new", "approved", "rejected")
_ASKED = ("state", "is_reported", "of_product", "cursor")
_ANSWERED = "Your answer is written."


@router.get(REVIEWS)
async def queue(asked: Looking) -> Response:
    """New ones, unless something else is asked for."""
    await demand(asked, "reviews:moderate")
    said = asked.request.query_params
    query = {name: said[name] for name in _ASKED if said.get(name)}
    wanted = query if {"state", "is_reported", "of_product"} & query.keys() else {"state": "new"}
    found = await asked.got(_REVIEWS, {"limit": 30, **query, **wanted})
    shown = {"found": found, "query": query, "states": STATES}
    return await asked.show("reviews.html", shown)


@router.get(f"{REVIEWS}/{{review_id}}")
async def review(asked: Looking, review_id: str) -> Response:
    return await _one(asked, review_id)


@router.post(f"{REVIEWS}/{{review_id}}/moderate", openapi_extra=TAKES_FORM)
async def moderate(asked: Sending, review_id: str) -> Response:
    """Decide on the version that was read: what its author has changed since is read again."""
    form = asked.form
    body = {
        "state": form.get("state", ""),
        "version": typed_number(form.get("version", "")),
        "reason": form.get("reason", "").strip(),
    }
    path = f"{_REVIEWS}/{quote(review_id, safe='')}/moderation"
    done = await asked.ask("PUT", path, body=body)
    notices = {"approved": "It is shown.", "rejected": "It is not shown."}
    notice = notices.get(form.get("state", ""), "It is decided.")
    return await asked.settled(done, partial(_one, asked, review_id), REVIEWS, notice)


@router.post(f"{REVIEWS}/{{review_id}}/answer", openapi_extra=TAKES_FORM)
async def answer(asked: Sending, review_id: str) -> Response:
    done = await _answered(asked, review_id)
    here = f"{REVIEWS}/{quote(review_id, safe='')}"
    return await asked.settled(done, partial(_one, asked, review_id), here, _ANSWERED)


@router.get(f"{OWN}/{{product_id}}/reviews")
async def own(asked: Looking, product_id: str) -> Response:
    return await _of_own(asked, product_id)


@router.post(f"{OWN}/{{product_id}}/reviews/{{review_id}}", openapi_extra=TAKES_FORM)
async def answer_own(asked: Sending, product_id: str, review_id: str) -> Response:
    done = await _answered(asked, review_id)
    here = f"{OWN}/{quote(product_id, safe='')}/reviews"
    return await asked.settled(done, partial(_of_own, asked, product_id), here, _ANSWERED)


async def _answered(asked: Desk, review_id: str) -> Answered:
    body = {"text": asked.form.get("text", "").strip()}
    return await asked.ask("PUT", f"/api/v1/reviews/{quote(review_id, safe='')}/answer", body=body)


async def _one(asked: Desk, review_id: str, refused: Answered | None = None) -> Response:
    await demand(asked, "reviews:moderate")
    found = await asked.got(f"{_REVIEWS}/{quote(review_id, safe='')}")
    product = await asked.ask("GET", f"{API}/{found['product_id']}")
    name = product.data["title"] if product.is_well else found["product_id"]
    return await asked.show_again("review.html", {"review": found, "name": name}, refused)


async def _of_own(asked: Desk, product_id: str, refused: Answered | None = None) -> Response:
    """What customers say of a vendor's product, as they see it; of one that is not shown there is nothing."""
    found = await product_of(asked, product_id)
    cursor = asked.request.query_params.get("cursor", "")
    query = {"limit": 20, **({"cursor": cursor} if cursor else {})}
    page: Fields = {"items": [], "page": {}, "summary": None}
    if found["status"] == "published":
        listed = await asked.ask("GET", f"{API}/{found['id']}/reviews", query=query)
        page = listed.data if listed.is_well else page
    shown = {"found": page, "query": query, **await surroundings(asked, found)}
    return await asked.show_again("product_reviews.html", shown, refused)
