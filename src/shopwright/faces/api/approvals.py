"""What vendors want to be shown: waiting for staff, and decided by them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StringConstraints

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.product_changes import OWN_APPROVALS
from shopwright.faces.api.shapes import Answer, Name, PageOf, Payload, Time, example
from shopwright.flows.merchandising.run import approvals
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries
from shopwright.modules.catalog.contracts import (
    Approval,
    ApprovalFilter,
    ApprovalKind,
    ApprovalState,
)
from shopwright.modules.catalog.errors import ApprovalNotFound
from shopwright.modules.catalog.permissions import APPROVE, WRITE_OWN

router = APIRouter()
APPROVALS = "/api/v1/admin/approvals"
APPROVAL = f"{APPROVALS}/{{approval_id}}"
STAFF, VENDORS = "Approvals, for staff", "For vendors"
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="The version that was read.")]
State = Annotated[ApprovalState | None, Query()]
OfProduct = Annotated[UUID | None, Query()]


class ApprovePayload(Payload):
    model_config = example({"version": 1})

    version: Version


class RejectPayload(Payload):
    model_config = example({"version": 1, "reason": "The picture shows something else."})

    version: Version
    reason: Annotated[Name, StringConstraints(max_length=500)]


class FieldDifference(Answer):
    """A field as it was when the vendor asked, and as he wants it."""

    field: str
    before: Any
    after: Any


class PriceDifference(Answer):
    variant_id: UUID
    currency: str
    before: dict[str, str | None] | None
    after: dict[str, str | None]


class ApprovalAnswer(Answer):
    """A new product, or a change with what it would change."""

    id: UUID
    product_id: UUID
    vendor_id: UUID
    kind: ApprovalKind
    state: ApprovalState
    reason: str
    version: int
    created_at: Time
    updated_at: Time
    decided_at: Time | None
    changes: list[FieldDifference]
    prices: list[PriceDifference]

    @classmethod
    def of(cls, found: Approval) -> "ApprovalAnswer":
        fields = found.content.get("fields", {})
        return cls(
            id=found.id,
            product_id=found.product_id,
            vendor_id=found.owner_id,
            kind=found.kind,
            state=found.state,
            reason=found.reason,
            version=found.version,
            created_at=found.created_at,
            updated_at=found.updated_at,
            decided_at=found.decided_at,
            changes=[FieldDifference(field=name, **change) for name, change in fields.items()],
            prices=[PriceDifference(**each) for each in found.content.get("prices", ())],
        )


class ListedApprovalAnswer(ApprovalAnswer):
    """The same in a list, with what the product is called; nothing where it is removed."""

    product_title: str

    @classmethod
    def all_of(
        cls, found: Sequence[Approval], titles: Mapping[UUID, str]
    ) -> "list[ListedApprovalAnswer]":
        return [
            cls(**dict(ApprovalAnswer.of(each)), product_title=titles.get(each.product_id, ""))
            for each in found
        ]


@router.get(
    APPROVALS,
    operation_id="approval_list",
    summary="What vendors want to be shown, the newest first",
    tags=[STAFF],
    **access(APPROVE),
)
async def list_approvals(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    *,
    state: State = None,
    vendor: Annotated[UUID | None, Query()] = None,
    product: OfProduct = None,
) -> PageOf[ListedApprovalAnswer]:
    wanted = ApprovalFilter(state=state, owner_id=vendor, product_id=product)
    return await _listed(ctx, response, paging, wanted)


@router.get(
    APPROVAL,
    operation_id="approval_get",
    summary="What a vendor wants to be shown, field by field",
    tags=[STAFF],
    **access(APPROVE, 404),
)
async def get_approval(ctx: Ctx, approval_id: UUID) -> ApprovalAnswer:
    async with ctx.reading() as db:
        found = await queries.approval(db, approval_id)
    if found is None:
        raise ApprovalNotFound
    return ApprovalAnswer.of(found)


@router.post(
    f"{APPROVAL}/approve",
    operation_id="approval_approve",
    summary="Let it be shown, as it was read",
    tags=[STAFF],
    **access(APPROVE, 404, 409),
)
async def approve(ctx: Ctx, approval_id: UUID, payload: ApprovePayload) -> ApprovalAnswer:
    """Where somebody has changed the same fields meanwhile it is refused, and nothing is overwritten."""
    async with ctx.work() as work:
        decided = await approvals.approve(work, approval_id=approval_id, version=payload.version)
    return ApprovalAnswer.of(decided)


@router.post(
    f"{APPROVAL}/reject",
    operation_id="approval_reject",
    summary="Leave what is shown as it is, and tell the vendor why",
    tags=[STAFF],
    **access(APPROVE, 404, 409),
)
async def reject(ctx: Ctx, approval_id: UUID, payload: RejectPayload) -> ApprovalAnswer:
    async with ctx.work() as work:
        decided = await approvals.reject(
            work, approval_id=approval_id, version=payload.version, reason=payload.reason
        )
    return ApprovalAnswer.of(decided)


@router.get(
    OWN_APPROVALS,
    operation_id="vendor_approval_list",
    summary="What one has asked for, the newest first",
    tags=[VENDORS],
    **access(WRITE_OWN),
)
async def list_own(
    ctx: Ctx, response: Response, paging: Paging, *, state: State = None, product: OfProduct = None
) -> PageOf[ListedApprovalAnswer]:
    wanted = ApprovalFilter(state=state, owner_id=ctx.user_id, product_id=product)
    return await _listed(ctx, response, paging, wanted)


@router.get(
    f"{OWN_APPROVALS}/{{approval_id}}",
    operation_id="vendor_approval_get",
    summary="What one has asked for, and what became of it",
    tags=[VENDORS],
    **access(WRITE_OWN, 404),
)
async def get_own(ctx: Ctx, approval_id: UUID) -> ApprovalAnswer:
    async with ctx.reading() as db:
        found = await queries.approval(db, approval_id)
    if found is None or found.owner_id != ctx.user_id:
        raise ApprovalNotFound
    return ApprovalAnswer.of(found)


@router.delete(
    f"{OWN_APPROVALS}/{{approval_id}}",
    operation_id="vendor_approval_withdraw",
    summary="Take back what one has asked for",
    tags=[VENDORS],
    **access(WRITE_OWN, 404, 409),
)
async def withdraw(ctx: Ctx, approval_id: UUID) -> ApprovalAnswer:
    async with ctx.work() as work:
        decided = await approvals.withdraw(work, approval_id=approval_id)
    return ApprovalAnswer.of(decided)


async def _listed(
    ctx: Context, response: Response, paging: PageRequest, wanted: ApprovalFilter
) -> PageOf[ListedApprovalAnswer]:
    async with ctx.reading() as db:
        page = await queries.approvals(db, wanted, paging)
        titles = await queries.titles(db, {each.product_id for each in page.items})
    items = ListedApprovalAnswer.all_of(page.items, titles)
    return page_of(ctx.request, response, page, items)
