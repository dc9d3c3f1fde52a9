"""What staff do with reviews: read them, approve, reject."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.review_shapes import (
    ListedReviewAnswer,
    ModerationPayload,
    ReportedReviewAnswer,
    StaffReviewAnswer,
)
from shopwright.faces.api.shapes import PageOf
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import ReviewFilter, ReviewSort, ReviewState
from shopwright.modules.reviews.errors import ReviewNotFound
from shopwright.modules.reviews.permissions import REVIEWS_MODERATE

router = APIRouter(tags=["Reviews, for staff"])
REVIEWS = "/api/v1/admin/reviews"


@router.get(
    REVIEWS,
    operation_id="review_list_administered",
    summary="All reviews, shown or not, the newest first",
    **access(REVIEWS_MODERATE),
)
async def list_reviews(  # noqa: PLR0913 - each is a parameter of the address
    ctx: Ctx,
    paging: Paging,
    *,
    request: Request,
    response: Response,
    state: Annotated[ReviewState | None, Query()] = None,
    is_reported: Annotated[bool | None, Query()] = None,
    of_product: Annotated[UUID | None, Query()] = None,
) -> PageOf[ListedReviewAnswer]:
    wanted = ReviewFilter(product_id=of_product, state=state, is_reported=is_reported)
    async with ctx.reading() as db:
        page = await queries.page(db, wanted, ReviewSort.NEWEST, paging)
        titles = await catalog.titles(db, {each.product_id for each in page.items})
    return page_of(request, response, page, ListedReviewAnswer.all_of(page.items, titles))


@router.get(
    f"{REVIEWS}/{{review_id}}",
    operation_id="review_get_administered",
    summary="A review with what people complain of",
    **access(REVIEWS_MODERATE, 404),
)
async def get_review(ctx: Ctx, review_id: UUID) -> ReportedReviewAnswer:
    async with ctx.reading() as db:
        review = await queries.by_id(db, review_id)
        if review is None:
            raise ReviewNotFound
        complaints = await queries.reports(db, review_id)
    return ReportedReviewAnswer.with_reports(review, list(complaints))


@router.put(
    f"{REVIEWS}/{{review_id}}/moderation",
    operation_id="review_moderate",
    summary="Approve the version of a review that was read, or reject it with a reason",
    **access(REVIEWS_MODERATE, 404, 409),
)
async def moderate(ctx: Ctx, review_id: UUID, payload: ModerationPayload) -> StaffReviewAnswer:
    async with ctx.work() as work:
        before, after = await reviews.moderate(
            work,
            review_id=review_id,
            version=payload.version,
            state=payload.state,
            reason=payload.reason,
        )
        await audit.note(
            work,
            action="review.moderated",
            subject=Subject("review", str(review_id)),
            before={"state": before.state, "is_shown": before.is_shown},
            after={"state": after.state, "is_shown": after.is_shown, "version": after.version},
        )
    return StaffReviewAnswer.of(after)
