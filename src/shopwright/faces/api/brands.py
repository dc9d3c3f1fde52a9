"""Brands: listed and shown to everybody, described by staff."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request, Response

from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.finished import etag_of, expected_version, finished
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.product_shapes import Address, Slug
from shopwright.faces.api.shapes import (
    Answer,
    LongText,
    Name,
    PageOf,
    Payload,
    ShortText,
    example,
)
from shopwright.kernel import ids
from shopwright.modules.catalog import queries, service
from shopwright.modules.catalog.contracts import Brand, BrandDraft
from shopwright.modules.catalog.errors import BrandNotFound
from shopwright.modules.catalog.permissions import WRITE

router = APIRouter(tags=["Brands"])
BRANDS, BRAND = "/api/v1/brands", "/api/v1/brands/{brand_id}"
Named = Annotated[str, Path(max_length=200, description="The brand's id or slug.")]


class BrandPayload(Payload):
    """A brand; with another `name` all its products bear that one."""

    model_config = example({"name": "Kilnhouse", "description": "Stoneware since 1921."})

    name: Name
    slug: Slug | None = None
    description: LongText = ""
    logo_url: Address | None = None
    seo_title: ShortText = ""
    seo_description: LongText = ""

    def draft(self) -> BrandDraft:
        return BrandDraft(**self.model_dump(exclude={"slug"}), slug=self.slug or "")


class BrandAnswer(Answer):
    """Its products are listed by `?brand=` with the name."""

    id: UUID
    name: str
    slug: str
    description: str
    logo_url: str | None
    seo_title: str
    seo_description: str
    version: int

    @classmethod
    def of(cls, brand: Brand) -> "BrandAnswer":
        return cls(**{name: getattr(brand, name) for name in cls.model_fields})


@router.get(
    BRANDS,
    operation_id="brand_list",
    summary="Brands, in the order of their names",
    **access(PUBLIC),
)
async def list_brands(ctx: Ctx, response: Response, paging: Paging) -> PageOf[BrandAnswer]:
    async with ctx.reading() as db:
        page = await queries.brands(db, paging)
    return page_of(ctx.request, response, page, [BrandAnswer.of(each) for each in page.items])


@router.get(
    BRAND,
    operation_id="brand_get",
    summary="A brand",
    response_model=BrandAnswer,
    **access(PUBLIC, 404),
)
async def get_brand(ctx: Ctx, brand_id: Named) -> Response:
    """By id or slug; a slug that the brand once had leads to the one it has."""
    async with ctx.reading() as db:
        found = await queries.find_brand(db, brand_id)
    if found is None:
        raise BrandNotFound
    if ids.parse(brand_id) is None and found.slug != brand_id:
        return Response(status_code=301, headers={"location": f"{BRANDS}/{found.slug}"})
    return _answer(ctx.request, found)


@router.post(
    BRANDS,
    operation_id="brand_create",
    summary="Describe a brand",
    status_code=201,
    response_model=BrandAnswer,
    **access(WRITE, 409),
)
async def post_brand(ctx: Ctx, wanted: BrandPayload) -> Response:
    """A brand that a product names is made by that; only one that none names yet has to be made."""
    async with ctx.work() as work:
        made = await service.create_brand(work, draft=wanted.draft())
    return _answer(ctx.request, made, status=201)


@router.put(
    BRAND,
    operation_id="brand_replace",
    summary="Change a brand",
    response_model=BrandAnswer,
    **access(WRITE, 404, 409, 412),
)
async def put_brand(ctx: Ctx, brand_id: Named, wanted: BrandPayload) -> Response:
    """With If-Match only as long as nobody else has changed it."""
    async with ctx.work() as work:
        changed = await service.update_brand(
            work,
            brand_id=_id_of(brand_id),
            draft=wanted.draft(),
            expected_version=expected_version(ctx.request),
        )
    return _answer(ctx.request, changed)


@router.delete(
    BRAND,
    operation_id="brand_delete",
    summary="Delete a brand that no product has",
    status_code=204,
    **access(WRITE, 404, 409, 412),
)
async def remove_brand(ctx: Ctx, brand_id: Named) -> Response:
    async with ctx.work() as work:
        await service.delete_brand(
            work, brand_id=_id_of(brand_id), expected_version=expected_version(ctx.request)
        )
    return Response(status_code=204)


def _answer(request: Request, brand: Brand, *, status: int = 200) -> Response:
    body = orjson.dumps(BrandAnswer.of(brand).model_dump(), default=str)
    headers = {"location": f"{BRANDS}/{brand.id}"} if status == 201 else {}
    etag = f'"{brand.version}-{etag_of(body)[1:]}'
    return finished(request, body, etag=etag, status=status, headers=headers)


def _id_of(written: str) -> UUID:
    brand_id = ids.parse(written)
    if brand_id is None:
        raise BrandNotFound
    return brand_id
