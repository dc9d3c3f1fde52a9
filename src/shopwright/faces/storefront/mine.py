"""What one has written and what one waits for: reviews, alerts of goods that come back."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, whole_number
from shopwright.faces.storefront.own import items_of, own_page, settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
REVIEWS, ALERTS = "/store/account/reviews", "/store/account/alerts"
_PAGE = 10


@router.get(REVIEWS)
async def reviews(asked: Looking) -> Response:
    return await _reviews(asked)


@router.post(f"{REVIEWS}/{{review_id}}", openapi_extra=TAKES_FORM)
async def change_review(asked: Sending, review_id: str) -> Response:
    done = await asked.ask("PUT", address_of("reviews", review_id), body=review_in(asked))
    return await settle(asked, done, back=REVIEWS, said="review", page=_reviews)


@router.post(f"{REVIEWS}/{{review_id}}/remove", openapi_extra=TAKES_FORM)
async def remove_review(asked: Sending, review_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("reviews", review_id))
    return await settle(asked, done, back=REVIEWS, said="removed", page=_reviews)


@router.get(ALERTS)
async def alerts(asked: Looking) -> Response:
    return await _alerts(asked)


@router.post(f"{ALERTS}/{{alert_id}}/remove", openapi_extra=TAKES_FORM)
async def remove_alert(asked: Sending, alert_id: str) -> Response:
    done = await asked.ask("DELETE", address_of("stock-alerts", alert_id))
    return await settle(asked, done, back=ALERTS, said="removed", page=_alerts)


def review_in(asked: Shopping) -> dict[str, Any]:
    """A review as a form holds it."""
    words = {name: asked.form.get(name, "").strip() for name in ("title", "text")}
    return {"rating": whole_number(asked.form.get("rating", ""), 0), **words}


async def _reviews(asked: Shopping, refused: Answered | None = None) -> Response:
    page = max(whole_number(asked.request.query_params.get("page", ""), 1), 1)
    query = {"page": min(page, 500), "size": _PAGE}
    found = await asked.ask("GET", "/api/v1/users/me/reviews", query=query)
    items = items_of(found)
    for each in items:
        product = await asked.ask("GET", address_of("products", each["product_id"]))
        each["product"] = product.data if product.status == 200 else None
    shown = {"reviews": items, "page": found.data.get("page", {})}
    return await own_page(asked, "own_reviews.html", shown, refused)


async def _alerts(asked: Shopping, refused: Answered | None = None) -> Response:
    found = items_of(await asked.ask("GET", "/api/v1/users/me/stock-alerts", query={"limit": 100}))
    return await own_page(asked, "own_alerts.html", {"alerts": found}, refused)
