"""A product: chosen by its options, looked at, waited for; what customers say of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.pages.visit import TAKES_FORM, problem_of, whole_number
from shopwright.faces.storefront.browse import moved
from shopwright.faces.storefront.facts import crumbs_of, facts_of
from shopwright.faces.storefront.mine import review_in
from shopwright.faces.storefront.own import settle
from shopwright.faces.storefront.page import Looking, Sending, Shopping, address_of, page_of
from shopwright.infra.http.inside import Answered

router = APIRouter(include_in_schema=False)
ONE, REVIEW = "/store/products/{slug}", "/store/reviews/{review_id}"
_REVIEWS, _SORTS = 5, ("newest", "helpful", "rating", "lowest")


@router.get(ONE)
async def product(asked: Looking, slug: str) -> Response:
    return await _page(asked, slug)


@router.post(f"{ONE}/reviews", openapi_extra=TAKES_FORM)
async def review(asked: Sending, slug: str) -> Response:
    path = address_of("products", asked.form.get("product_id", ""), "/reviews")
    done = await asked.ask("POST", path, body=review_in(asked))
    return await _settle(asked, slug, done, "review")


@router.post(f"{REVIEW}/vote", openapi_extra=TAKES_FORM)
async def vote(asked: Sending, review_id: str) -> Response:
    done = await asked.ask("PUT", address_of("reviews", review_id, "/vote"))
    return await _settle(asked, asked.form.get("slug", ""), done, "voted")


@router.post(f"{REVIEW}/report", openapi_extra=TAKES_FORM)
async def report(asked: Sending, review_id: str) -> Response:
    body = {"reason": asked.form.get("reason", "").strip()}
    done = await asked.ask("POST", address_of("reviews", review_id, "/report"), body=body)
    return await _settle(asked, asked.form.get("slug", ""), done, "reported")


@router.post(f"{ONE}/stock-alerts", openapi_extra=TAKES_FORM)
async def wait_for(asked: Sending, slug: str) -> Response:
    form = asked.form
    body = {
        "variant_id": form.get("variant_id") or None,
        "email": form.get("email", "").strip() or None,
        "language": asked.language,
    }
    path = address_of("products", form.get("product_id", ""), "/stock-alerts")
    done = await asked.ask("POST", path, body=body)
    is_told = done.is_well and done.data.get("is_confirmed")
    return await _settle(asked, slug, done, "alert" if is_told else "alert_mailed")


async def _settle(asked: Shopping, slug: str, done: Answered, said: str) -> Response:
    async def again(asked: Shopping, refused: Answered) -> Response:
        return await _page(asked, slug, refused)

    back = page_of("products", slug)
    return await settle(asked, done, back=back, said=said, page=again)


async def _page(asked: Shopping, slug: str, refused: Answered | None = None) -> Response:
    found = await asked.ask("GET", address_of("products", slug))
    if found.status == 301:
        return asked.lead_for_good(moved(found.headers, "products"))
    about = found.data
    if found.status == 422 or (found.is_well and "variants" not in about):
        return await asked.show_nothing()  # a name that the API has for something else
    if not found.is_well:
        return await asked.show_refusal(found)
    given = asked.request.query_params
    sort = given.get("sort", "") if given.get("sort", "") in _SORTS else ""
    page = min(max(whole_number(given.get("reviews", ""), 1), 1), 500)
    query = {"page": page, "size": _REVIEWS, **({"sort": sort} if sort else {})}
    reviews = await asked.ask("GET", address_of("products", about["id"], "/reviews"), query=query)
    named = given.get("variant", "") or asked.form.get("variant_id", "")
    chosen = chosen_of(about, named)
    public = asked.services.settings.public_url
    shown = {
        "product": about,
        "reviews": reviews.data if reviews.is_well else {"items": [], "page": {}, "summary": {}},
        "chosen": chosen,
        "choices": choices_of(about, chosen),
        "needs_alert": chosen is not None and not chosen["in_stock"],
        "facts": [facts_of(about, public), crumbs_of(about["categories"][:1], about, public)],
        "given": asked.form,
        "problem": problem_of(refused) if refused is not None else None,
    }
    return await asked.show("product.html", shown, status=refused.status if refused else 200)


def chosen_of(about: Mapping[str, Any], named: str) -> dict[str, Any] | None:
    """The variant that the address names, or the first that can be had."""
    variants = _offered(about)
    by_name = [each for each in variants if each["id"] == named]
    found = [*by_name, *(each for each in variants if each["in_stock"]), *variants]
    return dict(found[0]) if found else None


def choices_of(
    about: Mapping[str, Any], chosen: Mapping[str, Any] | None
) -> list[dict[str, Any]] | None:
    """Each option with its values, and which variant each leads to: the one that differs least from the chosen one.

    None where the options do not tell the variants apart; they are chosen from a list then.
    """
    variants, options = _offered(about), about["options"]
    are_told_apart = len({tuple(each["option_values"]) for each in variants}) == len(variants)
    if chosen is None or not options or not are_told_apart:
        return None
    now: Sequence[str] = chosen["option_values"]
    found = []
    for place, option in enumerate(options):
        values = []
        for value in option["values"]:
            fitting = [each for each in variants if _has(each, place, value)]
            if fitting:
                best = max(fitting, key=lambda each: (_likeness(each, now), each["in_stock"]))
                values.append(
                    {"value": value, "variant": best, "is_chosen": _has(chosen, place, value)}
                )
        found.append({"name": option["name"], "values": values})
    return found


def _offered(about: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [each for each in about["variants"] if each["is_active"] and each["price"]]


def _has(variant: Mapping[str, Any], place: int, value: str) -> bool:
    values = variant["option_values"]
    return place < len(values) and values[place] == value


def _likeness(variant: Mapping[str, Any], values: Sequence[str]) -> int:
    return sum(one == other for one, other in zip(variant["option_values"], values, strict=False))
