"""Pictures: uploaded, described, arranged, deleted."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from shopwright.faces.api.context import PUBLIC, Context, Ctx, access, any_of
from shopwright.faces.api.media_shapes import (
    ArrangementPayload,
    ImageFields,
    PictureAnswer,
    PictureChange,
    PicturesAnswer,
    UploadFields,
    UploadPrint,
    picture_answer,
)
from shopwright.faces.api.replay import IdempotencyKey, key_of, once
from shopwright.faces.api.uploads import Sent, fields_of, sent_file, takes_file
from shopwright.flows.merchandising.run import pictures
from shopwright.flows.merchandising.run.pictures import Upload
from shopwright.infra import idempotency
from shopwright.infra.idempotency import Key, Standing, StoredAnswer
from shopwright.modules.catalog.permissions import WRITE, WRITE_CATEGORIES, WRITE_OWN
from shopwright.modules.media import queries
from shopwright.modules.media.contracts import Picture, UseKind
from shopwright.modules.media.errors import PictureNotFound

router = APIRouter(tags=["Pictures"])
_PICTURES, _PICTURE = "/api/v1/admin/media", "/api/v1/admin/media/{picture_id}"
_OF_CATEGORY = "/api/v1/categories/{category_id}/media"
_WRITES, _UPLOADS = any_of(WRITE, WRITE_OWN), any_of(WRITE, WRITE_OWN, WRITE_CATEGORIES)


@router.post(
    _PICTURES,
    operation_id="media_create",
    summary="Upload a picture",
    status_code=201,
    response_model=PictureAnswer,
    **takes_file(access(_UPLOADS, 404, 409, 413), UploadFields, largest="upload"),
)
async def post_picture(ctx: Ctx, idempotency_key: IdempotencyKey = None) -> Response:
    """Take in a PNG, JPEG or WebP picture; only sizes made of it are kept. With a product, variant or category it hangs there."""
    sent = await sent_file(ctx, limit=ctx.services.settings.max_upload_bytes)
    return await _take_in(ctx, sent, fields_of(sent, UploadFields), idempotency_key)


@router.post(
    "/api/v1/products/{product_id}/upload-image",
    operation_id="product_upload_image",
    summary="Upload a picture of a product",
    status_code=201,
    response_model=PictureAnswer,
    **takes_file(access(_WRITES, 404, 409, 413), ImageFields, largest="upload"),
)
async def post_product_picture(
    ctx: Ctx, product_id: UUID, idempotency_key: IdempotencyKey = None
) -> Response:
    """Take in a PNG, JPEG or WebP picture and hang it behind those that the product has; only sizes made of it are kept."""
    sent = await sent_file(ctx, limit=ctx.services.settings.max_upload_bytes)
    fields = fields_of(sent, ImageFields)
    hung = UploadFields(alt=fields.alt, product_id=product_id)
    return await _take_in(ctx, sent, hung, idempotency_key)


@router.get(
    _PICTURES,
    operation_id="media_list",
    summary="List uploaded pictures, the latest first; vendors see their own",
    **access(_WRITES),
)
async def list_pictures(
    ctx: Ctx,
    before: Annotated[UUID | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> PicturesAnswer:
    """``before`` is the id of the last picture of the page before."""
    own = None if ctx.actor.may(WRITE) else ctx.user_id
    async with ctx.reading() as db:
        found = await queries.pictures(db, owner_id=own, before=before, limit=limit)
    return PicturesAnswer(items=[_shown(ctx, each) for each in found])


@router.get(
    _PICTURE,
    operation_id="media_get",
    summary="Show an uploaded picture",
    **access(_WRITES, 404),
)
async def get_picture(ctx: Ctx, picture_id: UUID) -> PictureAnswer:
    async with ctx.reading() as db:
        found = await queries.picture(db, picture_id)
    if found is None or not (ctx.actor.may(WRITE) or found.owner_id == ctx.actor.user_id):
        raise PictureNotFound
    return _shown(ctx, found)


@router.patch(
    _PICTURE,
    operation_id="media_update",
    summary="Describe a picture",
    **access(_WRITES, 404),
)
async def patch_picture(ctx: Ctx, picture_id: UUID, payload: PictureChange) -> PictureAnswer:
    async with ctx.work() as work:
        found = await pictures.describe_picture(work, picture_id=picture_id, alt=payload.alt)
    return _shown(ctx, found)


@router.delete(
    _PICTURE,
    operation_id="media_delete",
    summary="Delete a picture that is shown nowhere",
    status_code=204,
    **access(_WRITES, 404, 409),
)
async def remove_picture(ctx: Ctx, picture_id: UUID) -> Response:
    async with ctx.work() as work:
        await pictures.delete_picture(ctx.services.gallery, work, picture_id=picture_id)
    return Response(status_code=204)


@router.get(
    _OF_CATEGORY,
    operation_id="category_media_list",
    summary="Show a category's pictures",
    **access(PUBLIC),
)
async def category_pictures(ctx: Ctx, category_id: UUID) -> PicturesAnswer:
    return await _of_category(ctx, category_id)


@router.put(
    _OF_CATEGORY,
    operation_id="category_media_arrange",
    summary="Choose a category's pictures and their order",
    **access(WRITE_CATEGORIES, 404),
)
async def put_category_pictures(
    ctx: Ctx, category_id: UUID, payload: ArrangementPayload
) -> PicturesAnswer:
    async with ctx.work() as work:
        await pictures.arrange_category(
            work, category_id=category_id, picture_ids=payload.picture_ids
        )
    return await _of_category(ctx, category_id)


async def _of_category(ctx: Context, category_id: UUID) -> PicturesAnswer:
    async with ctx.reading() as db:
        found = await queries.pictures_of(db, UseKind.CATEGORY, category_id)
    return PicturesAnswer(items=[_shown(ctx, each) for each in found])


async def _take_in(ctx: Context, sent: Sent, fields: UploadFields, header: str | None) -> Response:
    shape = UploadPrint.of(fields, sent.name, sent.content)
    key = key_of(ctx, header, route="media_create", payload=shape)
    upload = Upload(name=sent.name, content=sent.content, **fields.model_dump())

    async def produce() -> PictureAnswer | StoredAnswer:
        return await _answer_of(ctx, key) or _shown(
            ctx, await pictures.upload_picture(ctx.services.gallery, actor=ctx.actor, upload=upload)
        )

    return await once(ctx, key, 201, produce)


async def _answer_of(ctx: Context, key: Key | None) -> StoredAnswer | None:
    """What was answered under the key before. Whoever broke off does it all again: the same file is the same picture."""
    if key is None:
        return None
    async with ctx.work() as work:
        claim = await idempotency.claim(work, key)
    return claim.answer if claim.standing is Standing.DONE else None


def _shown(ctx: Context, picture: Picture) -> PictureAnswer:
    return picture_answer(ctx.services.gallery.store, picture)
