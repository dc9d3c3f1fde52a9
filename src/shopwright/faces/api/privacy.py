"""One's own personal data: all of it in an archive, or gone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic.types import StringConstraints

from shopwright.faces.api import tokens
from shopwright.faces.api.context import PUBLIC, SIGNED_IN, Context, Ctx, access
from shopwright.faces.api.data_requests import (
    ARCHIVE_PATH,
    DataRequestAnswer,
    DataRequestsAnswer,
    request_answer,
)
from shopwright.faces.api.shapes import Payload, example
from shopwright.flows.privacy import run as privacy
from shopwright.modules.customers import queries
from shopwright.modules.customers.errors import DataRequestNotFound
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import Seen
from shopwright.modules.identity.errors import InvalidToken

router = APIRouter(tags=["Privacy"])
ArchiveToken = Annotated[
    str | None,
    Header(alias="X-Archive-Token", max_length=200, description="Opens a finished archive."),
]


class DataRequestPayload(Payload):
    """The password once more; who has none has to have signed in within the last five minutes."""

    model_config = example({"password": "correct horse battery"})

    password: Annotated[str, StringConstraints(min_length=1, max_length=256)] | None = None


@router.post(
    "/api/v1/privacy/export",
    summary="Ask for everything about oneself as one archive",
    operation_id="privacy_export",
    status_code=202,
    **access(SIGNED_IN, 409),
)
async def ask_for_export(ctx: Ctx, payload: DataRequestPayload) -> DataRequestAnswer:
    await _prove(ctx, payload)
    async with ctx.work() as work:
        request = await privacy.ask_for_export(work, user_id=ctx.user_id)
    return request_answer(ctx, request)


@router.post(
    "/api/v1/privacy/erasure",
    summary="Ask to be erased; it can be taken back for some days",
    operation_id="privacy_erase",
    status_code=202,
    **access(SIGNED_IN, 409),
)
async def ask_for_erasure(ctx: Ctx, payload: DataRequestPayload) -> DataRequestAnswer:
    await _prove(ctx, payload)
    async with ctx.work() as work:
        request = await privacy.ask_for_erasure(ctx.services.bureau, work, user_id=ctx.user_id)
    return request_answer(ctx, request)


@router.delete(
    "/api/v1/privacy/erasure",
    summary="Stay after all",
    operation_id="privacy_stay",
    **access(SIGNED_IN, 404, 409),
)
async def take_erasure_back(ctx: Ctx) -> DataRequestAnswer:
    async with ctx.work() as work:
        request = await privacy.keep_account(work, user_id=ctx.user_id)
    return request_answer(ctx, request)


@router.get(
    "/api/v1/privacy/requests",
    summary="What one asked about one's data, the latest first",
    operation_id="privacy_list",
    **access(SIGNED_IN),
)
async def list_requests(ctx: Ctx, response: Response) -> DataRequestsAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        found = await queries.data_requests(db, ctx.user_id)
    return DataRequestsAnswer(items=[request_answer(ctx, each) for each in found])


@router.get(
    "/api/v1/privacy/requests/{request_id}",
    summary="How far a request is; a finished export tells how to fetch it",
    operation_id="privacy_show",
    **access(SIGNED_IN, 404),
)
async def show_request(ctx: Ctx, request_id: UUID, response: Response) -> DataRequestAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        found = await queries.own_data_request(db, ctx.user_id, request_id)
    return request_answer(ctx, found)


@router.get(
    ARCHIVE_PATH,
    summary="Fetch a finished archive by its token, three times at most",
    operation_id="privacy_fetch",
    response_class=Response,
    **access(PUBLIC, 404, 410),
)
async def fetch_archive(ctx: Ctx, request_id: UUID, token: ArchiveToken = None) -> Response:
    if tokens.read(ctx.services, tokens.ARCHIVE, token) != request_id:
        raise DataRequestNotFound
    async with ctx.work() as work:
        archive = await privacy.fetch_archive(work, request_id=request_id)
    headers = {
        "content-disposition": f'attachment; filename="personal-data-{request_id}.zip"',
        "cache-control": "private, no-store",
    }
    return Response(archive, media_type="application/zip", headers=headers)


async def _prove(ctx: Context, payload: DataRequestPayload) -> None:
    if ctx.claims is None:
        raise InvalidToken
    await identity.prove_again(
        ctx.work,
        ctx.services.security,
        user_id=ctx.user_id,
        session_id=ctx.claims.session_id,
        password=payload.password,
        seen=Seen(ctx.address, ctx.request.headers.get("user-agent", "")),
    )
