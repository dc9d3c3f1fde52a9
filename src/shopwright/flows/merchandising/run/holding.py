"""What vendors want to be shown waits until staff approves it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import ProductPatch, RecordStatus, VendorTerms
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.plans import Scene
from shopwright.flows.merchandising.steps import proposals
from shopwright.flows.merchandising.steps.merging import Plan
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import (
    Approval,
    ApprovalKind,
    ApprovalWish,
    Product,
    ProductStatus,
)
from shopwright.modules.catalog.permissions import WRITE
from shopwright.modules.inventory.contracts import MovementReason

Waiting = Mapping[UUID, Approval]


def holds(actor: Actor, terms: VendorTerms) -> bool:
    return terms.holds_products and not actor.may(WRITE)


async def waiting_for(work: Work, terms: VendorTerms, product_ids: Collection[UUID]) -> Waiting:
    """What waits of these products, as far as it matters to the actor."""
    if not holds(work.actor, terms):
        return {}
    return await catalog_queries.pending_approvals(work.db, product_ids)


def wish_for(waiting: Waiting, product: Product, patch: ProductPatch) -> Approval | None:
    """The change that a patch goes on from; who takes his product down starts from what is shown."""
    found = waiting.get(product.id)
    takes_down = patch.status not in (None, RecordStatus.PUBLISHED)
    return None if found is None or takes_down or found.kind is ApprovalKind.NEW else found


async def carry_out(
    work: Work,
    made: Sequence[Plan],
    *,
    reason: MovementReason,
    scene: Scene,
    waiting: Waiting,
    terms: VendorTerms,
) -> set[UUID]:
    """Store what plans say, as far as it need not wait; answers the products of which something waits now.

    A vendor's new product is a draft until it is approved, and a change of a shown one a difference. What takes a
    product off the shelf goes through, and so does stock.
    """
    if not holds(work.actor, terms):
        await plans.carry_out(work, made, reason=reason)
        return set()
    stored, wishes, over = [], list[ApprovalWish](), list[UUID]()
    for plan in made:
        now, wish = _parted(plan, scene, waiting, terms)
        stored.append(now)
        if wish is not None and wish.content != _content(waiting, wish):
            wishes.append(wish)
        elif wish is None and plan.draft.id in waiting:
            over.append(plan.draft.id)
    await plans.carry_out(work, stored, reason=reason)
    await catalog.withdraw_approvals(work, product_ids=over)
    await catalog.ask_approval(work, wishes=wishes)
    return {wish.product_id for wish in wishes}


def _content(waiting: Waiting, wish: ApprovalWish) -> object:
    """What waits already, where the same once more is nothing new."""
    known = waiting.get(wish.product_id)
    is_change = known is not None and known.kind is wish.kind is ApprovalKind.CHANGE
    return known.content if known is not None and is_change else None


def _parted(
    plan: Plan, scene: Scene, waiting: Waiting, terms: VendorTerms
) -> tuple[Plan, ApprovalWish | None]:
    """What of a plan goes through, and what waits."""
    before, draft = plan.before, plan.draft
    assert draft.owner_id is not None  # noqa: S101 - a vendor owns what he writes
    wants_it_shown = draft.status is ProductStatus.PUBLISHED
    if before is None or before.status is not ProductStatus.PUBLISHED:
        if not wants_it_shown and draft.id not in waiting:
            return plan, None
        kept = before.status if before else ProductStatus.DRAFT
        hidden = draft.status if not wants_it_shown else kept
        wish = ApprovalWish(draft.id, draft.owner_id, ApprovalKind.NEW)
        return replace(plan, draft=replace(draft, status=hidden)), wish
    if not wants_it_shown:
        return plan, None
    content = proposals.content_of(plan, scene.prices, with_prices=terms.holds_prices)
    now = proposals.at_once(plan, with_prices=not terms.holds_prices)
    if not content:
        return now, None
    return now, ApprovalWish(draft.id, draft.owner_id, ApprovalKind.CHANGE, content)
