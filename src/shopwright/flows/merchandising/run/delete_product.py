"""A product leaves the shop."""

from uuid import UUID

from shopwright.flows.merchandising.contracts import FieldChange
from shopwright.flows.merchandising.run import plans
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.errors import ProductNotFound, StaleProduct


async def delete_product(
    work: Work, *, product_id: UUID, expected_version: int | None = None
) -> None:
    """Take a product out of the shop; orders keep what they say about it.

    Raises:
        Unauthorized, Forbidden: the actor may not write products.
        ProductNotFound: there is none, or it is another vendor's.
        StaleProduct: it is not at ``expected_version`` any more.
    """
    plans.demand_writing(work.actor)
    before = await catalog_queries.product(work.db, product_id, for_change=True)
    if before is None:
        raise ProductNotFound
    plans.owner_for(work.actor, before)
    if expected_version not in (None, before.version):
        raise StaleProduct
    await catalog.delete_product(work, product_id=product_id)
    await catalog.withdraw_approvals(work, product_ids=[product_id])
    gone = [FieldChange(name, str(getattr(before, name)), "") for name in ("title", "status")]
    await plans.note(work, "product.deleted", product_id, gone)
