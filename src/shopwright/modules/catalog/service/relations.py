"""Products are shown beside others."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, update

from shopwright.infra.work import Work
from shopwright.modules.catalog import queries
from shopwright.modules.catalog.contracts import LARGEST_RELATIONS, RelationKind
from shopwright.modules.catalog.errors import InvalidProduct, ProductNotFound, StaleProduct
from shopwright.modules.catalog.events import ProductChanged
from shopwright.modules.catalog.models import ProductRelationRow, ProductRow

RELATED = "related"  # the name of what has changed of the product
Wishes = Mapping[RelationKind, Sequence[UUID]]


async def relate(
    work: Work, *, product_id: UUID, wishes: Wishes, expected_version: int | None = None
) -> tuple[Wishes, Wishes]:
    """Show exactly these products beside one, in this order; kinds that are not named stay. Answers before and after.

    Raises:
        ProductNotFound: there is none.
        StaleProduct: it is not at ``expected_version`` any more.
        InvalidProduct: one of them is none, the product itself, named twice, or one too many.
    """
    product = await queries.product(work.db, product_id, for_change=True)
    if product is None:
        raise ProductNotFound
    if expected_version not in (None, product.version):
        raise StaleProduct
    await _check(work, product_id, wishes)
    before = (await queries.relations(work.db, [product_id])).get(product_id, {})
    after = {kind: list(ids) for kind, ids in {**before, **wishes}.items() if ids}
    if after == before:
        return before, after
    row = ProductRelationRow
    await work.db.execute(delete(row).where(row.product_id == product_id, row.kind.in_(wishes)))
    rows = [
        {"product_id": product_id, "kind": kind, "related_id": each, "position": at}
        for kind, ids in wishes.items()
        for at, each in enumerate(ids)
    ]
    if rows:
        await work.db.execute(insert(row), rows)
    table = ProductRow
    grown = {"version": table.version + 1, "updated_at": work.now}
    await work.db.execute(update(table).where(table.id == product_id).values(**grown))
    work.record(ProductChanged(product_id=product_id, fields=(RELATED,)))
    return before, after


async def _check(work: Work, product_id: UUID, wishes: Wishes) -> None:
    named = {each for ids in wishes.values() for each in ids}
    if product_id in named:
        raise InvalidProduct("A product is not shown beside itself.")
    if any(len(set(ids)) < len(ids) for ids in wishes.values()):
        raise InvalidProduct("A product is shown once beside another.")
    if any(len(ids) > LARGEST_RELATIONS for ids in wishes.values()):
        raise InvalidProduct(f"{LARGEST_RELATIONS} products of a kind are shown at most.")
    if len(await queries.existing_products(work.db, named)) < len(named):
        raise InvalidProduct("One of the products to be shown beside it does not exist.")
