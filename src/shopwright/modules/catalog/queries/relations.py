"""Which products are shown beside others, and which were removed."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.catalog.contracts import RelationKind, RemovedProduct
from shopwright.modules.catalog.models import ProductRelationRow, ProductRow

Relations = Mapping[RelationKind, list[UUID]]


async def relations(db: AsyncConnection, product_ids: Collection[UUID]) -> Mapping[UUID, Relations]:
    """What is shown beside products, by product and kind, in order, in one statement."""
    row = ProductRelationRow
    found: dict[UUID, dict[RelationKind, list[UUID]]] = defaultdict(dict)
    if product_ids:
        chosen = select(row.product_id, row.kind, row.related_id).where(
            row.product_id.in_(product_ids)
        )
        for each in await db.execute(chosen.order_by(row.product_id, row.kind, row.position)):
            found[each.product_id].setdefault(RelationKind(each.kind), []).append(each.related_id)
    return found


async def removed_products(db: AsyncConnection, page: PageRequest) -> Page[RemovedProduct]:
    """What was taken out of the shop, the newest products first."""
    row = ProductRow
    chosen = (
        select(row.id, row.slug, row.title, row.owner_id, row.deleted_at)
        .where(row.deleted_at.is_not(None))
        .order_by(row.id.desc())
        .limit(page.limit + 1)
    )
    if page.cursor:
        chosen = chosen.where(row.id < id_in_cursor(page.cursor, "removed"))
    found = [
        RemovedProduct(each.id, each.slug, each.title, each.owner_id, each.deleted_at)
        for each in await db.execute(chosen)
        if each.deleted_at is not None
    ]
    shown = found[: page.limit]
    more = encode_cursor("removed", str(shown[-1].id)) if len(found) > page.limit else None
    return Page(shown, page.limit, next_cursor=more)
