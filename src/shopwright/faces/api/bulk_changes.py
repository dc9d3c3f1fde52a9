"""Many products at once, products beside others, and removed ones back: for staff."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.product_answers import ProductAnswer
from shopwright.faces.api.product_changes import answer_of, id_of
from shopwright.faces.api.product_shapes import Status, WrittenMoment
from shopwright.faces.api.products import PRODUCT, Named
from shopwright.faces.api.shapes import (
    Amount,
    Answer,
    CurrencyCode,
    IdText,
    Name,
    PageOf,
    Payload,
    ShortText,
    Time,
    example,
)
from shopwright.flows.merchandising.contracts import (
    BulkOperation,
    BulkResult,
    Effect,
    PriceRecord,
    ProductPatch,
)
from shopwright.flows.merchandising.run import bulk_edit, curating
from shopwright.kernel.money import Money
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import RelationKind
from shopwright.modules.catalog.permissions import READ, WRITE

router = APIRouter(tags=["Products"])
ADMIN = "/api/v1/admin/products"
_ID = "0190f5a0-0000-7000-8000-000000000001"
_WINDOW = ("published_from", "published_until")
Ids = Annotated[list[IdText], Field(max_length=50)]
Tags = Annotated[list[Name], Field(max_length=100)]


class ErrorPolicy(StrEnum):
    """What one operation that can't be done means for the others."""

    REJECT_ALL = "reject_all"
    SKIP_FAILED = "skip_failed"


class BulkOperationPayload(Payload):
    """What shall change about one product; what is left out stays."""

    product_id: IdText
    version: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    status: Status | None = None
    brand: ShortText | None = None
    price: Amount | None = None
    compare_at_price: Amount | None = None
    currency: CurrencyCode | None = None
    variant_id: Annotated[IdText | None, Field(description="Of several, the one to price.")] = None
    price_percent: Annotated[
        int | None,
        Field(
            ge=-90, le=400, description="Added to each price of the product; below 0, taken off."
        ),
    ] = None
    add_category_ids: Ids = Field(default=[])
    remove_category_ids: Ids = Field(default=[])
    add_tags: Tags = Field(default=[])
    remove_tags: Tags = Field(default=[])
    published_from: WrittenMoment | None = None
    published_until: WrittenMoment | None = None

    def operation(self, home_currency: str) -> BulkOperation:
        cleared = (name for name in _WINDOW if name in self.model_fields_set)
        patch = ProductPatch(
            status=self.status,
            brand=self.brand,
            published_from=self.published_from,
            published_until=self.published_until,
            clears=frozenset(name for name in cleared if getattr(self, name) is None),
        )
        return BulkOperation(
            product_id=self.product_id,
            version=self.version,
            patch=patch,
            price=self._price(self.currency or home_currency),
            variant_id=self.variant_id,
            price_percent=None if self.price_percent is None else Decimal(self.price_percent),
            adds_categories=tuple(self.add_category_ids),
            removes_categories=tuple(self.remove_category_ids),
            adds_tags=tuple(self.add_tags),
            removes_tags=tuple(self.remove_tags),
        )

    def _price(self, currency: str) -> PriceRecord | None:
        if self.price is None:
            return None
        before = self.compare_at_price
        compare_at = None if before is None else Money.parse(before, currency)
        return PriceRecord(Money.parse(self.price, currency), compare_at)


class BulkPayload(Payload):
    model_config = example(
        {
            "policy": "skip_failed",
            "operations": [
                {"product_id": _ID, "price": "12.00", "add_tags": ["spring"]},
                {"product_id": _ID, "status": "archived"},
            ],
        }
    )

    policy: Annotated[ErrorPolicy, Field(strict=False)] = ErrorPolicy.REJECT_ALL
    operations: Annotated[list[BulkOperationPayload], Field(min_length=1, max_length=500)]


class BulkResultAnswer(Answer):
    index: int
    product_id: UUID
    effect: Effect
    code: str
    detail: str

    @classmethod
    def of(cls, index: int, result: BulkResult) -> "BulkResultAnswer":
        return cls(
            index=index,
            product_id=result.product_id,
            effect=result.effect,
            code=result.code,
            detail=result.detail,
        )


class BulkAnswer(Answer):
    """What became of each operation, in their order."""

    changed: int
    unchanged: int
    failed: int
    results: list[BulkResultAnswer]


class RelatedPayload(Payload):
    """The products to be shown beside one, by kind and in order; a kind that is left out stays."""

    model_config = example({"accessory": []})

    related: Ids | None = None
    upsell: Ids | None = None
    accessory: Ids | None = None


class RemovedProductAnswer(Answer):
    id: UUID
    slug: str
    title: str
    vendor_id: UUID | None
    deleted_at: Time


@router.post(
    f"{ADMIN}/bulk",
    operation_id="product_bulk_change",
    summary="Change up to 500 products at once",
    **access(WRITE, 409),
)
async def change_many(ctx: Ctx, payload: BulkPayload) -> BulkAnswer:
    """All or nothing where the policy is `reject_all`; else what can't be done is left out, and told."""
    home = ctx.services.settings.shop_currency
    operations = [each.operation(home) for each in payload.operations]
    async with ctx.work() as work:
        results = await bulk_edit.bulk_edit(
            work, operations=operations, rejects_all=payload.policy is ErrorPolicy.REJECT_ALL
        )
    effects = [each.effect for each in results]
    return BulkAnswer(
        changed=effects.count(Effect.CHANGED),
        unchanged=effects.count(Effect.UNCHANGED),
        failed=effects.count(Effect.FAILED),
        results=[BulkResultAnswer.of(at, each) for at, each in enumerate(results)],
    )


@router.put(
    f"{PRODUCT}/related",
    operation_id="product_relate",
    summary="Say which products are shown beside one",
    response_model=ProductAnswer,
    **access(WRITE, 404, 412),
)
async def put_related(ctx: Ctx, product_id: Named, payload: RelatedPayload) -> Response:
    named = {kind: getattr(payload, kind) for kind in RelationKind}
    async with ctx.work() as work:
        await curating.relate(
            work,
            product_id=id_of(product_id),
            wishes={kind: ids for kind, ids in named.items() if ids is not None},
            expected_version=expected_version(ctx.request),
        )
    return await answer_of(ctx, id_of(product_id))


@router.get(
    f"{ADMIN}/removed",
    operation_id="product_list_removed",
    summary="Products that were deleted, and can be brought back",
    **access(READ),
)
async def list_removed(
    ctx: Ctx, response: Response, paging: Paging
) -> PageOf[RemovedProductAnswer]:
    async with ctx.reading() as db:
        page = await catalog.removed_products(db, paging)
    items = [
        RemovedProductAnswer(
            id=each.id,
            slug=each.slug,
            title=each.title,
            vendor_id=each.owner_id,
            deleted_at=each.deleted_at,
        )
        for each in page.items
    ]
    return page_of(ctx.request, response, page, items)


@router.post(
    f"{ADMIN}/{{product_id}}/restore",
    operation_id="product_restore",
    summary="Bring a deleted product back, as a draft",
    response_model=ProductAnswer,
    **access(WRITE, 404, 409),
)
async def restore(ctx: Ctx, product_id: UUID) -> Response:
    async with ctx.work() as work:
        await curating.restore(work, product_id=product_id)
    return await answer_of(ctx, product_id)
