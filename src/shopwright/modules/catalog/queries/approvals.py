"""What vendors want to be shown."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.catalog.contracts import (
    Approval,
    ApprovalFilter,
    ApprovalKind,
    ApprovalState,
)
from shopwright.modules.catalog.models import ProductApprovalRow

_NAMES = tuple(Approval.__dataclass_fields__)
_APPROVAL: Any = select(*(getattr(ProductApprovalRow, name) for name in _NAMES))


async def approval(db: AsyncConnection, approval_id: UUID) -> Approval | None:
    row = (await db.execute(_APPROVAL.where(ProductApprovalRow.id == approval_id))).one_or_none()
    return None if row is None else _approval(row)


async def pending_approvals(
    db: AsyncConnection, product_ids: Collection[UUID]
) -> dict[UUID, Approval]:
    """What waits for a decision, by product."""
    if not product_ids:
        return {}
    row = ProductApprovalRow
    waiting = _APPROVAL.where(row.product_id.in_(product_ids), row.state == ApprovalState.PENDING)
    return {each.product_id: _approval(each) for each in await db.execute(waiting)}


async def approvals(
    db: AsyncConnection, wanted: ApprovalFilter, page: PageRequest
) -> Page[Approval]:
    """The newest first, in one statement."""
    row = ProductApprovalRow
    chosen = _APPROVAL.order_by(row.id.desc()).limit(page.limit + 1)
    if wanted.state is not None:
        chosen = chosen.where(row.state == wanted.state)
    if wanted.owner_id is not None:
        chosen = chosen.where(row.owner_id == wanted.owner_id)
    if wanted.product_id is not None:
        chosen = chosen.where(row.product_id == wanted.product_id)
    if page.cursor:
        chosen = chosen.where(row.id < id_in_cursor(page.cursor, "approvals"))
    rows = list(await db.execute(chosen))
    shown = rows[: page.limit]
    more = encode_cursor("approvals", str(shown[-1].id)) if len(rows) > page.limit else None
    return Page([_approval(each) for each in shown], page.limit, next_cursor=more)


def _approval(row: Any) -> Approval:
    values = {name: getattr(row, name) for name in _NAMES}
    named = {"kind": ApprovalKind(row.kind), "state": ApprovalState(row.state)}
    return Approval(**values | named)
