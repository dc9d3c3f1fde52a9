"""Staff decides on what vendors want to be shown; vendors take it back."""

from dataclasses import replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import FieldChange
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.create_product import refuse_unknown_categories
from shopwright.flows.merchandising.run.plans import Scene
from shopwright.flows.merchandising.steps import proposals
from shopwright.flows.merchandising.steps.merging import Plan
from shopwright.infra.faults import reach
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import (
    Approval,
    ApprovalKind,
    ApprovalState,
    Product,
    ProductStatus,
)
from shopwright.modules.catalog.errors import (
    ApprovalDecided,
    ApprovalNotFound,
    ChangeOutdated,
    InvalidProduct,
    SlugTaken,
)
from shopwright.modules.catalog.permissions import APPROVE, WRITE_OWN
from shopwright.modules.inventory.contracts import MovementReason
from shopwright.modules.pricing import queries as pricing_queries

_NOTED = 500  # characters of a value, in the trail


async def approve(work: Work, *, approval_id: UUID, version: int) -> Approval:
    """Let a vendor's product, or his change of one, be shown.

    Raises:
        Unauthorized, Forbidden: the actor may not approve.
        ApprovalNotFound, ApprovalDecided, ApprovalChanged: see :func:`catalog.decide_approval`.
        ChangeOutdated: somebody changed the same fields meanwhile; nothing is overwritten.
        UnknownCategory, InvalidProduct, SlugTaken, SkuTaken: it can't be shown like that any more.
    """
    found, product = await _locked(work, approval_id)
    decided = await catalog.decide_approval(
        work, approval_id=approval_id, version=version, state=ApprovalState.APPROVED
    )
    plan = await _plan(work, found, product)
    await plans.carry_out(work, [plan], reason=MovementReason.RECEIVED)
    reach("merchandising.approved")
    await plans.note(work, "product.approved", product.id, _told(found))
    return decided


async def reject(work: Work, *, approval_id: UUID, version: int, reason: str) -> Approval:
    """Leave what is shown as it is, and tell the vendor why.

    Raises:
        Unauthorized, Forbidden: the actor may not approve.
        ApprovalNotFound, ApprovalDecided, ApprovalChanged: see :func:`catalog.decide_approval`.
        InvalidProduct: no reason is given.
    """
    _, product = await _locked(work, approval_id)
    if not reason:
        raise InvalidProduct("Who rejects something says why.")
    decided = await catalog.decide_approval(
        work,
        approval_id=approval_id,
        version=version,
        state=ApprovalState.REJECTED,
        reason=reason,
    )
    told = [FieldChange("approval", "pending", "rejected"), FieldChange("reason", "", reason)]
    await plans.note(work, "product.rejected", product.id, told)
    return decided


async def withdraw(work: Work, *, approval_id: UUID) -> Approval:
    """Take one's own wish back.

    Raises:
        Unauthorized, Forbidden: the actor is no vendor.
        ApprovalNotFound: there is none, or it is another vendor's.
        ApprovalDecided: it does not wait any more.
    """
    work.actor.demand(WRITE_OWN)
    found = await catalog_queries.approval(work.db, approval_id)
    if found is None or found.owner_id != work.actor.user_id:
        raise ApprovalNotFound
    _ = await catalog_queries.product(work.db, found.product_id, for_change=True)
    now = await catalog_queries.approval(work.db, approval_id)
    decided = await catalog.decide_approval(
        work,
        approval_id=approval_id,
        version=now.version if now else found.version,
        state=ApprovalState.WITHDRAWN,
    )
    told = [FieldChange("approval", "pending", "withdrawn")]
    await plans.note(work, "product.approval_withdrawn", found.product_id, told)
    return decided


async def _locked(work: Work, approval_id: UUID) -> tuple[Approval, Product]:
    """The wish and its product, which nobody else changes until the commit."""
    work.actor.demand(APPROVE)
    named = await catalog_queries.approval(work.db, approval_id)
    if named is None:
        raise ApprovalNotFound
    product = await catalog_queries.product(work.db, named.product_id, for_change=True)
    found = await catalog_queries.approval(work.db, approval_id)
    if product is None or found is None:
        raise ApprovalDecided
    return found, product


async def _plan(work: Work, found: Approval, product: Product) -> Plan:
    """The product as the vendor wants it, checked against what is there now."""
    if found.kind is ApprovalKind.NEW:
        draft = replace(product, status=ProductStatus.PUBLISHED)
        return plans.of_draft(draft, product)
    variant_ids = [variant.id for variant in product.variants]
    prices = await pricing_queries.prices_by_variant(work.db, variant_ids)
    if names := proposals.outdated(product, prices, found.content):
        raise ChangeOutdated(f"Changed meanwhile: {', '.join(names)}.", fields=names)
    draft = proposals.wished(product, found.content)
    await refuse_unknown_categories(work, draft.category_ids)
    if draft.slug != product.slug and await catalog_queries.product_ids_by_slug(
        work.db, [draft.slug]
    ):
        raise SlugTaken
    skus = {variant.sku for variant in draft.variants if variant.sku is not None}
    plans.claim(Scene(owners=await catalog_queries.skus(work.db, skus)), draft)
    return replace(
        plans.of_draft(draft, product),
        prices=proposals.wished_prices(found.content),
        stock=proposals.wished_stock(found.content),
    )


def _told(found: Approval) -> list[FieldChange]:
    """What changed, for the trail."""
    if found.kind is ApprovalKind.NEW:
        return [FieldChange("approval", "pending", "approved")]
    changes = [
        FieldChange(name, str(change["before"])[:_NOTED], str(change["after"])[:_NOTED])
        for name, change in found.content.get("fields", {}).items()
    ]
    changes += [
        FieldChange(f"price {each['currency']}", str(each["before"]), str(each["after"]))
        for each in found.content.get("prices", ())
    ]
    return changes or [FieldChange("approval", "pending", "approved")]
