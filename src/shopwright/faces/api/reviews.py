"""Reviews of products: read by everybody, written by customers, answered by vendors and the shop."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field

from shopwright.faces.api.context import PUBLIC, SELF, Ctx, access, any_of
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.products import PRODUCT, Named
from shopwright.faces.api.review_shapes import (
    OwnReviewAnswer,
    RatingAnswer,
    ReportPayload,
    ReviewAnswer,
    ReviewAnswerPayload,
    ReviewPayload,
    ReviewsAnswer,
    VotesAnswer,
)
from shopwright.faces.api.shapes import PageOf
from shopwright.kernel import ids
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.reviews import queries
from shopwright.modules.reviews import service as reviews
from shopwright.modules.reviews.contracts import HIGHEST, LOWEST, ReviewFilter, ReviewSort
from shopwright.modules.reviews.permissions import REVIEWS_ANSWER_OWN, REVIEWS_MODERATE
from shopwright.satellites.search import queries as search

router = APIRouter(tags=["Reviews"])
OF_PRODUCT, REVIEW = f"{PRODUCT}/reviews", "/api/v1/reviews/{review_id}"


def _digit(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() else value


StarsAsked = Annotated[
    Annotated[int, Field(strict=True, ge=LOWEST, le=HIGHEST)] | None,
    BeforeValidator(_digit),
    Query(description="Only reviews with so many stars."),
]


@router.get(
    OF_PRODUCT,
    operation_id="review_list",
    summary="A product's reviews, and what they come to",
    **access(PUBLIC, 404),
)
async def list_reviews(  # noqa: PLR0913 - each is a parameter of the address
    ctx: Ctx,
    product_id: Named,
    paging: Paging,
    *,
    request: Request,
    response: Response,
    sort: Annotated[ReviewSort, Query()] = ReviewSort.NEWEST,
    stars: StarsAsked = None,
    is_verified: Annotated[
        bool | None, Query(description="Only of buyers, or only others.")
    ] = None,
) -> ReviewsAnswer:
    """Three statements, whatever is on the page; a fourth where the list is to be counted."""
    async with ctx.reading() as db:
        found = await search.document(db, product_id=ids.parse(product_id), slug=product_id)
        if found is None or found.status != "published":
            raise ProductNotFound
        wanted = ReviewFilter(
            product_id=found.product_id, stars=stars, is_verified=is_verified, is_shown=True
        )
        page = await queries.page(db, wanted, sort, paging)
        summary = await queries.summary(db, found.product_id)
    told = page_of(request, response, page, [ReviewAnswer.of(each) for each in page.items])
    return ReviewsAnswer(items=told.items, page=told.page, summary=RatingAnswer.of(summary))


@router.post(
    OF_PRODUCT,
    operation_id="review_add",
    summary="Review a product, once; it shows when staff has approved it, or at once where the shop is set so",
    status_code=201,
    **access(SELF, 404, 409),
)
async def add_review(ctx: Ctx, product_id: UUID, payload: ReviewPayload) -> OwnReviewAnswer:
    async with ctx.work() as work:
        review = await reviews.add(
            work,
            user_id=ctx.user_id,
            product_id=product_id,
            opinion=payload.opinion(),
            shows_at_once=ctx.services.settings.shows_reviews_at_once,
        )
    return OwnReviewAnswer.of(review)


@router.get(
    "/api/v1/users/me/reviews",
    operation_id="review_list_own",
    summary="One's own reviews, the newest first, shown or not",
    **access(SELF),
)
async def list_own(
    ctx: Ctx, paging: Paging, request: Request, response: Response
) -> PageOf[OwnReviewAnswer]:
    wanted = ReviewFilter(user_id=ctx.user_id)
    async with ctx.reading() as db:
        page = await queries.page(db, wanted, ReviewSort.NEWEST, paging)
    return page_of(request, response, page, [OwnReviewAnswer.of(each) for each in page.items])


@router.put(
    REVIEW,
    operation_id="review_change",
    summary="Change one's own review; staff looks at it again",
    **access(SELF, 404),
)
async def change_review(ctx: Ctx, review_id: UUID, payload: ReviewPayload) -> OwnReviewAnswer:
    async with ctx.work() as work:
        review = await reviews.change(
            work,
            user_id=ctx.user_id,
            review_id=review_id,
            opinion=payload.opinion(),
            shows_at_once=ctx.services.settings.shows_reviews_at_once,
        )
    return OwnReviewAnswer.of(review)


@router.delete(
    REVIEW,
    operation_id="review_remove",
    summary="Take one's own review back",
    status_code=204,
    **access(SELF, 404),
)
async def remove_review(ctx: Ctx, review_id: UUID) -> None:
    async with ctx.work() as work:
        await reviews.remove(work, user_id=ctx.user_id, review_id=review_id)


@router.put(
    f"{REVIEW}/vote",
    operation_id="review_vote",
    summary="Find a review helpful",
    **access(SELF, 404),
)
async def vote(ctx: Ctx, review_id: UUID) -> VotesAnswer:
    async with ctx.work() as work:
        helpful = await reviews.vote(work, review_id=review_id, user_id=ctx.user_id)
    return VotesAnswer(helpful=helpful)


@router.delete(
    f"{REVIEW}/vote",
    operation_id="review_unvote",
    summary="Take the vote for a review back",
    **access(SELF, 404),
)
async def unvote(ctx: Ctx, review_id: UUID) -> VotesAnswer:
    async with ctx.work() as work:
        helpful = await reviews.unvote(work, review_id=review_id, user_id=ctx.user_id)
    return VotesAnswer(helpful=helpful)


@router.post(
    f"{REVIEW}/report",
    operation_id="review_report",
    summary="Ask staff to look at a review",
    status_code=204,
    **access(SELF, 404),
)
async def report(ctx: Ctx, review_id: UUID, payload: ReportPayload) -> None:
    async with ctx.work() as work:
        await reviews.report(work, review_id=review_id, user_id=ctx.user_id, reason=payload.reason)


@router.put(
    f"{REVIEW}/answer",
    operation_id="review_answer",
    summary="Answer a review: staff any, a vendor those of his products",
    **access(any_of(REVIEWS_MODERATE, REVIEWS_ANSWER_OWN), 404),
)
async def answer(ctx: Ctx, review_id: UUID, payload: ReviewAnswerPayload) -> ReviewAnswer:
    async with ctx.work() as work:
        before, after = await reviews.answer(work, review_id=review_id, text=payload.text)
        await audit.note(
            work,
            action="review.answered",
            subject=Subject("review", str(review_id)),
            before={"is_answered": bool(before.answer)},
            after={"is_answered": bool(after.answer), "length": len(after.answer)},
        )
    return ReviewAnswer.of(after)
