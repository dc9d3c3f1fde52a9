"""Products for those who make them: staff, and vendors their own."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import Context, Ctx, access, any_of
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.product_answers import ProductAnswer
from shopwright.faces.api.product_shapes import ProductChange, ProductPayload
from shopwright.faces.api.products import PRODUCT, PRODUCTS, Named, page_of_product
from shopwright.flows.merchandising.contracts import ProductPatch
from shopwright.flows.merchandising.run.create_product import category_id_of, create_product
from shopwright.flows.merchandising.run.delete_product import delete_product
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Approval
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.catalog.permissions import WRITE, WRITE_OWN
from shopwright.satellites.search import queries as search

router = APIRouter(tags=["Products"])
WRITES = any_of(WRITE, WRITE_OWN)
OWN_APPROVALS = "/api/v1/vendor/approvals"


def may_wait(declared: dict[str, Any]) -> dict[str, Any]:
    """Add to what :func:`access` declares that a vendor's change may have to wait."""
    told = "The product as it is shown; the change waits for staff, see the Link header."
    accepted = {"model": ProductAnswer, "description": told}
    return {**declared, "responses": {202: accepted, **declared["responses"]}}


@router.post(
    PRODUCTS,
    operation_id="product_create",
    summary="Create a product",
    status_code=201,
    response_model=ProductAnswer,
    **access(WRITES, 409),
)
async def post_product(ctx: Ctx, wanted: ProductPayload) -> Response:
    """Staff create products of the shop, vendors their own, which are drafts until staff approves them."""
    async with ctx.work() as work:
        record = wanted.record(ctx.services.settings.shop_currency)
        filed = wanted.named_categories() or []
        if wanted.category:
            filed.append(await category_id_of(work, wanted.category))
        made = await create_product(
            work, record=record, category_ids=filed, terms=ctx.services.gallery.terms
        )
    return await answer_of(ctx, made.id, status=201)


@router.put(
    PRODUCT,
    operation_id="product_replace",
    summary="Replace a product",
    response_model=ProductAnswer,
    **may_wait(access(WRITES, 404, 409, 412)),
)
async def put_product(ctx: Ctx, product_id: Named, wanted: ProductPayload) -> Response:
    """Make the product be what is sent; with If-Match only as long as nobody else has changed it.

    What a vendor changes of a product that is shown waits for staff, and the answer is 202.
    """
    return await _update(ctx, id_of(product_id), wanted.replacement, wanted.category)


@router.patch(
    PRODUCT,
    operation_id="product_update",
    summary="Change a product",
    response_model=ProductAnswer,
    **may_wait(access(WRITES, 404, 409, 412)),
)
async def patch_product(ctx: Ctx, product_id: Named, wanted: ProductChange) -> Response:
    """Change what is sent and leave the rest; with If-Match only as long as nobody else has changed it.

    What a vendor changes of a product that is shown waits for staff, and the answer is 202.
    """
    return await _update(ctx, id_of(product_id), wanted.patch, wanted.category)


@router.delete(
    PRODUCT,
    operation_id="product_delete",
    summary="Delete a product",
    status_code=204,
    **access(WRITES, 404, 412),
)
async def remove_product(ctx: Ctx, product_id: Named) -> Response:
    """Take the product out of the shop; orders keep what they say about it."""
    async with ctx.work() as work:
        version = expected_version(ctx.request)
        await delete_product(work, product_id=id_of(product_id), expected_version=version)
    return Response(status_code=204)


async def _update(
    ctx: Context, product_id: UUID, patch_in: Callable[[str], ProductPatch], category: str | None
) -> Response:
    async with ctx.work() as work:
        patch = patch_in(ctx.services.settings.shop_currency)
        if category:
            filed = (*(patch.category_ids or ()), await category_id_of(work, category))
            patch = replace(patch, category_ids=filed)
        version = expected_version(ctx.request)
        _ = await update_product(
            work,
            product_id=product_id,
            patch=patch,
            expected_version=version,
            terms=ctx.services.gallery.terms,
        )
    return await answer_of(ctx, product_id)


async def answer_of(ctx: Context, product_id: UUID, *, status: int = 200) -> Response:
    waits: Mapping[UUID, Approval] = {}
    async with ctx.reading() as db:
        found = await search.document(db, product_id=product_id)
        if found is not None:
            home = ctx.services.settings.shop_currency
            found = await search.with_related(db, found, home, home)
        if not ctx.actor.may(WRITE):
            waits = await catalog.pending_approvals(db, [product_id])
    if found is None:
        raise ProductNotFound
    page = page_of_product(ctx.request, found, status=202 if waits and status == 200 else status)
    if waits:
        page.headers["link"] = f'<{OWN_APPROVALS}/{waits[product_id].id}>; rel="monitor"'
    return page


def id_of(written: str) -> UUID:
    product_id = ids.parse(written)
    if product_id is None:
        raise ProductNotFound
    return product_id
