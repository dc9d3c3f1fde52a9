"""How a guest opens his orders: their tokens stay in a cookie, and in no address beyond the first request."""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.storefront.page import Looking, Shopping
from shopwright.infra.http import cookies

router = APIRouter(include_in_schema=False)
COOKIE = "shopwright_orders"
OPENED_BY = "x-order-token"
_MOST, _LONGEST, _DAYS = 5, 90, 24 * 3600 * 7


@router.get("/store/orders/{order_id}/open/{token}")
async def open_order(asked: Looking, order_id: str, token: str) -> Response:
    """The link of a mail: keep the token and go on to the order, where the address tells nobody anything."""
    answer = asked.lead(f"/store/orders/{order_id}")
    if _names(token, order_id):
        keep(asked, answer, token)
    return answer


def opening(asked: Shopping, order_id: str) -> dict[str, str]:
    """The header that opens a guest's order, where his browser keeps its token."""
    found = next((each for each in _kept(asked) if _names(each, order_id)), "")
    return {OPENED_BY: found} if found else {}


def keep(asked: Shopping, answer: Response, token: str) -> None:
    """Have the browser keep a token, with those of the few orders before."""
    tokens = [token, *(each for each in _kept(asked) if each != token)][:_MOST]
    is_https = asked.services.settings.is_https
    cookies.write(answer, COOKIE, "~".join(tokens), is_https=is_https, seconds=_DAYS)


def _kept(asked: Shopping) -> list[str]:
    is_https = asked.services.settings.is_https
    kept = cookies.read(asked.request, COOKIE, is_https=is_https) or ""
    return [each for each in kept.split("~") if _is_one(each)]


def _names(token: str, order_id: str) -> bool:
    """A token begins with what it opens; whether it is one of ours, the API says."""
    return _is_one(token) and token.partition(".")[0] == order_id.replace("-", "").lower()


def _is_one(token: str) -> bool:
    is_short = 0 < len(token) <= _LONGEST
    return (
        is_short
        and token.isascii()
        and token.replace("-", "").replace("_", "").replace(".", "").isalnum()
    )
