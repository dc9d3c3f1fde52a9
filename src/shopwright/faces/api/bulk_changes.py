"""Many products at once, products beside others, and removed ones back: for staff."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.bulk_shapes import BulkAnswer, BulkPayload, ErrorPolicy, Ids
from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.product_answers import ProductAnswer
from shopwright.faces.api.product_changes import answer_of, id_of
from shopwright.faces.api.products import PRODUCT, Named
from shopwright.faces.api.replay import IdempotencyKey, at_once, key_of
from shopwright.faces.api.shapes import Answer, PageOf, Payload, Time, example
from shopwright.flows.merchandising.run import bulk_edit, curating
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import RelationKind
from shopwright.modules.catalog.permissions import READ, WRITE

router = APIRouter(tags=["Products"])
ADMIN = "/api/v1/admin/products"


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
    response_model=BulkAnswer,
    **access(WRITE, 409),
)
async def change_many(
    ctx: Ctx, payload: BulkPayload, idempotency_key: IdempotencyKey = None
) -> Response:
    """All or nothing where the policy is `reject_all`; else what can't be done is left out, and told."""
    home = ctx.services.settings.shop_currency
    operations = [each.operation(home) for each in payload.operations]
    rejects_all = payload.policy is ErrorPolicy.REJECT_ALL

    async def changed(work: Work) -> BulkAnswer:
        return BulkAnswer.of(
            await bulk_edit.bulk_edit(work, operations=operations, rejects_all=rejects_all)
        )

    key = key_of(ctx, idempotency_key, route="product_bulk_change", payload=payload)
    return await at_once(ctx, key, 200, changed)


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
