"""What staff do with cases, in which the shop's books differ from a provider's: look, and close them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.payment_shapes import CaseAnswer, ResolutionPayload
from shopwright.faces.api.shapes import PageOf
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.payments import queries
from shopwright.modules.payments import service as payments
from shopwright.modules.payments.contracts import CaseState
from shopwright.modules.payments.permissions import CASES_RESOLVE, PAYMENTS_READ

router = APIRouter(tags=["Payments, for staff"])


@router.get(
    "/api/v1/admin/payments/cases",
    operation_id="payment_case_list",
    summary="List what the shop's books and the providers' differ in, the latest first",
    **access(PAYMENTS_READ),
)
async def list_cases(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    state: Annotated[CaseState | None, Query()] = None,
) -> PageOf[CaseAnswer]:
    async with ctx.reading() as db:
        page = await queries.cases(db, paging, state=state)
    return page_of(ctx.request, response, page, [CaseAnswer.of(case) for case in page.items])


@router.put(
    "/api/v1/admin/payments/cases/{case_id}/resolution",
    operation_id="payment_case_resolve",
    summary="Close a case with a note of what became of it",
    **access(CASES_RESOLVE, 404, 409),
)
async def resolve_case(ctx: Ctx, case_id: UUID, payload: ResolutionPayload) -> CaseAnswer:
    async with ctx.work() as work:
        case = await payments.resolve_case(work, case_id=case_id, note=payload.note)
        await audit.note(
            work,
            action="payment_case.resolved",
            subject=Subject("payment_case", str(case_id)),
            before={"state": CaseState.OPEN},
            after={"state": case.state, "kind": case.kind, "note": case.note},
        )
    return CaseAnswer.of(case)
