"""Products for everybody: lists, search and pages."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from shopwright.faces.api.cards import Cards, cards
from shopwright.faces.api.context import PUBLIC, Context, Ctx, access
from shopwright.faces.api.finished import finished
from shopwright.faces.api.hot import hot
from shopwright.faces.api.pages import Paging
from shopwright.faces.api.product_answers import ProductAnswer
from shopwright.faces.api.search_shapes import SearchAnswer
from shopwright.faces.api.shapes import CurrencyCode
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.catalog.permissions import READ, WRITE_OWN
from shopwright.satellites.search import queries as search
from shopwright.satellites.search.contracts import Document

router = APIRouter(tags=["Products"])
PRODUCTS, PRODUCT = "/api/v1/products", "/api/v1/products/{product_id}"
Named = Annotated[str, Path(max_length=200, description="The product's id or slug.")]
Currency = Annotated[
    CurrencyCode | None,
    Query(description="Of the prices, where there are such; the shop's own unless told."),
]


@router.get(
    PRODUCTS,
    operation_id="product_list",
    summary="List products",
    response_model=SearchAnswer,
    **hot(access(PUBLIC, 401, 403, as_owner=(WRITE_OWN,))),
)
async def list_products(ctx: Ctx, asked: Cards, page: Paging) -> Response:
    return await cards(ctx, asked, page)


@router.get(
    f"{PRODUCTS}/search",
    operation_id="product_search",
    summary="Search products",
    response_model=SearchAnswer,
    **hot(access(PUBLIC, 401, 403, as_owner=(WRITE_OWN,))),
)
async def search_products(ctx: Ctx, asked: Cards, page: Paging) -> Response:
    return await cards(ctx, asked, page)


@router.get(
    PRODUCT,
    operation_id="product_get",
    summary="A product's page",
    response_model=ProductAnswer,
    **hot(access(PUBLIC, 404, as_owner=(WRITE_OWN,)), may_move=True),
)
async def get_product(ctx: Ctx, product_id: Named, currency: Currency = None) -> Response:
    """By id or slug; a slug that the product once had leads to the one it has."""
    named_id = ids.parse(product_id)
    async with ctx.reading() as db:
        found = await search.document(db, product_id=named_id, slug=product_id)
        if found is None and named_id is None:
            now_at = await catalog.former_slug(db, "product", product_id)
            found = await search.document(db, product_id=now_at) if now_at else None
        if found is not None:
            home = ctx.services.settings.shop_currency
            found = await search.with_related(db, found, currency or home, home)
    if found is None or not _may_see(ctx, found):
        raise ProductNotFound
    if named_id is None and found.slug != product_id:
        asked = f"?currency={currency}" if currency else ""
        return Response(status_code=301, headers={"location": f"{PRODUCTS}/{found.slug}{asked}"})
    ctx.services.insight.tally.see(str(found.product_id))
    return page_of_product(ctx.request, search.in_currency(found, currency) if currency else found)


def page_of_product(request: Request, found: Document, *, status: int = 200) -> Response:
    headers = {"location": f"{PRODUCTS}/{found.product_id}"} if status == 201 else {}
    return finished(request, found.text.encode(), etag=found.etag, status=status, headers=headers)


def _may_see(ctx: Context, found: Document) -> bool:
    is_own = found.owner_id is not None and found.owner_id == ctx.actor.user_id
    return found.status == "published" or is_own or ctx.actor.may(READ)
