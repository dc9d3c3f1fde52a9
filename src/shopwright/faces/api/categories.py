"""Categories: the tree and its goods for everybody, changes for staff."""

from collections import defaultdict
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.cards import Cards, cards
from shopwright.faces.api.context import PUBLIC, Ctx, access
from shopwright.faces.api.finished import etag_of, expected_version, finished
from shopwright.faces.api.hot import hot
from shopwright.faces.api.pages import Paging
from shopwright.faces.api.product_shapes import Slug
from shopwright.faces.api.search_shapes import SearchAnswer
from shopwright.faces.api.shapes import (
    Answer,
    IdText,
    LongText,
    Name,
    Payload,
    ShortText,
    example,
)
from shopwright.kernel import ids
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog import service
from shopwright.modules.catalog.contracts import Category, CategoryDraft
from shopwright.modules.catalog.errors import CategoryNotFound
from shopwright.modules.catalog.permissions import WRITE_CATEGORIES, WRITE_OWN

router = APIRouter(tags=["Categories"])
CATEGORIES, CATEGORY = "/api/v1/categories", "/api/v1/categories/{category_id}"
Named = Annotated[str, Path(max_length=200, description="The category's id or slug.")]


class CategoryPayload(Payload):
    """A category; with another `parent_id` it moves, and everything below it with it."""

    model_config = example({"name": "Teapots", "slug": "teapots", "position": 1})

    name: Name
    parent_id: IdText | None = None
    slug: Slug | None = None
    position: Annotated[int, Field(ge=0, le=10**6)] = 0
    description: LongText = ""
    seo_title: ShortText = ""
    seo_description: LongText = ""

    def draft(self) -> CategoryDraft:
        return CategoryDraft(**self.model_dump(exclude={"slug"}), slug=self.slug or "")


class CategoryAnswer(Answer):
    id: UUID
    parent_id: UUID | None
    name: str
    slug: str
    position: int
    description: str
    seo_title: str
    seo_description: str
    version: Annotated[int, Field(description="The first part of the ETag, for If-Match.")]


class CategoryBranch(CategoryAnswer):
    """A category with all below it."""

    children: "list[CategoryBranch]"


class CategoryPage(CategoryAnswer):
    """A category with the way to it from the root, and what is directly below it."""

    ancestors: list[CategoryAnswer]
    children: list[CategoryAnswer]


class CategoryTree(Answer):
    items: list[CategoryBranch]


@router.get(
    CATEGORIES,
    operation_id="category_list",
    summary="The tree of categories",
    response_model=CategoryTree,
    **hot(access(PUBLIC)),
)
async def list_categories(ctx: Ctx) -> Response:
    async with ctx.reading() as db:
        everything = await catalog.categories(db)
    body = CategoryTree(items=_branches(everything)).model_dump_json()
    return finished(ctx.request, body.encode())


@router.get(
    CATEGORY,
    operation_id="category_get",
    summary="A category",
    response_model=CategoryPage,
    **hot(access(PUBLIC, 404), may_move=True),
)
async def get_category(ctx: Ctx, category_id: Named) -> Response:
    """By id or slug; a slug that the category once had leads to the one it has."""
    async with ctx.reading() as db:
        found = await _find(db, category_id)
        everything = await catalog.categories(db)
    if ids.parse(category_id) is None and found.slug != category_id:
        return Response(status_code=301, headers={"location": f"{CATEGORIES}/{found.slug}"})
    by_id = {each.id: each for each in everything}
    page = _shown(found) | {
        "ancestors": [_shown(by_id[each]) for each in found.ancestor_ids[:-1]],
        "children": [_shown(each) for each in everything if each.parent_id == found.id],
    }
    body = orjson.dumps(page, default=str)
    return finished(ctx.request, body, etag=f'"{found.version}-{etag_of(body)[1:]}')


@router.get(
    f"{CATEGORY}/products",
    operation_id="category_products",
    summary="Products of a category and all below it",
    response_model=SearchAnswer,
    **hot(access(PUBLIC, 401, 403, 404, as_owner=(WRITE_OWN,))),
)
async def list_category_products(
    ctx: Ctx, category_id: Named, asked: Cards, page: Paging
) -> Response:
    async with ctx.reading() as db:
        found = await _find(db, category_id)
    return await cards(ctx, asked, page, under=found.id)


@router.post(
    CATEGORIES,
    operation_id="category_create",
    summary="Create a category",
    status_code=201,
    response_model=CategoryAnswer,
    **access(WRITE_CATEGORIES, 409),
)
async def post_category(ctx: Ctx, wanted: CategoryPayload) -> Response:
    async with ctx.work() as work:
        made = await service.create_category(work, draft=wanted.draft())
    return _answer(made, status=201)


@router.put(
    CATEGORY,
    operation_id="category_replace",
    summary="Change or move a category",
    response_model=CategoryAnswer,
    **access(WRITE_CATEGORIES, 404, 409, 412),
)
async def put_category(ctx: Ctx, category_id: Named, wanted: CategoryPayload) -> Response:
    """With If-Match only as long as nobody else has changed it."""
    async with ctx.work() as work:
        changed = await service.update_category(
            work,
            category_id=_id_of(category_id),
            draft=wanted.draft(),
            expected_version=expected_version(ctx.request),
        )
    return _answer(changed)


@router.delete(
    CATEGORY,
    operation_id="category_delete",
    summary="Delete a category without subcategories",
    status_code=204,
    **access(WRITE_CATEGORIES, 404, 409, 412),
)
async def remove_category(ctx: Ctx, category_id: Named) -> Response:
    """Its products stay in the shop."""
    async with ctx.work() as work:
        await service.delete_category(
            work,
            category_id=_id_of(category_id),
            expected_version=expected_version(ctx.request),
        )
    return Response(status_code=204)


async def _find(db: AsyncConnection, reference: str) -> Category:
    category_id = ids.parse(reference)
    if category_id is not None:
        found = await catalog.category(db, category_id)
    else:
        found = await catalog.category_by_slug(db, reference)
        if found is None and (now_at := await catalog.former_slug(db, "category", reference)):
            found = await catalog.category(db, now_at)
    if found is None:
        raise CategoryNotFound
    return found


def _branches(everything: list[Category]) -> list[CategoryBranch]:
    """The tree, built from its leaves: whoever is deeper has the longer path."""
    below: dict[UUID | None, list[CategoryBranch]] = defaultdict(list)
    branches = {}
    for each in sorted(everything, key=lambda each: -len(each.path)):
        branches[each.id] = CategoryBranch(**_shown(each), children=below[each.id])
        below[each.parent_id].append(branches[each.id])
    return below[None]


def _shown(category: Category) -> dict[str, object]:
    return {name: getattr(category, name) for name in CategoryAnswer.model_fields}


def _id_of(written: str) -> UUID:
    category_id = ids.parse(written)
    if category_id is None:
        raise CategoryNotFound
    return category_id


def _answer(category: Category, *, status: int = 200) -> Response:
    body = orjson.dumps(_shown(category), default=str)
    headers = {"etag": f'"{category.version}-{etag_of(body)[1:]}'}
    headers |= {"location": f"{CATEGORIES}/{category.id}"} if status == 201 else {}
    return Response(
        body,
        status_code=status,
        media_type="application/json",
        headers=headers,
    )
