"""Pages of product cards: what can be asked, and the answer joined of finished pieces."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import Depends, Query, Request, Response

from shopwright.faces.api.context import Context
from shopwright.faces.api.finished import finished
from shopwright.faces.api.pages import mark_of, page_of
from shopwright.faces.api.shapes import Amount, CurrencyCode, ShortText
from shopwright.kernel.errors import Invalid
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ShelfStatus
from shopwright.modules.catalog.permissions import READ, WRITE_OWN
from shopwright.satellites.search import queries as search
from shopwright.satellites.search.contracts import CardFilter, Facet, Found, Range, Sort
from shopwright.satellites.search.queries import Wish

_MOST_CHOICES = 20
_Words = Annotated[ShortText | None, Query(max_length=200, description="Words to search for.")]
_Choices = Annotated[list[ShortText] | None, Query(max_length=_MOST_CHOICES)]


class InvalidAttribute(Invalid):
    code = "invalid_attribute"
    title = "An attribute is asked for as name:value, or name:from..to where it is a number."


@dataclass(frozen=True, slots=True)
class CardQuery:
    """What a client asks of a list."""

    q: str | None = None
    category: str | None = None
    tag: str | None = None
    brand: Sequence[str] = ()
    attribute: Sequence[str] = ()
    min_price: str | None = None
    max_price: str | None = None
    min_rating: int | None = None
    in_stock: bool | None = None
    vendor: UUID | None = None
    currency: str | None = None
    sort: Sort | None = None
    status: ShelfStatus = ShelfStatus.PUBLISHED
    facets: bool = False
    highlights: bool = False


async def card_query(  # noqa: PLR0913 - a list can be asked as many things
    *,
    q: _Words = None,
    category: Annotated[
        ShortText | None, Query(description="Id, slug or name; all below it count too.")
    ] = None,
    tag: Annotated[ShortText | None, Query()] = None,
    brand: Annotated[_Choices, Query(description="Any of those named.")] = None,
    attribute: Annotated[
        _Choices,
        Query(
            description="`Colour:Red`; of one name any value will do. Numbers also as `Weight:10..20`, 20 not included."
        ),
    ] = None,
    min_price: Annotated[Amount | None, Query()] = None,
    max_price: Annotated[Amount | None, Query()] = None,
    min_rating: Annotated[int | None, Query(ge=1, le=5, description="Stars.")] = None,
    in_stock: Annotated[bool | None, Query()] = None,
    vendor: Annotated[UUID | None, Query(description="Only products of this vendor's.")] = None,
    currency: Annotated[
        CurrencyCode | None, Query(description="Of the prices; the shop's own unless told.")
    ] = None,
    sort: Annotated[
        Sort | None, Query(description="newest; with q, relevance, unless told.")
    ] = None,
    status: Annotated[
        ShelfStatus,
        Query(description="Others than published are for staff, and for vendors of their own."),
    ] = ShelfStatus.PUBLISHED,
    facets: Annotated[bool, Query(description="Count what could be chosen further.")] = False,
    highlights: Annotated[bool, Query(description="Mark the words that were found.")] = False,
) -> CardQuery:
    return CardQuery(
        q=q,
        category=category,
        tag=tag,
        brand=brand or (),
        attribute=attribute or (),
        min_price=min_price,
        max_price=max_price,
        min_rating=min_rating,
        in_stock=in_stock,
        vendor=vendor,
        currency=currency,
        sort=sort,
        status=status,
        facets=facets,
        highlights=highlights,
    )


Cards = Annotated[CardQuery, Depends(card_query)]


async def cards(
    ctx: Context, asked: CardQuery, page: PageRequest, *, under: UUID | None = None
) -> Response:
    """A page of cards as a finished answer; ``under`` is the category of the address, if it names one."""
    wanted = replace(_filter(ctx, asked), category_id=under)
    sort = asked.sort or (Sort.RELEVANCE if asked.q else Sort.NEWEST)
    wish = Wish(facets=asked.facets, highlights=asked.highlights)
    async with ctx.reading() as db:
        if asked.category and under is None:
            category = await catalog.find_category(db, asked.category)
            if category is None:
                nothing = Found(Page([], page.limit, offset=page.offset, total=0))
                return _answer(ctx.request, nothing, wanted.currency)
            wanted = replace(wanted, category_id=category.id)
        if search.is_listed(wanted) and not asked.facets:
            found = Found(await search.list_cards(db, wanted, sort, page))
        else:
            if asked.facets:
                wish = replace(wish, attribute_order=await catalog.facet_order(db))
            found = await ctx.services.finder.find(db, wanted, sort, page, wish)
    if asked.q and not page.cursor and not page.offset:
        ctx.services.insight.tally.search(asked.q, finds=bool(found.page.items))
    return _answer(ctx.request, found, wanted.currency)


def _filter(ctx: Context, asked: CardQuery) -> CardFilter:
    """The filter of what the caller may see.

    Raises:
        Unauthorized, Forbidden: he asks for what is not published and may not.
        InvalidAttribute: one of them is not of the form.
    """
    owner_id = asked.vendor
    if asked.status is not ShelfStatus.PUBLISHED and not ctx.actor.may(READ):
        ctx.actor.demand(WRITE_OWN if asked.vendor in (None, ctx.user_id) else READ)
        owner_id = ctx.user_id
    currency = asked.currency or ctx.services.settings.shop_currency
    values, ranges = _attributes(asked.attribute)
    return CardFilter(
        currency=currency,
        status=asked.status,
        text=asked.q or "",
        tag=asked.tag or "",
        brands=tuple(asked.brand),
        attributes=values,
        ranges=ranges,
        owner_id=owner_id,
        min_price=_minor(asked.min_price, currency),
        max_price=_minor(asked.max_price, currency),
        min_rating=asked.min_rating * 100 if asked.min_rating else None,
        in_stock=asked.in_stock,
    )


def _attributes(
    asked: Sequence[str],
) -> tuple[Mapping[str, frozenset[str]], Mapping[str, Range]]:
    values: dict[str, set[str]] = {}
    ranges: dict[str, Range] = {}
    for each in asked:
        name, colon, value = each.partition(":")
        if not (name.strip() and colon and value.strip()):
            raise InvalidAttribute
        least, dots, most = value.partition("..")
        if dots and (span := _range(least, most)):
            ranges[name.strip()] = span
        else:
            values.setdefault(name.strip(), set()).add(value.strip())
    return {name: frozenset(chosen) for name, chosen in values.items()}, ranges


def _range(least: str, most: str) -> Range | None:
    """None where it is not two numbers, of which one may be missing: some values have dots in them."""
    try:
        low, high = (float(each) if each.strip() else None for each in (least, most))
    except ValueError:
        return None
    ends = [end for end in (low, high) if end is not None]
    return Range(low, high) if ends and all(map(math.isfinite, ends)) else None


def _minor(amount: str | None, currency: str) -> int | None:
    return None if amount is None else Money.parse(amount, currency).minor


def _answer(request: Request, found: Found, currency: str) -> Response:
    """Joined of finished cards: nothing is read into objects and written out again."""
    linked, page = Response(), found.page
    _ = page_of(request, linked, page, ())
    mark = mark_of(page).model_dump_json()
    body = f'{{"items":[{",".join(page.items)}],"page":{mark}{_beside(found, currency)}}}'
    headers = {"link": linked.headers["link"]} if "link" in linked.headers else {}
    return finished(request, body.encode(), headers=headers)


def _beside(found: Found, currency: str) -> str:
    """What was asked for beside the page, as the rest of a JSON object."""
    more: dict[str, object] = {}
    if found.corrected:
        more["did_you_mean"] = found.corrected
    if found.facets:
        more["facets"] = [_facet(facet, currency) for facet in found.facets]
    if found.highlights:
        more["highlights"] = {
            str(product_id): {"title": each.title, "excerpt": each.excerpt}
            for product_id, each in found.highlights.items()
        }
    return "," + orjson.dumps(more)[1:-1].decode() if more else ""


def _facet(facet: Facet, currency: str) -> dict[str, object]:
    is_price = facet.name == "price"
    return {
        "name": facet.name,
        "label": facet.label,
        "values": [
            {
                "value": _amounts(each.value, currency) if is_price else each.value,
                "label": _amounts(each.label, currency) if is_price else each.label,
                "count": each.count,
                "selected": each.is_selected,
                "parent": str(UUID(each.parent)) if each.parent else None,
            }
            for each in facet.values
        ],
    }


def _amounts(span: str, currency: str) -> str:
    """A range of minor units as one of amounts: ``1000..1999`` is ``10.00..19.99``."""
    ends = (Money(int(end), currency).amount if end else "" for end in span.split(".."))
    return "..".join(map(str, ends))
