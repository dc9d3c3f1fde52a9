"""Others' personal data: for staff who answer requests that came by post."""

from uuid import UUID

from fastapi import APIRouter, Response

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.data_requests import (
    DataRequestAnswer,
    DataRequestsAnswer,
    request_answer,
)
from shopwright.flows.privacy import run as privacy
from shopwright.flows.privacy.permissions import PRIVACY_WRITE
from shopwright.modules.customers import queries

router = APIRouter(tags=["Administration"])


@router.post(
    "/api/v1/admin/users/{user_id}/privacy/export",
    summary="Have everything about a person put into one archive",
    operation_id="privacy_export_administered",
    status_code=202,
    **access(PRIVACY_WRITE, 404, 409),
)
async def export_person(ctx: Ctx, user_id: UUID) -> DataRequestAnswer:
    async with ctx.work() as work:
        request = await privacy.ask_for_export(work, user_id=user_id, is_by_staff=True)
    return request_answer(ctx, request)


@router.post(
    "/api/v1/admin/users/{user_id}/privacy/erasure",
    summary="Erase a person, without time for second thoughts",
    operation_id="privacy_erase_administered",
    status_code=202,
    **access(PRIVACY_WRITE, 404, 409),
)
async def erase_person(ctx: Ctx, user_id: UUID) -> DataRequestAnswer:
    async with ctx.work() as work:
        request = await privacy.ask_for_erasure(
            ctx.services.bureau, work, user_id=user_id, is_at_once=True
        )
    return request_answer(ctx, request)


@router.get(
    "/api/v1/admin/users/{user_id}/privacy/requests",
    summary="What was asked about a person's data, the latest first",
    operation_id="privacy_list_administered",
    **access(PRIVACY_WRITE),
)
async def list_requests(ctx: Ctx, user_id: UUID, response: Response) -> DataRequestsAnswer:
    response.headers["cache-control"] = "private, no-store"
    async with ctx.reading() as db:
        found = await queries.data_requests(db, user_id)
    return DataRequestsAnswer(items=[request_answer(ctx, each) for each in found])
