"""Reading documents and cards from the listing tables: one statement a page, two with a count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db.types import Id
from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidCursor
from shopwright.kernel.paging import Page, PageRequest, decode_cursor, encode_cursor
from shopwright.kernel.text import fault_of
from shopwright.satellites.search import rules
from shopwright.satellites.search.contracts import CardFilter, Document, Sort
from shopwright.satellites.search.models import (
    CatalogVersionRow,
    ListingTermRow,
    ProductDocumentRow,
    ProductListingRow,
)

_LARGEST_INTEGER = 2**63 - 1
_ROW = ProductListingRow
_DESCENDING = {Sort.NEWEST, Sort.PRICE_DOWN}
_KEYS: dict[Sort, Any] = {
    Sort.NEWEST: _ROW.newest,
    Sort.PRICE: _ROW.price_up,
    Sort.PRICE_DOWN: _ROW.price_down,
    Sort.TITLE: _ROW.title_key,
}


@dataclass(frozen=True, slots=True)
class _Order:
    """How a list is sorted; `name` is what its cursors are good for."""

    name: str
    key: Any
    descending: bool


async def version(db: AsyncConnection) -> int:
    """The number that grows whenever the shop looks different."""
    return int(await db.scalar(select(CatalogVersionRow.version)) or 0)


async def document(
    db: AsyncConnection, *, product_id: UUID | None = None, slug: str = ""
) -> Document | None:
    """The finished page of a product, by id or by the slug that it has now."""
    row = ProductDocumentRow
    columns = (row.product_id, row.slug, row.status, row.owner_id, row.version, row.etag)
    named = row.product_id == product_id if product_id else row.slug == slug
    found = (await db.execute(select(*columns, row.document).where(named).limit(1))).one_or_none()
    return None if found is None else Document(*found)


async def list_cards(
    db: AsyncConnection, wanted: CardFilter, sort: Sort, page: PageRequest
) -> Page[str]:
    """A page of finished cards, as JSON texts; what :func:`is_listed` says no to is for a search.

    Raises:
        InvalidCursor: not one of this list in this order.
    """
    return await _page(db, wanted, _order(sort), page)


def is_listed(wanted: CardFilter) -> bool:
    """Whether the listing tables hold what is filtered by."""
    is_plain = not (wanted.text or wanted.attributes or wanted.ranges)
    return is_plain and wanted.min_rating is None and len(wanted.brands) < 2


async def cards_of(db: AsyncConnection, numbers: Sequence[int], currency: str) -> dict[int, str]:
    """The finished cards of products by number."""
    statement = select(_ROW.number, _ROW.card).where(
        _ROW.number.in_(numbers), _ROW.currency == currency
    )
    return {row.number: row.card for row in await db.execute(statement)}


async def product_ids_under(
    db: AsyncConnection, category_id: UUID, *, after: UUID | None, limit: int
) -> Sequence[UUID]:
    """The next products by id that are shown under a category or below it."""
    row = ListingTermRow
    statement = select(row.product_id).where(row.term == rules.term("category", category_id.hex))
    if after is not None:
        statement = statement.where(row.product_id > after)
    return (await db.scalars(statement.order_by(row.product_id).limit(limit))).all()


async def shown_after(db: AsyncConnection, last: UUID | None, *, limit: int) -> Sequence[UUID]:
    """The next products by id of which something is shown."""
    statement = select(ProductDocumentRow.product_id)
    if last is not None:
        statement = statement.where(ProductDocumentRow.product_id > last)
    ordered = statement.order_by(ProductDocumentRow.product_id).limit(limit)
    return (await db.scalars(ordered)).all()


def _order(sort: Sort) -> _Order:
    if sort is Sort.RELEVANCE:  # to nothing in particular
        sort = Sort.NEWEST
    return _Order(str(sort), _KEYS[sort], sort in _DESCENDING)


async def _page(
    db: AsyncConnection, wanted: CardFilter, order: _Order, page: PageRequest
) -> Page[str]:
    filtered = _filtered(wanted)
    total = None
    if page.with_total:
        counted = filtered.with_only_columns(func.count(), maintain_column_froms=True)
        total = int(await db.scalar(counted) or 0)
    statement = filtered.add_columns(_ROW.product_id, _ROW.card, order.key.label("sort_key"))
    if page.cursor is not None:
        statement = statement.where(_after(order, page.cursor))
    columns = (order.key, _ROW.product_id)
    directed = [column.desc() for column in columns] if order.descending else columns
    statement = statement.order_by(*directed).limit(page.limit + 1).offset(page.offset)
    rows = (await db.execute(statement)).all()
    shown = rows[: page.limit]
    following = None
    if len(rows) > page.limit:
        last = shown[-1]
        following = encode_cursor(order.name, last.sort_key, last.product_id.hex)
    return Page([row.card for row in shown], page.limit, following, total, page.offset)


def _filtered(wanted: CardFilter) -> Select[Any]:
    statement: Any = select().select_from(_ROW)
    conditions = [_ROW.currency == wanted.currency, _ROW.status == wanted.status]
    if wanted.min_price is not None:
        conditions.append(_ROW.price_minor >= wanted.min_price)
    if wanted.max_price is not None:
        conditions.append(_ROW.price_minor <= wanted.max_price)
    if wanted.in_stock is not None:
        conditions.append(_ROW.in_stock == wanted.in_stock)
    conditions += [_ROW.product_id.in_(_under(term)) for term in _terms(wanted)]
    return statement.where(and_(*conditions))  # type: ignore[no-any-return]


def _terms(wanted: CardFilter) -> list[str]:
    asked = {
        "category": wanted.category_id.hex if wanted.category_id else "",
        "tag": wanted.tag,
        "brand": wanted.brands[0] if wanted.brands else "",
        "owner": wanted.owner_id.hex if wanted.owner_id else "",
    }
    return [rules.term(kind, value) for kind, value in asked.items() if value]


def _under(term: str) -> Any:
    return select(ListingTermRow.product_id).where(ListingTermRow.term == term)


def _after(order: _Order, cursor: str) -> Any:
    """Behind the last row that was shown: a comparison of rows, which an index answers at any depth."""
    value, written = decode_cursor(cursor, order.name, 2)
    product_id = ids.parse(written) if isinstance(written, str) else None
    if product_id is None or not _fits(value, order.key):
        raise InvalidCursor
    row = tuple_(order.key, _ROW.product_id)
    last = tuple_(literal(value, order.key.type), literal(product_id, Id))
    return row < last if order.descending else row > last


def _fits(value: object, key: Any) -> bool:
    if isinstance(value, str):
        return key.type.python_type is str and fault_of(value) is None
    return isinstance(value, int) and key.type.python_type is int and abs(value) <= _LARGEST_INTEGER
