"""Promotions, for staff: made, changed, set going, put away, tried out."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import Context, Ctx, access
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.promotion_answers import PreviewAnswer, PromotionAnswer, UsageAnswer
from shopwright.faces.api.promotion_shapes import PromotionPayload
from shopwright.faces.api.promotion_trials import PreviewPayload, StatePayload
from shopwright.faces.api.shapes import PageOf
from shopwright.flows.checkout import run as checkout
from shopwright.infra.work import Work
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.promotions import queries, service
from shopwright.modules.promotions.contracts import Promotion, PromotionState
from shopwright.modules.promotions.errors import PromotionNotFound
from shopwright.modules.promotions.permissions import PROMOTIONS_READ, PROMOTIONS_WRITE

router = APIRouter(tags=["Promotions, for staff"])
PROMOTIONS = "/api/v1/admin/promotions"
PROMOTION = f"{PROMOTIONS}/{{promotion_id}}"


@router.get(
    PROMOTIONS,
    operation_id="promotion_list",
    summary="List promotions, the newest first",
    **access(PROMOTIONS_READ),
)
async def list_promotions(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    state: Annotated[PromotionState | None, Query()] = None,
) -> PageOf[PromotionAnswer]:
    """Archived ones only where they are asked for."""
    async with ctx.reading() as db:
        page = await queries.promotions(db, paging, state)
    items = [PromotionAnswer.of(each) for each in page.items]
    return page_of(ctx.request, response, page, items)


@router.post(
    PROMOTIONS,
    operation_id="promotion_create",
    summary="Make a promotion, which rests until it is set going",
    status_code=201,
    **access(PROMOTIONS_WRITE),
)
async def create_promotion(
    ctx: Ctx, response: Response, payload: PromotionPayload
) -> PromotionAnswer:
    async with ctx.work() as work:
        made = await service.create(work, payload.as_draft())
        await _note(work, "promotion.created", made, None)
    return _tagged(response, made)


@router.post(
    f"{PROMOTIONS}/preview",
    operation_id="promotion_preview",
    summary="Try out what a basket would come to",
    **access(PROMOTIONS_READ, 404, 409),
)
async def preview_promotions(ctx: Ctx, payload: PreviewPayload) -> PreviewAnswer:
    """With promotions that rest, as of another moment, for a customer, a country, codes. Nothing is kept."""
    till = ctx.services.till
    async with ctx.reading() as db:
        basket = payload.as_basket(till.terms.currency)
        priced = await checkout.preview(till, db, basket, also=payload.promotion_ids, at=payload.at)
    return PreviewAnswer.of(basket.currency, priced.quote, priced.promoted)


@router.get(
    PROMOTION,
    operation_id="promotion_get",
    summary="Show a promotion",
    **access(PROMOTIONS_READ, 404),
)
async def get_promotion(ctx: Ctx, response: Response, promotion_id: UUID) -> PromotionAnswer:
    return _tagged(response, await found_promotion(ctx, promotion_id))


@router.put(
    PROMOTION,
    operation_id="promotion_replace",
    summary="Change a promotion; orders keep what they were given",
    **access(PROMOTIONS_WRITE, 404, 409, 412),
)
async def replace_promotion(
    ctx: Ctx, response: Response, promotion_id: UUID, payload: PromotionPayload
) -> PromotionAnswer:
    """With If-Match only as long as nobody else has changed it."""
    version = expected_version(ctx.request)
    async with ctx.work() as work:
        before = await queries.promotion(work.db, promotion_id)
        draft = payload.as_draft()
        after = await service.change(work, promotion_id, draft, version=version)
        await _note(work, "promotion.changed", after, before)
    return _tagged(response, after)


@router.put(
    f"{PROMOTION}/state",
    operation_id="promotion_set_state",
    summary="Set a promotion going, let it rest, or put it away for good",
    **access(PROMOTIONS_WRITE, 404, 409, 412),
)
async def set_state(
    ctx: Ctx, response: Response, promotion_id: UUID, payload: StatePayload
) -> PromotionAnswer:
    """With If-Match only as long as nobody else has changed it. What is archived stays so."""
    version = expected_version(ctx.request)
    async with ctx.work() as work:
        before = await queries.promotion(work.db, promotion_id)
        after = await service.set_state(work, promotion_id, payload.state, version=version)
        await audit.note(
            work,
            action="promotion.state_set",
            subject=subject_of(promotion_id),
            before={"state": before.state if before else None},
            after={"state": after.state},
        )
    return _tagged(response, after)


@router.get(
    f"{PROMOTION}/usage",
    operation_id="promotion_usage",
    summary="Show how a promotion is used, and what it took off",
    **access(PROMOTIONS_READ, 404),
)
async def get_usage(ctx: Ctx, promotion_id: UUID) -> UsageAnswer:
    _ = await found_promotion(ctx, promotion_id)
    async with ctx.reading() as db:
        return UsageAnswer.of(await queries.usage(db, promotion_id))


async def found_promotion(ctx: Context, promotion_id: UUID) -> Promotion:
    async with ctx.reading() as db:
        found = await queries.promotion(db, promotion_id)
    if found is None:
        raise PromotionNotFound
    return found


def subject_of(promotion_id: UUID) -> Subject:
    return Subject("promotion", str(promotion_id))


async def _note(work: Work, action: str, after: Promotion, before: Promotion | None) -> None:
    await audit.note(
        work,
        action=action,
        subject=subject_of(after.id),
        before=_told(before) if before else None,
        after=_told(after),
    )


def _told(promotion: Promotion) -> dict[str, Any]:
    return PromotionAnswer.of(promotion).model_dump(mode="json", exclude={"id", "used"})


def _tagged(response: Response, promotion: Promotion) -> PromotionAnswer:
    response.headers["etag"] = f'"{promotion.version}"'
    return PromotionAnswer.of(promotion)
