"""Vendors ask for what they want to be shown; staff decides, once."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.modules.catalog import queries
from shopwright.modules.catalog.contracts import Approval, ApprovalState, ApprovalWish
from shopwright.modules.catalog.errors import ApprovalChanged, ApprovalDecided, ApprovalNotFound
from shopwright.modules.catalog.events import ApprovalAsked, ProductApproved, ProductRejected
from shopwright.modules.catalog.models import ProductApprovalRow


async def ask_approval(work: Work, *, wishes: Sequence[ApprovalWish]) -> None:
    """Put wishes before staff; what still waits for the same product becomes this one.

    The products' rows have to be locked.
    """
    waiting = await queries.pending_approvals(work.db, {each.product_id for each in wishes})
    fresh = []
    for wish in wishes:
        known = waiting.get(wish.product_id)
        if known is None:
            fresh.append(_row(work, wish))
        else:
            await _overwrite(work, known, wish)
        approval_id = known.id if known else fresh[-1]["id"]
        work.record(ApprovalAsked(approval_id, wish.product_id, wish.owner_id))
    if fresh:
        await work.db.execute(insert(ProductApprovalRow), fresh)


async def withdraw_approvals(work: Work, *, product_ids: Collection[UUID]) -> None:
    """Take back what waits for these products."""
    if product_ids:
        row = ProductApprovalRow
        waiting = row.product_id.in_(product_ids), row.state == ApprovalState.PENDING
        await work.db.execute(update(row).where(*waiting).values(_ended(work, "withdrawn")))


async def decide_approval(
    work: Work, *, approval_id: UUID, version: int, state: ApprovalState, reason: str = ""
) -> Approval:
    """Decide on the version of a wish that was read; of two who decide at once the first does.

    Raises:
        ApprovalNotFound: there is none.
        ApprovalDecided: it does not wait any more.
        ApprovalChanged: the vendor wants something else since.
    """
    row = ProductApprovalRow
    waiting = row.id == approval_id, row.state == ApprovalState.PENDING, row.version == version
    decided = update(row).where(*waiting).values(_ended(work, state) | {"reason": reason})
    is_first = (await work.db.execute(decided.returning(row.id))).first() is not None
    found = await queries.approval(work.db, approval_id)
    if found is None:
        raise ApprovalNotFound
    if not is_first:
        raise ApprovalChanged if found.state is ApprovalState.PENDING else ApprovalDecided
    fact = {ApprovalState.APPROVED: ProductApproved, ApprovalState.REJECTED: ProductRejected}
    if state in fact:
        work.record(fact[state](found.id, found.product_id, found.owner_id))
    return found


async def _overwrite(work: Work, known: Approval, wish: ApprovalWish) -> None:
    row = ProductApprovalRow
    values = {"kind": wish.kind, "content": dict(wish.content), "updated_at": work.now}
    await work.db.execute(
        update(row).where(row.id == known.id).values(version=row.version + 1, **values)
    )


def _ended(work: Work, state: str) -> dict[str, object]:
    return {"state": state, "decided_at": work.now, "updated_at": work.now}


def _row(work: Work, wish: ApprovalWish) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "product_id": wish.product_id,
        "owner_id": wish.owner_id,
        "kind": wish.kind,
        "state": ApprovalState.PENDING,
        "content": dict(wish.content),
        "reason": "",
        "version": 1,
        "created_at": work.now,
        "updated_at": work.now,
    }
