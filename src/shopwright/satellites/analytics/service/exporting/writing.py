"""Rows are read in batches and written as they come: memory does not grow with the shop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.files.making import Watch
from shopwright.infra.files.sheets import FileFormat, Value, open_sheet
from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.contracts import CUSTOMER
from shopwright.modules.identity.queries import UserFilter
from shopwright.modules.orders import queries as orders
from shopwright.satellites.analytics.contracts import ExportSubject, ExportWish, Span
from shopwright.satellites.analytics.queries import listing
from shopwright.satellites.analytics.queries.sales import sales
from shopwright.satellites.analytics.queries.searches import searches
from shopwright.satellites.analytics.service.exporting import rows

Row = Mapping[str, Value]
Batches = AsyncIterator[list[Row]]
MOST_SEARCHES, MOST_SALES, PEOPLE = 5000, 200_000, 100


async def write_file(
    works: Works, path: Path, wish: ExportWish, form: FileFormat, zone: tzinfo, watch: Watch
) -> int:
    """Write what is wished into a file; answers how many rows.

    Each batch is as it stood at one moment; the file as a whole spans the time that it takes.
    """
    count = 0
    columns = rows.COLUMNS[wish.subject]
    sheet = await asyncio.to_thread(open_sheet, path, form, columns)
    with sheet:
        async for batch in _READERS[wish.subject](works, wish, form, zone):
            await asyncio.to_thread(_write, sheet.write, batch)
            count += len(batch)
            await watch(count)
    return count


def _write(write: Callable[[Row], None], batch: Iterable[Row]) -> None:
    for row in batch:
        write(row)


async def _orders(works: Works, wish: ExportWish, form: FileFormat, zone: tzinfo) -> Batches:
    async for _, found in _batches(works, wish, zone):
        yield [rows.of_order(each, form) for each in found]


async def _lines(works: Works, wish: ExportWish, form: FileFormat, zone: tzinfo) -> Batches:
    async for db, found in _batches(works, wish, zone):
        by_id = {each.id: each for each in found}
        lines = await listing.lines_of(db, list(by_id))
        yield [rows.of_line(by_id[line.order_id], line, form) for line in lines]


async def _batches(
    works: Works, wish: ExportWish, zone: tzinfo
) -> AsyncIterator[tuple[AsyncConnection, Sequence[Any]]]:
    wanted = listing.Between(_start(wish.first, zone), _start(wish.last, zone, days=1), wish.status)
    last: UUID | None = None
    while True:
        async with works.reading() as db:
            found = await listing.orders_after(db, wanted, last)
            if found:
                yield db, found
        if len(found) < listing.BATCH:
            return
        last = found[-1].id


async def _customers(works: Works, _: ExportWish, _form: FileFormat, _zone: tzinfo) -> Batches:
    cursor: str | None = None
    while True:
        async with works.reading() as db:
            page = await identity.users(
                db, UserFilter(CUSTOMER, None, None), PageRequest(PEOPLE, cursor)
            )
            bought = await orders.summaries(db, [each.id for each in page.items])
        yield [rows.of_customer(each, bought.get(each.id)) for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return


async def _sales(works: Works, wish: ExportWish, form: FileFormat, _: tzinfo) -> Batches:
    async with works.reading() as db:
        found = await sales(db, _span(wish), wish.interval, group=wish.group, most=MOST_SALES)
    yield [rows.of_sales(each, form) for each in found]


async def _goods(works: Works, wish: ExportWish, form: FileFormat, _: tzinfo) -> Batches:
    last: tuple[str, UUID] | None = None
    while True:
        async with works.reading() as db:
            found = await listing.goods_after(db, _span(wish), last)
        yield [rows.of_goods(each, form) for each in found]
        if len(found) < listing.BATCH:
            return
        last = (found[-1].currency, found[-1].product_id)


async def _searches(works: Works, wish: ExportWish, _: FileFormat, _zone: tzinfo) -> Batches:
    async with works.reading() as db:
        found = await searches(db, _span(wish), only_empty=False, limit=MOST_SEARCHES)
    yield [
        {"query": each.query, "asked": each.asked, "without_results": each.empty} for each in found
    ]


_READERS: Mapping[ExportSubject, Callable[[Works, ExportWish, FileFormat, tzinfo], Batches]] = {
    ExportSubject.ORDERS: _orders,
    ExportSubject.ORDER_LINES: _lines,
    ExportSubject.CUSTOMERS: _customers,
    ExportSubject.SALES: _sales,
    ExportSubject.PRODUCT_SALES: _goods,
    ExportSubject.SEARCHES: _searches,
}


def _span(wish: ExportWish) -> Span:
    return Span(wish.first, wish.last)


def _start(day: str, zone: tzinfo, *, days: int = 0) -> datetime:
    """When a day begins by the clocks of a zone."""
    found = date.fromisoformat(day) + timedelta(days=days)
    return datetime(found.year, found.month, found.day, tzinfo=zone)
