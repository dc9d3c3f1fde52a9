"""Pages of product cards: what can be asked, and the answer joined of finished pieces."""

from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from shopwright.faces.api.context import Context
from shopwright.faces.api.finished import finished
from shopwright.faces.api.pages import mark_of, page_of
from shopwright.faces.api.shapes import Amount, CurrencyCode, ShortText
from shopwright.flows.merchandising.contracts import RecordStatus
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.permissions import READ, WRITE_OWN
from shopwright.satellites.search import queries as search
from shopwright.satellites.search.contracts import CardFilter, Sort

_Words = Annotated[ShortText | None, Query(max_length=200, description="Words to search for.")]


@dataclass(frozen=True, slots=True)
class CardQuery:
    """What a client asks of a list."""

    q: str | None = None
    category: str | None = None
    tag: str | None = None
    brand: str | None = None
    min_price: str | None = None
    max_price: str | None = None
    in_stock: bool | None = None
    currency: str | None = None
    sort: Sort | None = None
    status: RecordStatus = RecordStatus.PUBLISHED


async def card_query(  # noqa: PLR0913 - a list can be asked as many things
    *,
    q: _Words = None,
    category: Annotated[
        ShortText | None, Query(description="Id, slug or name; all below it count too.")
    ] = None,
    tag: Annotated[ShortText | None, Query()] = None,
    brand: Annotated[ShortText | None, Query()] = None,
    min_price: Annotated[Amount | None, Query()] = None,
    max_price: Annotated[Amount | None, Query()] = None,
    in_stock: Annotated[bool | None, Query()] = None,
    currency: Annotated[
        CurrencyCode | None, Query(description="Of the prices; the shop's own unless told.")
    ] = None,
    sort: Annotated[
        Sort | None, Query(description="newest; with q, relevance, unless told.")
    ] = None,
    status: Annotated[
        RecordStatus,
        Query(description="Others than published are for staff, and for vendors of their own."),
    ] = RecordStatus.PUBLISHED,
) -> CardQuery:
    return CardQuery(
        q, category, tag, brand, min_price, max_price, in_stock, currency, sort, status
    )


Cards = Annotated[CardQuery, Depends(card_query)]


async def cards(
    ctx: Context, asked: CardQuery, page: PageRequest, *, under: UUID | None = None
) -> Response:
    """A page of cards as a finished answer; ``under`` is the category of the address, if it names one."""
    wanted = replace(_filter(ctx, asked), category_id=under)
    sort = asked.sort or (Sort.RELEVANCE if asked.q else Sort.NEWEST)
    async with ctx.reading() as db:
        if asked.category and under is None:
            category = await catalog.find_category(db, asked.category)
            if category is None:
                return _answer(ctx.request, Page([], page.limit, offset=page.offset, total=0))
            wanted = replace(wanted, category_id=category.id)
        found = await search.list_cards(db, wanted, sort, page)
    return _answer(ctx.request, found)


def _filter(ctx: Context, asked: CardQuery) -> CardFilter:
    """The filter of what the caller may see.

    Raises:
        Unauthorized, Forbidden: he asks for what is not published and may not.
    """
    owner_id: UUID | None = None
    if asked.status is not RecordStatus.PUBLISHED and not ctx.actor.may(READ):
        ctx.actor.demand(WRITE_OWN)
        owner_id = ctx.user_id
    currency = asked.currency or ctx.services.settings.shop_currency
    return CardFilter(
        currency=currency,
        status=asked.status,
        text=asked.q or "",
        tag=asked.tag or "",
        brand=asked.brand or "",
        owner_id=owner_id,
        min_price=_minor(asked.min_price, currency),
        max_price=_minor(asked.max_price, currency),
        in_stock=asked.in_stock,
    )


def _minor(amount: str | None, currency: str) -> int | None:
    return None if amount is None else Money.parse(amount, currency).minor


def _answer(request: Request, page: Page[str]) -> Response:
    """Joined of finished cards: nothing is read into objects and written out again."""
    linked = Response()
    _ = page_of(request, linked, page, ())
    mark = mark_of(page).model_dump_json()
    body = f'{{"items":[{",".join(page.items)}],"page":{mark}}}'
    headers = {"link": linked.headers["link"]} if "link" in linked.headers else {}
    return finished(request, body.encode(), headers=headers)
