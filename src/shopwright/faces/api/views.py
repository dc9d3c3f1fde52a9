"""Views of lists that staff keep for themselves, or share."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import Context, Ctx, access, any_of
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.view_shapes import (
    ListKind,
    ViewAnswer,
    ViewPayload,
    ViewsAnswer,
    listed,
)
from shopwright.kernel.errors import Invalid
from shopwright.modules.views import queries
from shopwright.modules.views import service as views
from shopwright.modules.views.contracts import View
from shopwright.modules.views.errors import ViewNotFound

router = APIRouter(tags=["Desk, for staff"])
_VIEWS, _VIEW = "/api/v1/admin/views", "/api/v1/admin/views/{view_id}"
_STAFF = any_of(*sorted({right for kind in ListKind for right in listed(kind).rights}))


class AnotherList(Invalid):
    code = "another_list"
    title = "A view stays one of the list that it was made for."


@router.get(
    _VIEWS,
    operation_id="view_list",
    summary="List one's own views of lists, and those that others share",
    **access(_STAFF),
)
async def list_views(
    ctx: Ctx, response: Response, kind: Annotated[ListKind | None, Query()] = None
) -> ViewsAnswer:
    """Of lists that the caller may see."""
    response.headers["cache-control"] = "private, no-store"
    kinds = [each for each in _seen(ctx) if kind in (None, each)]
    async with ctx.reading() as db:
        found = await queries.seen_by(db, ctx.user_id, kinds)
    return ViewsAnswer(items=[ViewAnswer.of(each, ctx.user_id) for each in found])


@router.post(
    _VIEWS,
    operation_id="view_keep",
    summary="Keep a view of a list",
    status_code=201,
    **access(_STAFF, 409),
)
async def post_view(ctx: Ctx, response: Response, payload: ViewPayload) -> ViewAnswer:
    if payload.kind not in _seen(ctx):
        ctx.actor.demand(listed(payload.kind).rights[0])
    draft = payload.draft()
    async with ctx.work() as work:
        kept = await views.keep_view(work, draft=draft)
    return _answer(ctx, response, kept)


@router.get(_VIEW, operation_id="view_get", summary="Show a view", **access(_STAFF, 404))
async def get_view(ctx: Ctx, response: Response, view_id: UUID) -> ViewAnswer:
    async with ctx.reading() as db:
        found = await queries.view(db, ctx.user_id, view_id)
    return _answer(ctx, response, _visible(ctx, found))


@router.put(
    _VIEW,
    operation_id="view_change",
    summary="Make a view another one",
    **access(_STAFF, 404, 409, 412),
)
async def put_view(ctx: Ctx, response: Response, view_id: UUID, payload: ViewPayload) -> ViewAnswer:
    """With If-Match only as long as nobody else has changed it."""
    version = expected_version(ctx.request)
    async with ctx.work() as work:
        before = _visible(ctx, await queries.view(work.db, ctx.user_id, view_id))
        if before.kind != payload.kind:
            raise AnotherList
        changed = await views.change_view(
            work, view_id=view_id, draft=payload.draft(), expected_version=version
        )
    return _answer(ctx, response, changed)


@router.delete(
    _VIEW,
    operation_id="view_forget",
    summary="Delete a view",
    status_code=204,
    **access(_STAFF, 404),
)
async def delete_view(ctx: Ctx, view_id: UUID) -> None:
    async with ctx.work() as work:
        _ = _visible(ctx, await queries.view(work.db, ctx.user_id, view_id))
        await views.forget_view(work, view_id=view_id)


def _seen(ctx: Context) -> Iterable[ListKind]:
    """The lists that the caller may see."""
    return [kind for kind in ListKind if any(map(ctx.actor.may, listed(kind).rights))]


def _visible(ctx: Context, view: View) -> View:
    if ListKind(view.kind) not in _seen(ctx):
        raise ViewNotFound
    return view


def _answer(ctx: Context, response: Response, view: View) -> ViewAnswer:
    response.headers["cache-control"] = "private, no-store"
    response.headers["etag"] = f'"{view.version}"'
    return ViewAnswer.of(view, ctx.user_id)
