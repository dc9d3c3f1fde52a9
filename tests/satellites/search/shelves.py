"""Reading the read model in tests."""

import json
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest
from shopwright.satellites.search import queries
from shopwright.satellites.search.contracts import CardFilter, Sort


async def slugs(
    db: AsyncConnection, sort: Sort = Sort.TITLE, *, limit: int = 20, **wanted: Any
) -> list[str]:
    """The slugs on the first page of a list."""
    found = await shown_in(db, CardFilter(**{"currency": "EUR"} | wanted), sort, PageRequest(limit))
    return [json.loads(card)["slug"] for card in found.items]


async def shown_in(
    db: AsyncConnection, wanted: CardFilter, sort: Sort, page: PageRequest
) -> Page[str]:
    """A page by the way that the shop takes: the listing tables where they hold what is asked, else a search."""
    if queries.is_listed(wanted):
        return await queries.list_cards(db, wanted, sort, page)
    finder = queries.Finder(queries.DatabaseEngine())
    return (await finder.find(db, wanted, sort, page)).page


async def card(db: AsyncConnection, slug: str, **wanted: Any) -> dict[str, Any]:
    page = await queries.list_cards(
        db, CardFilter(**{"currency": "EUR"} | wanted), Sort.TITLE, PageRequest(100)
    )
    found: dict[str, Any] = next(
        card for item in page.items if (card := json.loads(item))["slug"] == slug
    )
    return found


async def shown(db: AsyncConnection, slug: str) -> dict[str, Any]:
    """The finished page of a product."""
    document = await queries.document(db, slug=slug)
    assert document is not None
    content: dict[str, Any] = json.loads(document.text)
    return content
