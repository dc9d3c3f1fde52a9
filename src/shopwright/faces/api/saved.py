"""Saved for later: what a customer takes out of his cart, and puts back. A guest's goods stay in his cart."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import SELF, Ctx, access
from shopwright.faces.api.products import Currency
from shopwright.faces.api.wishlist_shapes import (
    CarriedAnswer,
    SavedAnswer,
    ToCartAnswer,
    ToCartPayload,
    WishAnswer,
    limits_of,
)
from shopwright.flows.checkout import run as checkout
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists

router = APIRouter(tags=["Cart"])
SAVED, ONE = "/api/v1/saved", "/api/v1/saved/{saved_id}"


@router.get(SAVED, operation_id="saved_list", summary="What was saved for later", **access(SELF))
async def show(ctx: Ctx, response: Response, currency: Currency = None) -> SavedAnswer:
    """Priced now and with its stock, in as many statements however much it is."""
    response.headers["cache-control"] = "private, no-store"
    currency = currency or ctx.services.settings.shop_currency
    async with ctx.reading() as db:
        kept = await queries.saved_of(db, ctx.user_id)
        items = await queries.shown(db, kept, currency, now=ctx.services.works.now())
    return SavedAnswer(items=[WishAnswer.of(each, currency) for each in items])


@router.post(
    "/api/v1/cart/items/{item_id}/save",
    operation_id="cart_item_save",
    summary="Take a line out of the cart and save it for later",
    status_code=201,
    **access(SELF, 404, 409),
)
async def save(ctx: Ctx, item_id: UUID) -> WishAnswer:
    """For customers: what is kept longer than a cart needs somebody to be kept for."""
    settings = ctx.services.settings
    async with ctx.work() as work:
        kept = await checkout.save_line(
            ctx.services.till,
            work,
            user_id=ctx.user_id,
            line_id=item_id,
            limits=limits_of(settings),
        )
    async with ctx.reading() as db:
        now = ctx.services.works.now()
        [item] = await queries.shown(db, [kept], settings.shop_currency, now=now)
    return WishAnswer.of(item, settings.shop_currency)


@router.post(
    f"{SAVED}/to-cart",
    operation_id="saved_all_to_cart",
    summary="Put what was saved for later back into the cart, or some of it",
    **access(SELF, 404, 409),
)
async def all_to_cart(ctx: Ctx, payload: ToCartPayload) -> ToCartAnswer:
    async with ctx.work() as work:
        _, told = await checkout.wishes_to_cart(
            ctx.services.till,
            work,
            user_id=ctx.user_id,
            wishlist_id=None,
            wish_ids=payload.wish_ids,
        )
    return ToCartAnswer.of(told)


@router.post(
    f"{ONE}/to-cart",
    operation_id="saved_to_cart",
    summary="Put one thing that was saved for later back into the cart",
    **access(SELF, 404, 409),
)
async def to_cart(ctx: Ctx, saved_id: UUID) -> CarriedAnswer:
    """What can't go stays saved, with the reason."""
    async with ctx.work() as work:
        _, [told] = await checkout.wishes_to_cart(
            ctx.services.till, work, user_id=ctx.user_id, wishlist_id=None, wish_ids=[saved_id]
        )
    return CarriedAnswer.of(told)


@router.delete(
    ONE,
    operation_id="saved_delete",
    summary="Keep something no longer that was saved for later",
    status_code=204,
    **access(SELF, 404),
)
async def forget(ctx: Ctx, saved_id: UUID) -> None:
    async with ctx.work() as work:
        await wishlists.remove(work, user_id=ctx.user_id, wishlist_id=None, wish_ids=[saved_id])
