"""Wishlists: made, filled, arranged, shared by a link, and put into the cart."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic.types import StringConstraints

from shopwright.faces.api.context import ANONYMOUS, SELF, Context, Ctx, access
from shopwright.faces.api.items import ItemUnnamed
from shopwright.faces.api.products import Currency
from shopwright.faces.api.wishlist_shapes import (
    ShareAnswer,
    SharedWishlistAnswer,
    SharePayload,
    ToCartAnswer,
    ToCartPayload,
    WishAnswer,
    WishChangePayload,
    WishlistAnswer,
    WishlistPageAnswer,
    WishlistPayload,
    WishMovePayload,
    WishOrderPayload,
    WishPayload,
    limits_of,
)
from shopwright.flows.checkout import run as checkout
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import Wish
from shopwright.modules.wishlists.errors import WishlistNotFound

router = APIRouter(tags=["Wishlists"])
LISTS, LIST = "/api/v1/wishlists", "/api/v1/wishlists/{wishlist_id}"
WISH, SHARED = f"{LIST}/items/{{wish_id}}", f"{LISTS}/shared"
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,64}$")]


@router.get(
    LISTS,
    operation_id="wishlist_list",
    summary="One's own wishlists",
    **access(SELF),
)
async def show_lists(ctx: Ctx) -> list[WishlistAnswer]:
    async with ctx.reading() as db:
        found = await queries.lists_of(db, ctx.user_id)
        counts = await queries.counts(db, [each.id for each in found])
    return [WishlistAnswer.of(each, counts.get(each.id, 0)) for each in found]


@router.post(
    LISTS,
    operation_id="wishlist_create",
    summary="Make a wishlist",
    status_code=201,
    **access(SELF, 409),
)
async def make_list(ctx: Ctx, payload: WishlistPayload) -> WishlistAnswer:
    limits = limits_of(ctx.services.settings)
    async with ctx.work() as work:
        made = await wishlists.make_list(
            work, user_id=ctx.user_id, name=payload.name, limits=limits
        )
    return WishlistAnswer.of(made, 0)


@router.post(
    f"{LISTS}/items",
    operation_id="wish_create_default",
    summary="Put goods on one's own wishlist, which is made at need; once, however often",
    status_code=201,
    **access(SELF, 404, 409),
)
async def wish(ctx: Ctx, payload: WishPayload, response: Response) -> WishAnswer:
    return await _add(ctx, None, payload, response)


@router.get(
    f"{SHARED}/{{token}}",
    operation_id="wishlist_shared",
    summary="A wishlist, by the link that its owner gave away",
    **access(ANONYMOUS, 404),
)
async def show_shared(
    ctx: Ctx,
    token: Annotated[Token, Path(description="What the link ends with.")],
    response: Response,
    currency: Currency = None,
) -> SharedWishlistAnswer:
    """Goods and prices of today; of the owner only what he chose to be called."""
    _keep_to_oneself(response)
    currency = currency or ctx.services.settings.shop_currency
    async with ctx.reading() as db:
        found = await queries.shared(db, token)
        if found is None:
            raise WishlistNotFound
        wishes = await queries.wishes_of(db, found.id)
        items = await queries.shown(db, wishes, currency, now=ctx.services.works.now())
    return SharedWishlistAnswer.of(found, items, currency)


@router.get(
    LIST,
    operation_id="wishlist_get",
    summary="A wishlist, priced now and with its stock",
    **access(SELF, 404),
)
async def show_list(
    ctx: Ctx, wishlist_id: UUID, response: Response, currency: Currency = None
) -> WishlistPageAnswer:
    """As many statements for two hundred things as for one."""
    _keep_to_oneself(response)
    currency = currency or ctx.services.settings.shop_currency
    async with ctx.reading() as db:
        found = await queries.wishlist(db, wishlist_id, user_id=ctx.user_id)
        if found is None:
            raise WishlistNotFound
        wishes = await queries.wishes_of(db, found.id)
        items = await queries.shown(db, wishes, currency, now=ctx.services.works.now())
    return WishlistPageAnswer.with_items(found, items, currency)


@router.patch(
    LIST,
    operation_id="wishlist_rename",
    summary="Call a wishlist otherwise",
    status_code=204,
    **access(SELF, 404),
)
async def rename_list(ctx: Ctx, wishlist_id: UUID, payload: WishlistPayload) -> None:
    async with ctx.work() as work:
        await wishlists.rename_list(
            work, user_id=ctx.user_id, wishlist_id=wishlist_id, name=payload.name
        )


@router.delete(
    LIST,
    operation_id="wishlist_delete",
    summary="Remove a wishlist with all that is on it",
    status_code=204,
    **access(SELF, 404),
)
async def remove_list(ctx: Ctx, wishlist_id: UUID) -> None:
    async with ctx.work() as work:
        await wishlists.remove_list(work, user_id=ctx.user_id, wishlist_id=wishlist_id)


@router.post(
    f"{LIST}/items",
    operation_id="wish_create",
    summary="Put goods on a wishlist; once, however often",
    status_code=201,
    **access(SELF, 404, 409),
)
async def add(ctx: Ctx, wishlist_id: UUID, payload: WishPayload, response: Response) -> WishAnswer:
    return await _add(ctx, wishlist_id, payload, response)


@router.patch(
    WISH,
    operation_id="wish_update",
    summary="Choose a variant, another quantity or another note",
    **access(SELF, 404, 409),
)
async def change(
    ctx: Ctx, wishlist_id: UUID, wish_id: UUID, payload: WishChangePayload
) -> WishAnswer:
    async with ctx.work() as work:
        changed = await wishlists.change(
            work,
            user_id=ctx.user_id,
            wishlist_id=wishlist_id,
            wish_id=wish_id,
            wanted=payload.wanted(),
        )
    return await _shown(ctx, changed)


@router.delete(
    WISH,
    operation_id="wish_delete",
    summary="Take something off a wishlist",
    status_code=204,
    **access(SELF, 404),
)
async def remove(ctx: Ctx, wishlist_id: UUID, wish_id: UUID) -> None:
    async with ctx.work() as work:
        await wishlists.remove(
            work, user_id=ctx.user_id, wishlist_id=wishlist_id, wish_ids=[wish_id]
        )


@router.post(
    f"{WISH}/move",
    operation_id="wish_move",
    summary="Take something from one wishlist to another; where that has it already, the two become one",
    **access(SELF, 404, 409),
)
async def move(ctx: Ctx, wishlist_id: UUID, wish_id: UUID, payload: WishMovePayload) -> WishAnswer:
    async with ctx.work() as work:
        moved = await wishlists.move(
            work,
            user_id=ctx.user_id,
            wish_id=wish_id,
            from_id=wishlist_id,
            into_id=payload.wishlist_id,
            limits=limits_of(ctx.services.settings),
        )
    return await _shown(ctx, moved)


@router.put(
    f"{LIST}/order",
    operation_id="wishlist_arrange",
    summary="Put what is on a wishlist into an order",
    status_code=204,
    **access(SELF, 404, 409),
)
async def arrange(ctx: Ctx, wishlist_id: UUID, payload: WishOrderPayload) -> None:
    async with ctx.work() as work:
        await wishlists.reorder(
            work, user_id=ctx.user_id, wishlist_id=wishlist_id, wish_ids=payload.wish_ids
        )


@router.post(
    f"{LIST}/share",
    operation_id="wishlist_share",
    summary="Make a link that shows a wishlist to others; one from before shows nothing any more",
    status_code=201,
    **access(SELF, 404, 409),
)
async def share(
    ctx: Ctx, wishlist_id: UUID, payload: SharePayload, response: Response
) -> ShareAnswer:
    _keep_to_oneself(response)
    async with ctx.work() as work:
        token = await wishlists.share(
            work, user_id=ctx.user_id, wishlist_id=wishlist_id, shown_as=payload.shown_as
        )
    return ShareAnswer(token=token, path=f"{SHARED}/{token}")


@router.delete(
    f"{LIST}/share",
    operation_id="wishlist_unshare",
    summary="Let the link to a wishlist show nothing any more",
    status_code=204,
    **access(SELF, 404),
)
async def unshare(ctx: Ctx, wishlist_id: UUID) -> None:
    async with ctx.work() as work:
        await wishlists.unshare(work, user_id=ctx.user_id, wishlist_id=wishlist_id)


@router.post(
    f"{LIST}/to-cart",
    operation_id="wishlist_to_cart",
    summary="Put what is on a wishlist into the cart, or some of it",
    **access(SELF, 404, 409),
)
async def to_cart(ctx: Ctx, wishlist_id: UUID, payload: ToCartPayload) -> ToCartAnswer:
    """What went leaves the list; what could not stays there, with the reason."""
    async with ctx.work() as work:
        _, told = await checkout.wishes_to_cart(
            ctx.services.till,
            work,
            user_id=ctx.user_id,
            wishlist_id=wishlist_id,
            wish_ids=payload.wish_ids,
        )
    return ToCartAnswer.of(told)


async def _add(
    ctx: Context, wishlist_id: UUID | None, payload: WishPayload, response: Response
) -> WishAnswer:
    if (payload.variant_id is None) == (payload.product_id is None):
        raise ItemUnnamed
    async with ctx.work() as work:
        added, is_new = await wishlists.add(
            work,
            user_id=ctx.user_id,
            wishlist_id=wishlist_id,
            wanted=payload.wanted(),
            currency=ctx.services.settings.shop_currency,
            limits=limits_of(ctx.services.settings),
        )
    response.status_code = 201 if is_new else 200
    return await _shown(ctx, added)


async def _shown(ctx: Context, found: Wish) -> WishAnswer:
    currency = ctx.services.settings.shop_currency
    async with ctx.reading() as db:
        [item] = await queries.shown(db, [found], currency, now=ctx.services.works.now())
    return WishAnswer.of(item, currency)


def _keep_to_oneself(response: Response) -> None:
    """Nobody between keeps a copy, nor any search engine."""
    response.headers["cache-control"] = "private, no-store"
    response.headers["x-robots-tag"] = "noindex"
