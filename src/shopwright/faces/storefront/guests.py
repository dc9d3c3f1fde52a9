"""How a guest opens his orders: their tokens stay in cookies, and in no address beyond the first request.

What was placed from this browser is kept apart from what a link has opened: anybody can write a link, and none takes the
place of an order that was placed here.
"""

from fastapi import APIRouter
from starlette.responses import Response

from shopwright.faces.storefront.page import Looking, Shopping
from shopwright.infra.http import cookies

router = APIRouter(include_in_schema=False)
PLACED, OPENED = "shopwright_orders", "shopwright_opened_order"
OPENED_BY = "x-order-token"
_MOST, _LONGEST, _DAYS = 5, 90, 24 * 3600 * 7


@router.get("/store/orders/{order_id}/open/{token}")
async def open_order(asked: Looking, order_id: str, token: str) -> Response:
    """The link of a mail: keep the token and go on to the order, where the address tells nobody anything."""
    answer = asked.lead(f"/store/orders/{order_id}")
    if _names(token, order_id) and token not in _kept(asked, PLACED):
        _write(asked, answer, OPENED, [token])
    return answer


def opening(asked: Shopping, order_id: str) -> dict[str, str]:
    """The header that opens a guest's order, where his browser keeps its token.

    Ours comes before that of a link, which may have been made up.
    """
    kept = [*_kept(asked, PLACED), *_kept(asked, OPENED)]
    found = next((each for each in kept if _names(each, order_id)), "")
    return {OPENED_BY: found} if found else {}


def keep(asked: Shopping, answer: Response, token: str) -> None:
    """Have the browser keep the token of an order that was placed from it, with those of the few before."""
    before = (each for each in _kept(asked, PLACED) if each != token)
    _write(asked, answer, PLACED, [token, *before][:_MOST])


def _write(asked: Shopping, answer: Response, name: str, tokens: list[str]) -> None:
    is_https = asked.services.settings.is_https
    cookies.write(answer, name, "~".join(tokens), is_https=is_https, seconds=_DAYS)


def _kept(asked: Shopping, name: str) -> list[str]:
    is_https = asked.services.settings.is_https
    kept = cookies.read(asked.request, name, is_https=is_https) or ""
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
