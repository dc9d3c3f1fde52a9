"""Windows open and close: what is published shows, and shows no more, when its time has come."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.modules.catalog import queries, rules
from shopwright.modules.catalog.events import ProductChanged, ProductPublished
from shopwright.modules.catalog.models import ProductRow

BATCH = 200
WINDOW = "window"  # what has changed of a product that only time has changed


async def flip(works: Works) -> int:
    """Tell what opened or closed by now, batch by batch; answers the number of products."""
    count = 0
    while True:
        async with works.reading() as db:
            due = ProductRow.flips_at <= works.now()
            if (await db.execute(select(ProductRow.id).where(due).limit(1))).first() is None:
                return count
        async with works(system("catalog.flip")) as work:
            count += await _flip(work)


async def _flip(work: Work) -> int:
    row = ProductRow
    due = select(row.id).where(row.flips_at <= work.now).order_by(row.id).limit(BATCH)
    found: list[UUID] = list(await work.db.scalars(dialect.lock_rows(work.db, due)))
    products = await queries.products(work.db, found)
    table: Any = row.__table__
    told = (
        update(table)
        .where(table.c.id == bindparam("product_id"))
        .values(flips_at=bindparam("next"), updated_at=work.now)
    )
    rows = [
        {"product_id": each, "next": rules.next_flip(products[each], work.now)}
        if each in products
        else {"product_id": each, "next": None}
        for each in found
    ]
    if rows:
        await work.db.execute(told, rows)
    for product in products.values():
        work.record(ProductChanged(product_id=product.id, fields=(WINDOW,)))
        if rules.is_on_shelf(product, work.now):
            work.record(ProductPublished(product_id=product.id))
    return len(found)
