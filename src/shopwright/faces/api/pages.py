"""Pages of a list, as a client asks for them and gets them."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator, Field
from starlette.datastructures import URL

from shopwright.faces.api.shapes import PageMark, PageOf
from shopwright.kernel.errors import Invalid
from shopwright.kernel.paging import LARGEST_PAGE, Page, PageRequest

Item = TypeVar("Item")
DEFAULT_LIMIT = 20
LARGEST_OFFSET = 10_000


def _digits(value: object) -> object:
    """Pydantic reads ``1_0`` and ``10.0`` as 10; an address is written one way."""
    if isinstance(value, str) and not (value.isascii() and value.removeprefix("-").isdecimal()):
        message = "a whole number is written as digits"
        raise ValueError(message)
    return value


_Limit = Annotated[Annotated[int, Field(ge=1, le=LARGEST_PAGE)] | None, BeforeValidator(_digits)]
_Page = Annotated[Annotated[int, Field(ge=1, le=LARGEST_OFFSET)] | None, BeforeValidator(_digits)]
_Skip = Annotated[Annotated[int, Field(ge=0, le=LARGEST_OFFSET)] | None, BeforeValidator(_digits)]


class MixedPaging(Invalid):
    code = "mixed_paging"
    title = (
        "A page is asked for by cursor, by page and size, or by skip and limit; not by two at once."
    )


def page_request(
    *,
    limit: Annotated[_Limit, Query(description="Items on a page, 20 unless told.")] = None,
    cursor: Annotated[
        str | None,
        Query(max_length=512, description="`next_cursor` of the page before."),
    ] = None,
    page: Annotated[_Page, Query(description="Number of the page, from 1.")] = None,
    size: Annotated[_Limit, Query(description="Items on a numbered page.")] = None,
    skip: Annotated[_Skip, Query(description="Items to pass over.")] = None,
    total: Annotated[bool, Query(description="Count the whole list too.")] = False,
) -> PageRequest:
    """Read the three ways of paging into one request; those with numbers always count the list.

    Raises:
        MixedPaging: parameters of two ways at once.
        Invalid: a page further than ``LARGEST_OFFSET`` items down the list.
    """
    numbered, skipping = page is not None or size is not None, skip is not None
    if (cursor is not None) + numbered + skipping > 1 or (numbered and limit and size):
        raise MixedPaging
    if not numbered:
        return PageRequest(limit or DEFAULT_LIMIT, cursor, skip, total or skipping)
    wanted = size or limit or DEFAULT_LIMIT
    offset = ((page or 1) - 1) * wanted
    if offset > LARGEST_OFFSET:
        message = f"Numbered pages reach {LARGEST_OFFSET} items deep; a cursor reaches further."
        raise Invalid(message)
    return PageRequest(wanted, offset=offset, with_total=True)


Paging = Annotated[PageRequest, Depends(page_request)]


def page_of(
    request: Request, response: Response, page: Page[Any], items: Sequence[Item]
) -> PageOf[Item]:
    """The answer for a page, its rows already turned into ``items``; adds the Link header (RFC 8288)."""
    if links := _links(request.url, page):
        response.headers["link"] = ", ".join(links)
    return PageOf(items=list(items), page=mark_of(page))


def mark_of(page: Page[Any]) -> PageMark:
    number = pages = None
    if page.offset is not None and page.total is not None:
        number = page.offset // page.limit + 1
        pages = -(-page.total // page.limit)
    return PageMark(
        limit=page.limit,
        has_more=page.has_more,
        next_cursor=page.next_cursor,
        total=page.total,
        page=number,
        pages=pages,
    )


def _links(url: URL, page: Page[Any]) -> list[str]:
    if page.offset is None:
        return [_link(url, "next", cursor=page.next_cursor)] if page.next_cursor else []
    links = []
    if page.has_more:
        links.append(_numbered(url, "next", page, page.offset + page.limit))
    if page.offset:
        links.append(_numbered(url, "prev", page, max(page.offset - page.limit, 0)))
    return links


def _numbered(url: URL, relation: str, page: Page[Any], offset: int) -> str:
    if "skip=" in url.query:
        return _link(url, relation, skip=offset, limit=page.limit)
    return _link(url, relation, page=offset // page.limit + 1)


def _link(url: URL, relation: str, **parameters: object) -> str:
    """A reference without scheme and host: those are the proxy's to know, and the Host header is the caller's to forge."""
    target = url.include_query_params(**parameters)
    return f'<{target.path}?{target.query}>; rel="{relation}"'
