"""Pages of one's own account: who is not signed in is led to where he can, and what was done is told."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from shopwright.faces.pages.visit import problem_of
from shopwright.faces.storefront.page import Shopping
from shopwright.infra.http.inside import Answered

# A session that is over; other refusals with this status are of what was typed.
_NOBODY = frozenset(("unauthorized", "invalid_token"))
Page = Callable[[Shopping, Answered], Awaitable[Response]]


async def own_page(
    asked: Shopping,
    template: str,
    facts: Mapping[str, Any] | None = None,
    refused: Answered | None = None,
) -> Response:
    """A page within the account's menu, with what the API would not do where it was asked something before."""
    if await asked.who() is None:
        return asked.lead(sign_in_for(asked.here))
    given = {name: value for name, value in asked.form.items() if "password" not in name}
    problem = problem_of(refused) if refused is not None else None
    shown = {"given": given, "problem": problem, **(facts or {})}
    return await asked.show(template, shown, status=refused.status if refused else 200)


async def settle(asked: Shopping, done: Answered, *, back: str, said: str, page: Page) -> Response:
    """After a form: on to a page that says what was done, or the form again with what was wrong."""
    if done.is_well:
        return asked.lead(f"{back}{'&' if '?' in back else '?'}done={said}")
    if is_nobody(done):
        return asked.lead(sign_in_for(back))
    return await page(asked, done)


def is_nobody(done: Answered) -> bool:
    return done.status == 401 and done.data.get("code") in _NOBODY


def sign_in_for(address: str) -> str:
    """Where to sign in, and then go on to an address."""
    return f"/store/sign-in?next={quote(address, safe='')}"


def items_of(found: Answered) -> list[dict[str, Any]]:
    """What a list of the API holds; nothing where there is none to see."""
    if not found.is_well:
        return []
    told = found.data
    items: list[dict[str, Any]] = told if isinstance(told, list) else told.get("items", [])
    return items
