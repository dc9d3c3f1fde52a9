"""Being told when goods come back: asked by customers and guests, ended by either."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import EmailStr, Field
from pydantic.types import StringConstraints

from shopwright.faces.api import tokens
from shopwright.faces.api.context import ANONYMOUS, PUBLIC, SELF, Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.products import PRODUCT
from shopwright.faces.api.shapes import Answer, IdText, PageOf, Payload, Time, example
from shopwright.faces.api.unsubscribing import Slip, WayOutAnswer, one_click
from shopwright.infra.settings import Settings
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import SellableVariant
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists import service as wishlists
from shopwright.modules.wishlists.contracts import (
    CONFIRM_ALERT,
    STOP_ALERTS,
    AlertChance,
    AlertTerms,
    StockAlert,
)
from shopwright.modules.wishlists.errors import (
    AlertEmailMissing,
    GoodsUnknown,
    InvalidAlertLink,
    VariantNeeded,
)

router = APIRouter(tags=["Back in stock"])
ALERTS = "/api/v1/stock-alerts"


class StockAlertPayload(Payload):
    """What to wait for; a guest names an address too, and the language of his mails."""

    model_config = example(
        {"variant_id": "0199a3c0-7d1f-7a52-9a0e-3b1f6f0c2a11", "email": "robin@example.com"}
    )

    variant_id: IdText | None = None
    email: Annotated[EmailStr, Field(max_length=320)] | None = None
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] | None = None


class StockAlertAnswer(Answer):
    """A customer waits; a guest has to look into his mails first, and is told nothing more.

    A list says what the goods are called, of those that are for sale.
    """

    id: UUID | None = None
    variant_id: UUID
    is_confirmed: bool
    created_at: Time | None = None
    title: str = ""
    variant_title: str = ""
    slug: str = ""

    @classmethod
    def of(cls, found: StockAlert, goods: SellableVariant | None = None) -> "StockAlertAnswer":
        return cls(
            id=found.id,
            variant_id=found.variant_id,
            is_confirmed=True,
            created_at=found.created_at,
            title=goods.product_title if goods else "",
            variant_title=goods.title if goods else "",
            slug=goods.slug if goods else "",
        )


class AlertChanceAnswer(Answer):
    """Whether one can wait for a variant, and whether one does."""

    variant_id: UUID
    is_in_stock: bool
    can_be_set: bool
    is_set: bool


class AlertChancesAnswer(Answer):
    """What can be waited for of a product; ``needs_email``: a guest names the address that is told."""

    needs_email: bool
    variants: list[AlertChanceAnswer]


class StoppedAnswer(Answer):
    """How many alerts were ended."""

    ended: int


def terms_of(settings: Settings) -> AlertTerms:
    return AlertTerms(
        most=settings.stock_alert_limit,
        confirm_within=timedelta(hours=settings.stock_alert_confirm_hours),
        takes_guests=settings.stock_alert_guests,
    )


@router.get(
    f"{PRODUCT}/stock-alerts",
    operation_id="stock_alert_chances",
    summary="Which variants of a product one can wait for",
    **access(PUBLIC, 404),
)
async def chances(ctx: Ctx, product_id: UUID, response: Response) -> AlertChancesAnswer:
    response.headers["cache-control"] = "private, no-store"
    user_id = ctx.actor.user_id
    may = user_id is not None or ctx.services.settings.stock_alert_guests
    async with ctx.reading() as db:
        found = await queries.chances(db, product_id, user_id=user_id)
    if not found:
        raise GoodsUnknown
    return AlertChancesAnswer(
        needs_email=user_id is None, variants=[_chance(each, may=may) for each in found]
    )


@router.post(
    f"{PRODUCT}/stock-alerts",
    operation_id="stock_alert_create",
    summary="Be told when a variant comes back; a guest confirms his address by a link in a mail",
    status_code=202,
    **access(PUBLIC, 404, 409),
)
async def wait_for(ctx: Ctx, product_id: UUID, payload: StockAlertPayload) -> StockAlertAnswer:
    """A guest gets the same answer whether the address waits already or not."""
    user_id = ctx.actor.user_id
    terms = terms_of(ctx.services.settings)
    if user_id is None and terms.takes_guests and payload.email is None:
        raise AlertEmailMissing
    variant_id = await _variant(ctx, product_id, payload.variant_id)
    async with ctx.work() as work:
        made = await wishlists.wait_for(
            work,
            variant_id=variant_id,
            user_id=user_id,
            email=payload.email or "",
            language=payload.language or "",
            terms=terms,
        )
    if made is None:
        return StockAlertAnswer(variant_id=variant_id, is_confirmed=False)
    return StockAlertAnswer.of(made)


@router.get(
    "/api/v1/users/me/stock-alerts",
    operation_id="stock_alert_list",
    summary="What one waits for, the latest first",
    **access(SELF),
)
async def list_own(
    ctx: Ctx, paging: Paging, request: Request, response: Response
) -> PageOf[StockAlertAnswer]:
    async with ctx.reading() as db:
        page = await queries.alerts_of(db, ctx.user_id, paging)
        goods = await catalog.sellable_variants(db, [each.variant_id for each in page.items])
    shown = {name: each for name, each in goods.items() if each.is_sellable}
    items = [StockAlertAnswer.of(each, shown.get(each.variant_id)) for each in page.items]
    return page_of(request, response, page, items)


@router.delete(
    f"{ALERTS}/{{alert_id}}",
    operation_id="stock_alert_delete",
    summary="Wait no longer",
    status_code=204,
    **access(SELF, 404),
)
async def cancel(ctx: Ctx, alert_id: UUID) -> None:
    async with ctx.work() as work:
        await wishlists.cancel_alert(work, user_id=ctx.user_id, alert_id=alert_id)


@router.get(
    f"{ALERTS}/confirm/{{token}}",
    operation_id="stock_alert_open",
    summary="Open the link of a mail: the address waits from now on",
    description="Opening it again changes nothing and answers the same, as programs that look at mails open links too.",
    **access(ANONYMOUS),
)
@router.post(
    f"{ALERTS}/confirm/{{token}}",
    operation_id="stock_alert_confirm",
    summary="Confirm a guest's address by the token of a mail",
    **access(ANONYMOUS),
)
async def confirm(ctx: Ctx, token: Slip, response: Response) -> StockAlertAnswer:
    response.headers["cache-control"] = "private, no-store"
    alert_id = _named(ctx, CONFIRM_ALERT, token)
    async with ctx.work() as work:
        confirmed = await wishlists.confirm_alert(work, alert_id=alert_id)
    return StockAlertAnswer(variant_id=confirmed.variant_id, is_confirmed=True)


@router.get(
    f"{ALERTS}/stop/{{token}}",
    operation_id="stock_alert_stop_look",
    summary="Look at the link of a mail that ends all alerts, without using it",
    **access(ANONYMOUS),
)
async def look_at_stop(ctx: Ctx, token: Slip, response: Response) -> WayOutAnswer:
    response.headers["cache-control"] = "private, no-store"
    _named(ctx, STOP_ALERTS, token)
    return WayOutAnswer(use=f"POST {ALERTS}/stop/{token}")


@router.post(
    f"{ALERTS}/stop/{{token}}",
    operation_id="stock_alert_stop",
    summary="End all that the reader of a mail waits for; nobody has to sign in",
    **one_click(access(ANONYMOUS)),
)
async def stop(ctx: Ctx, token: Slip) -> StoppedAnswer:
    alert_id = _named(ctx, STOP_ALERTS, token)
    async with ctx.work() as work:
        ended = await wishlists.stop_alerts(work, alert_id=alert_id)
    return StoppedAnswer(ended=ended)


async def _variant(ctx: Context, product_id: UUID, named: UUID | None) -> UUID:
    """The variant that is meant: the one that is named, or the only one.

    Raises:
        GoodsUnknown: the product has no such variant for sale.
        VariantNeeded: it has several.
    """
    async with ctx.reading() as db:
        found = [each.variant_id for each in await queries.chances(db, product_id, user_id=None)]
    if not found or (named is not None and named not in found):
        raise GoodsUnknown
    if named is None and len(found) > 1:
        raise VariantNeeded
    return named or found[0]


def _named(ctx: Context, purpose: str, token: str) -> UUID:
    alert_id = tokens.read(ctx.services, purpose, token)
    if alert_id is None:
        raise InvalidAlertLink
    return alert_id


def _chance(found: AlertChance, *, may: bool) -> AlertChanceAnswer:
    return AlertChanceAnswer(
        variant_id=found.variant_id,
        is_in_stock=found.is_in_stock,
        can_be_set=may and not found.is_in_stock and not found.is_set,
        is_set=found.is_set,
    )
