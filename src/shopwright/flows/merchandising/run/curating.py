"""Staff says what is shown beside what, and brings back what was removed."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from shopwright.flows.merchandising.contracts import FieldChange
from shopwright.flows.merchandising.run import plans
from shopwright.infra.work import Work
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import RelationKind
from shopwright.modules.catalog.permissions import WRITE


async def relate(
    work: Work,
    *,
    product_id: UUID,
    wishes: Mapping[RelationKind, Sequence[UUID]],
    expected_version: int | None = None,
) -> None:
    """Show exactly these products beside one; see :func:`catalog.relate`.

    Raises:
        Unauthorized, Forbidden: the actor may not write all products.
    """
    work.actor.demand(WRITE)
    before, after = await catalog.relate(
        work, product_id=product_id, wishes=wishes, expected_version=expected_version
    )
    told = [
        FieldChange(kind, _named(before.get(kind, ())), _named(after.get(kind, ())))
        for kind in wishes
    ]
    await plans.note(work, "product.related", product_id, told)


async def restore(work: Work, *, product_id: UUID) -> None:
    """Bring a removed product back; see :func:`catalog.restore_product`.

    Raises:
        Unauthorized, Forbidden: the actor may not write all products.
    """
    work.actor.demand(WRITE)
    await catalog.restore_product(work, product_id=product_id)
    await plans.note(work, "product.restored", product_id, [FieldChange("status", "", "draft")])


def _named(product_ids: Sequence[UUID]) -> str:
    return ", ".join(map(str, product_ids))
