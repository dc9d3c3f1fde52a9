"""Discounts are laid beside the prices that they reach, so that reading a price costs no more for them.

What a discount on a category or a product reaches changes with the catalog: products are filed elsewhere, categories move,
variants come. Each of these is heard in the Work in which it happens, and so is the discount itself: the first products
at once, the rest of many by a job.
"""

from collections.abc import Collection
from uuid import UUID

from shopwright.flows.merchandising.errors import UnknownTarget
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.permissions import WRITE
from shopwright.modules.pricing import queries
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Discount, DiscountDraft, Scope

REPLAN = "merchandising.replan_discounts"


async def make_discount(work: Work, *, draft: DiscountDraft) -> Discount:
    """Give a discount for a time.

    Raises:
        Unauthorized, Forbidden: the actor may not write every product.
        UnknownTarget: there is no such variant, product or category.
        InvalidDiscount: it can't be.
    """
    work.actor.demand(WRITE)
    if not await _is_there(work, draft):
        raise UnknownTarget
    made = await pricing.add_discount(work, draft=draft)
    told: dict[str, object] = {"name": made.name, "scope": made.scope, "target": made.target_id}
    ends = {"starts_at": made.starts_at.isoformat(), "ends_at": made.ends_at.isoformat()}
    size = made.amount or f"{(made.hundredths or 0) / 100:g} %"
    after = {name: str(value) for name, value in (told | ends | {"size": size}).items()}
    subject = Subject("discount", str(made.id))
    _ = await audit.note(work, action="discount.made", subject=subject, after=after)
    return made


async def end_discount(work: Work, *, discount_id: UUID) -> Discount:
    """End a discount before its time.

    Raises:
        Unauthorized, Forbidden: the actor may not write every product.
        DiscountNotFound: there is none, or it has ended.
    """
    work.actor.demand(WRITE)
    ended = await pricing.end_discount(work, discount_id=discount_id)
    subject = Subject("discount", str(discount_id))
    after = {"ends_at": ended.ends_at.isoformat()}
    _ = await audit.note(work, action="discount.ended", subject=subject, after=after)
    return ended


async def replan(work: Work, *, product_ids: Collection[UUID], is_ended: bool = False) -> None:
    """Lay the discounts that there are beside the prices of some products; ``is_ended``: one less than before."""
    live = await queries.live_discounts(work.db, work.now)
    if not live and not is_ended:
        return
    places = await catalog.standing_places(work.db, product_ids)
    reached = {
        variant_id: [each for each in live if each.target_id in targets]
        for variant_id, targets in places.items()
    }
    await pricing.put_cuts(work, discounts=reached)


async def replan_discount(work: Work, *, discount_id: UUID, after: UUID | None = None) -> None:
    """Lay a discount that was made or ended beside the prices that it reaches, and have a job do the rest."""
    found = await queries.discount(work.db, discount_id)
    if found is None:
        return
    if found.scope is Scope.CATEGORY:
        chosen = await catalog.products_under(work.db, found.target_id, after, limit=pricing.BATCH)
    else:
        owners = await catalog.product_ids_of_variants(work.db, {found.target_id})
        chosen = [owners.get(found.target_id, found.target_id)]
    await replan(work, product_ids=chosen, is_ended=found.ends_at <= work.now)
    if found.scope is Scope.CATEGORY and len(chosen) == pricing.BATCH:
        work.enqueue(REPLAN, {"discount_id": str(discount_id), "after": str(chosen[-1])})


async def replan_category(work: Work, *, category_id: UUID, after: UUID | None = None) -> None:
    """See to the products under a category that changed, and have a job do the rest."""
    if not any(
        each.scope is Scope.CATEGORY for each in await queries.live_discounts(work.db, work.now)
    ):
        return
    chosen = await catalog.products_under(work.db, category_id, after, limit=pricing.BATCH)
    await replan(work, product_ids=chosen)
    if len(chosen) == pricing.BATCH:
        work.enqueue(REPLAN, {"category_id": str(category_id), "after": str(chosen[-1])})


async def replan_all(work: Work, *, after: UUID | None = None) -> None:
    """See to whatever has a discount, after a category that is no more, and have a job do the rest."""
    variant_ids = await queries.discounted(work.db, after, limit=pricing.BATCH)
    owners = await catalog.product_ids_of_variants(work.db, set(variant_ids))
    await replan(work, product_ids=set(owners.values()), is_ended=True)
    if len(variant_ids) == pricing.BATCH:
        work.enqueue(REPLAN, {"after": str(variant_ids[-1])})


async def _is_there(work: Work, draft: DiscountDraft) -> bool:
    if draft.scope is Scope.CATEGORY:
        return await catalog.category(work.db, draft.target_id) is not None
    if draft.scope is Scope.PRODUCT:
        return await catalog.is_product(work.db, draft.target_id)
    return bool(await catalog.product_ids_of_variants(work.db, {draft.target_id}))
