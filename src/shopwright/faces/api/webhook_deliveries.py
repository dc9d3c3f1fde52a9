"""What was sent by webhooks, for staff: looked at, and sent again."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import Field

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, Moment, PageOf, Payload, Time, example
from shopwright.faces.api.webhooks_out import ENDPOINT, WEBHOOKS, subject_of
from shopwright.kernel.errors import Invalid
from shopwright.modules.audit import service as audit
from shopwright.satellites.webhooks import queries, service
from shopwright.satellites.webhooks.contracts import Delivery, DeliveryFilter, DeliveryState
from shopwright.satellites.webhooks.errors import DeliveryNotFound
from shopwright.satellites.webhooks.permissions import WEBHOOKS_READ, WEBHOOKS_WRITE

router = APIRouter(tags=["Webhooks, for staff"])
DELIVERIES = f"{WEBHOOKS}/deliveries"
_DELIVERY = f"{DELIVERIES}/{{delivery_id}}"


class ReplayPayload(Payload):
    model_config = example({"since": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"})

    since: Annotated[Moment, Field(strict=False)]
    until: Annotated[Moment, Field(strict=False)]


class WebhookDeliveryAnswer(Answer):
    """``event_id`` is what the other gets as ``webhook-id``, each time."""

    id: UUID
    endpoint_id: UUID
    event_id: UUID
    event: str
    state: DeliveryState
    attempts: int
    next_at: Time | None
    created_at: Time
    finished_at: Time | None


class WebhookAttemptAnswer(Answer):
    """``status`` is 0 where there was no answer; ``error`` says why."""

    at: Time
    status: int
    error: str
    milliseconds: int


class WebhookDeliveryDetail(WebhookDeliveryAnswer):
    body: dict[str, Any]
    log: list[WebhookAttemptAnswer]


class ReplayedAnswer(Answer):
    replayed: int


class WebhookTestAnswer(Answer):
    delivery_id: UUID


@router.get(
    DELIVERIES,
    operation_id="webhook_delivery_list",
    summary="List what was sent, the newest first",
    **access(WEBHOOKS_READ),
)
async def list_deliveries(
    ctx: Ctx,
    response: Response,
    paging: Paging,
    endpoint_id: UUID | None = None,
    state: DeliveryState | None = None,
    event: Annotated[str, Query(max_length=100)] = "",
) -> PageOf[WebhookDeliveryAnswer]:
    wanted = DeliveryFilter(endpoint_id, state, event)
    async with ctx.reading() as db:
        page = await queries.deliveries(db, wanted, paging)
    items = [WebhookDeliveryAnswer(**_members(each)) for each in page.items]
    return page_of(ctx.request, response, page, items)


@router.get(
    _DELIVERY,
    operation_id="webhook_delivery_get",
    summary="Show what was sent, and each attempt",
    **access(WEBHOOKS_READ, 404),
)
async def get_delivery(ctx: Ctx, delivery_id: UUID) -> WebhookDeliveryDetail:
    async with ctx.reading() as db:
        found = await queries.delivery(db, delivery_id)
        if found is None:
            raise DeliveryNotFound
        body = await queries.body(db, delivery_id)
        tried = await queries.attempts(db, delivery_id)
    log = [
        WebhookAttemptAnswer(
            at=each.at, status=each.status, error=each.error, milliseconds=each.milliseconds
        )
        for each in tried
    ]
    return WebhookDeliveryDetail(**_members(found), body=orjson.loads(body), log=log)


@router.post(
    f"{_DELIVERY}/replay",
    operation_id="webhook_delivery_replay",
    summary="Send a message again, under the same id",
    **access(WEBHOOKS_WRITE, 404, 409),
)
async def replay_delivery(ctx: Ctx, delivery_id: UUID) -> ReplayedAnswer:
    async with ctx.work() as work:
        before = await service.replay(work, delivery_id=delivery_id)
        await audit.note(
            work,
            action="webhook.replayed",
            subject=subject_of(before.endpoint_id),
            after={"delivery": str(delivery_id), "was": before.state.value},
        )
    return ReplayedAnswer(replayed=1)


@router.post(
    f"{ENDPOINT}/replay",
    operation_id="webhook_endpoint_replay",
    summary="Send again what an endpoint was told in a range of time",
    **access(WEBHOOKS_WRITE, 404, 409),
)
async def replay_range(ctx: Ctx, endpoint_id: UUID, payload: ReplayPayload) -> ReplayedAnswer:
    if payload.since >= payload.until:
        message = "A range ends after it begins."
        raise Invalid(message)
    async with ctx.work() as work:
        count = await service.replay_range(
            work, endpoint_id=endpoint_id, since=payload.since, until=payload.until
        )
        told = {"since": payload.since, "until": payload.until, "replayed": count}
        await audit.note(
            work, action="webhook.replayed", subject=subject_of(endpoint_id), after=told
        )
    return ReplayedAnswer(replayed=count)


@router.post(
    f"{ENDPOINT}/test",
    operation_id="webhook_endpoint_test",
    summary="Send a test message",
    status_code=202,
    **access(WEBHOOKS_WRITE, 404, 409),
)
async def send_test(ctx: Ctx, endpoint_id: UUID) -> WebhookTestAnswer:
    async with ctx.work() as work:
        delivery_id = await service.send_test(work, endpoint_id=endpoint_id)
        await audit.note(
            work,
            action="webhook.tested",
            subject=subject_of(endpoint_id),
            after={"delivery": str(delivery_id)},
        )
    return WebhookTestAnswer(delivery_id=delivery_id)


def _members(found: Delivery) -> dict[str, Any]:
    return {name: getattr(found, name) for name in WebhookDeliveryAnswer.model_fields}
