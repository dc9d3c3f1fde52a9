"""Codes of promotions, for staff: given out one by one or by the thousand, withdrawn."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.promotion_answers import CodeAnswer, CodesAnswer
from shopwright.faces.api.promotion_trials import (
    CodeBatchPayload,
    CodeChangePayload,
    CodePayload,
)
from shopwright.faces.api.promotions import PROMOTION, found_promotion, subject_of
from shopwright.faces.api.shapes import PageOf
from shopwright.modules.audit import service as audit
from shopwright.modules.promotions import queries, service
from shopwright.modules.promotions.permissions import PROMOTIONS_READ, PROMOTIONS_WRITE

router = APIRouter(tags=["Promotions, for staff"])
CODES = f"{PROMOTION}/codes"


@router.get(
    CODES,
    operation_id="promotion_code_list",
    summary="List the codes of a promotion, the newest first",
    **access(PROMOTIONS_READ, 404),
)
async def list_codes(
    ctx: Ctx, response: Response, promotion_id: UUID, paging: Paging
) -> PageOf[CodeAnswer]:
    _ = await found_promotion(ctx, promotion_id)
    async with ctx.reading() as db:
        page = await queries.codes(db, promotion_id, paging)
    return page_of(ctx.request, response, page, [CodeAnswer.of(each) for each in page.items])


@router.post(
    CODES,
    operation_id="promotion_code_add",
    summary="Give out a code of one's own choosing",
    status_code=201,
    **access(PROMOTIONS_WRITE, 404, 409),
)
async def add_code(ctx: Ctx, promotion_id: UUID, payload: CodePayload) -> CodeAnswer:
    async with ctx.work() as work:
        made = await service.add_code(
            work, promotion_id, code=payload.code, usage_limit=payload.usage_limit
        )
        after = {"code": made.code, "usage_limit": made.usage_limit}
        subject = subject_of(promotion_id)
        await audit.note(work, action="promotion.code_added", subject=subject, after=after)
    return CodeAnswer.of(made)


@router.post(
    f"{CODES}/batch",
    operation_id="promotion_codes_generate",
    summary="Give out many codes that nobody guesses",
    status_code=201,
    **access(PROMOTIONS_WRITE, 404, 409),
)
async def generate_codes(ctx: Ctx, promotion_id: UUID, payload: CodeBatchPayload) -> CodesAnswer:
    async with ctx.work() as work:
        made = await service.generate_codes(work, promotion_id, payload.as_batch())
        await audit.note(
            work,
            action="promotion.codes_generated",
            subject=subject_of(promotion_id),
            after=payload.model_dump(),
        )
    return CodesAnswer(codes=[each.code for each in made])


@router.put(
    f"{CODES}/{{code_id}}",
    operation_id="promotion_code_change",
    summary="Withdraw a code, let it count again, or change how often it counts",
    **access(PROMOTIONS_WRITE, 404, 409),
)
async def change_code(
    ctx: Ctx, promotion_id: UUID, code_id: UUID, payload: CodeChangePayload
) -> CodeAnswer:
    async with ctx.work() as work:
        before = await queries.code(work.db, code_id)
        after = await service.set_code(
            work,
            promotion_id,
            code_id,
            is_active=payload.is_active,
            usage_limit=payload.usage_limit,
        )
        told = {"is_active": before.is_active, "limit": before.usage_limit} if before else {}
        await audit.note(
            work,
            action="promotion.code_changed",
            subject=subject_of(promotion_id),
            before={"code": after.code, **told},
            after={"code": after.code, "is_active": after.is_active, "limit": after.usage_limit},
        )
    return CodeAnswer.of(after)
