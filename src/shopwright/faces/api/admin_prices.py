"""What staff do with prices beside setting them: discounts for a time, and what each price was."""

from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, model_validator

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    CurrencyCode,
    IdText,
    Moment,
    Name,
    PageOf,
    Payload,
    Time,
    example,
)
from shopwright.flows.merchandising.run import discounts
from shopwright.infra.work import Work
from shopwright.kernel.money import Money
from shopwright.modules.catalog.permissions import READ, WRITE
from shopwright.modules.pricing import queries
from shopwright.modules.pricing.contracts import (
    Discount,
    DiscountDraft,
    PastPrice,
    PriceReason,
    Scope,
)

router = APIRouter(tags=["Prices, for staff"])
DISCOUNTS = "/api/v1/admin/discounts"


class DiscountPayload(Payload):
    """A percentage, or an amount off prices in its currency; from now on where no beginning is given."""

    model_config = example(
        {
            "name": "Spring",
            "scope": "variant",
            "target_id": "0190f5a0-0000-7000-8000-000000000001",
            "percent": "12.5",
            "ends_at": "2099-04-01T00:00:00Z",
        }
    )

    name: Name
    scope: Annotated[Scope, Field(strict=False)]
    target_id: IdText
    percent: Amount | None = None
    amount: Amount | None = None
    currency: CurrencyCode | None = None
    starts_at: Annotated[Moment, Field(strict=False)] | None = None
    ends_at: Annotated[Moment, Field(strict=False)]

    @model_validator(mode="after")
    def ask_for_one_size(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            message = "percent or amount is required, but not both"
            raise ValueError(message)
        if self.percent is not None and Decimal(self.percent) * 100 % 1:
            message = "percent has two decimals at most"
            raise ValueError(message)
        return self

    def draft(self, work: Work, home_currency: str) -> DiscountDraft:
        currency = self.currency or home_currency
        return DiscountDraft(
            name=self.name,
            scope=self.scope,
            target_id=self.target_id,
            hundredths=None if self.percent is None else int(Decimal(self.percent) * 100),
            amount=None if self.amount is None else Money.parse(self.amount, currency),
            starts_at=self.starts_at or work.now,
            ends_at=self.ends_at,
        )


class DiscountAnswer(Answer):
    id: UUID
    name: str
    scope: Scope
    target_id: UUID
    percent: Annotated[str | None, Field(examples=["12.50"])]
    amount: str | None
    currency: str | None
    starts_at: Time
    ends_at: Time

    @classmethod
    def of(cls, found: Discount) -> "DiscountAnswer":
        percent = None if found.hundredths is None else f"{Decimal(found.hundredths) / 100:.2f}"
        return cls(
            id=found.id,
            name=found.name,
            scope=found.scope,
            target_id=found.target_id,
            percent=percent,
            amount=found.amount.amount if found.amount else None,
            currency=found.amount.currency if found.amount else None,
            starts_at=found.starts_at,
            ends_at=found.ends_at,
        )


class PastPriceAnswer(Answer):
    """A price from a moment on, as customers saw it."""

    at: Time
    price: str
    compare_at_price: str | None
    currency: str
    reason: PriceReason
    discount_id: UUID | None
    actor: str

    @classmethod
    def of(cls, past: PastPrice) -> "PastPriceAnswer":
        return cls(
            at=past.at,
            price=past.amount.amount,
            compare_at_price=past.compare_at.amount if past.compare_at else None,
            currency=past.amount.currency,
            reason=past.reason,
            discount_id=past.discount_id,
            actor=past.actor,
        )


@router.get(
    DISCOUNTS,
    operation_id="discount_list",
    summary="List discounts, the newest first",
    **access(READ),
)
async def list_discounts(ctx: Ctx, response: Response, paging: Paging) -> PageOf[DiscountAnswer]:
    """Those that are over too."""
    async with ctx.reading() as db:
        page = await queries.discounts(db, paging)
    return page_of(ctx.request, response, page, [DiscountAnswer.of(each) for each in page.items])


@router.post(
    DISCOUNTS,
    operation_id="discount_create",
    summary="Give a discount for a time",
    status_code=201,
    **access(WRITE),
)
async def post_discount(ctx: Ctx, wanted: DiscountPayload) -> DiscountAnswer:
    """On a variant, a product, or a category and all below it. Of several the best for the customer counts."""
    async with ctx.work() as work:
        draft = wanted.draft(work, ctx.services.settings.shop_currency)
        made = await discounts.make_discount(work, draft=draft)
    return DiscountAnswer.of(made)


@router.delete(
    f"{DISCOUNTS}/{{discount_id}}",
    operation_id="discount_end",
    summary="End a discount now",
    **access(WRITE, 404),
)
async def delete_discount(ctx: Ctx, discount_id: UUID) -> DiscountAnswer:
    async with ctx.work() as work:
        ended = await discounts.end_discount(work, discount_id=discount_id)
    return DiscountAnswer.of(ended)


@router.get(
    "/api/v1/admin/variants/{variant_id}/prices",
    operation_id="price_history",
    summary="What a variant cost, the latest first",
    **access(READ),
)
async def get_history(
    ctx: Ctx, response: Response, variant_id: UUID, paging: Paging
) -> PageOf[PastPriceAnswer]:
    """Each price that customers saw: since when, why, and who made it so."""
    async with ctx.reading() as db:
        page = await queries.history(db, variant_id, paging)
    return page_of(ctx.request, response, page, [PastPriceAnswer.of(each) for each in page.items])
