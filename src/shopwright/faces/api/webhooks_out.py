"""Outgoing webhooks, for staff: where to send what, and with which secret."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.shapes import Answer, Payload, ShortText, Time, example
from shopwright.infra.guarded import LONGEST_URL
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.satellites.webhooks import queries, service
from shopwright.satellites.webhooks.contracts import LARGEST_PATTERNS, Endpoint, EndpointDraft
from shopwright.satellites.webhooks.errors import EndpointNotFound
from shopwright.satellites.webhooks.permissions import WEBHOOKS_READ, WEBHOOKS_WRITE

router = APIRouter(tags=["Webhooks, for staff"])
WEBHOOKS = "/api/v1/admin/webhooks"
ENDPOINTS = f"{WEBHOOKS}/endpoints"
ENDPOINT = f"{ENDPOINTS}/{{endpoint_id}}"
Pattern = Annotated[
    str,
    StringConstraints(max_length=100, pattern=r"^(\*|[a-z_]+\.(\*|[a-z_]+))$"),
    Field(description="A name, `noun.*`, or `*`."),
]


class WebhookEndpointPayload(Payload):
    model_config = example(
        {
            "url": "https://erp.example.com/hooks/shop",
            "description": "Our books",
            "events": ["order.*", "product.changed"],
        }
    )

    url: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_URL)]
    description: ShortText = ""
    events: Annotated[list[Pattern], Field(min_length=1, max_length=LARGEST_PATTERNS)]
    is_active: bool = True

    def draft(self) -> EndpointDraft:
        return EndpointDraft(self.url, self.description, tuple(self.events), self.is_active)


class WebhookEndpointAnswer(Answer):
    """``disabled_reason``: staff, gone (it answered 410) or failing (nothing came through for days)."""

    id: UUID
    url: str
    description: str
    events: list[str]
    is_active: bool
    disabled_reason: str
    failing_since: Time | None
    previous_secret_until: Time | None
    created_at: Time
    updated_at: Time


class WebhookSecretAnswer(WebhookEndpointAnswer):
    """``secret`` is shown here and never again."""

    secret: str


class PublicEventAnswer(Answer):
    """``fields``: the members of ``data``."""

    name: str
    meaning: str
    fields: list[str]


@router.get(
    f"{WEBHOOKS}/events",
    operation_id="webhook_event_list",
    summary="List the events that can be heard of",
    **access(WEBHOOKS_READ),
)
async def list_events(_: Ctx) -> list[PublicEventAnswer]:
    return [
        PublicEventAnswer(name=each.name, meaning=each.meaning, fields=list(each.fields))
        for each in queries.public_events()
    ]


@router.get(
    ENDPOINTS,
    operation_id="webhook_endpoint_list",
    summary="List webhook endpoints",
    **access(WEBHOOKS_READ),
)
async def list_endpoints(ctx: Ctx) -> list[WebhookEndpointAnswer]:
    async with ctx.reading() as db:
        found = await queries.endpoints(db)
    return [answer_of(each) for each in found]


@router.get(
    ENDPOINT,
    operation_id="webhook_endpoint_get",
    summary="Show a webhook endpoint",
    **access(WEBHOOKS_READ, 404),
)
async def get_endpoint(ctx: Ctx, endpoint_id: UUID) -> WebhookEndpointAnswer:
    async with ctx.reading() as db:
        found = await queries.endpoint(db, endpoint_id)
    if found is None:
        raise EndpointNotFound
    return answer_of(found)


@router.post(
    ENDPOINTS,
    operation_id="webhook_endpoint_create",
    summary="Make a webhook endpoint; its secret is shown this once",
    status_code=201,
    **access(WEBHOOKS_WRITE, 409),
)
async def create_endpoint(ctx: Ctx, payload: WebhookEndpointPayload) -> WebhookSecretAnswer:
    courier = ctx.services.courier
    async with ctx.work() as work:
        made, secret = await service.add_endpoint(
            work,
            draft=payload.draft(),
            check=courier.client.check,
            limit=courier.terms.endpoint_limit,
        )
        await audit.note(
            work, action="webhook.created", subject=subject_of(made.id), after=_told(made)
        )
    return WebhookSecretAnswer(**answer_of(made).model_dump(), secret=secret)


@router.put(
    ENDPOINT,
    operation_id="webhook_endpoint_replace",
    summary="Change a webhook endpoint",
    **access(WEBHOOKS_WRITE, 404),
)
async def replace_endpoint(
    ctx: Ctx, endpoint_id: UUID, payload: WebhookEndpointPayload
) -> WebhookEndpointAnswer:
    async with ctx.work() as work:
        before, after = await service.change_endpoint(
            work,
            endpoint_id=endpoint_id,
            draft=payload.draft(),
            check=ctx.services.courier.client.check,
        )
        await audit.note(
            work,
            action="webhook.changed",
            subject=subject_of(endpoint_id),
            before=_told(before),
            after=_told(after),
        )
    return answer_of(after)


@router.post(
    f"{ENDPOINT}/rotate-secret",
    operation_id="webhook_endpoint_rotate_secret",
    summary="Give a webhook endpoint a new secret, shown this once; the old one signs for a day",
    **access(WEBHOOKS_WRITE, 404),
)
async def rotate_secret(ctx: Ctx, endpoint_id: UUID) -> WebhookSecretAnswer:
    async with ctx.work() as work:
        found, secret = await service.rotate_secret(work, endpoint_id=endpoint_id)
        await audit.note(
            work,
            action="webhook.secret_rotated",
            subject=subject_of(endpoint_id),
            after={"previous_until": found.previous_until},
        )
    return WebhookSecretAnswer(**answer_of(found).model_dump(), secret=secret)


@router.delete(
    ENDPOINT,
    operation_id="webhook_endpoint_delete",
    summary="Take a webhook endpoint away, with all that was sent to it",
    status_code=204,
    **access(WEBHOOKS_WRITE, 404),
)
async def delete_endpoint(ctx: Ctx, endpoint_id: UUID) -> None:
    async with ctx.work() as work:
        before = await service.remove_endpoint(work, endpoint_id=endpoint_id)
        await audit.note(
            work, action="webhook.deleted", subject=subject_of(endpoint_id), before=_told(before)
        )


def answer_of(found: Endpoint) -> WebhookEndpointAnswer:
    return WebhookEndpointAnswer(
        id=found.id,
        url=found.url,
        description=found.description,
        events=list(found.events),
        is_active=found.is_active,
        disabled_reason=found.disabled_reason.value,
        failing_since=found.failing_since,
        previous_secret_until=found.previous_until,
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def subject_of(endpoint_id: UUID) -> Subject:
    return Subject("webhook_endpoint", str(endpoint_id))


def _told(found: Endpoint) -> dict[str, object]:
    """What the trail keeps: an address may carry a key behind its question mark, which is nobody's there."""
    return {
        "url": found.url.partition("?")[0],
        "events": list(found.events),
        "is_active": found.is_active,
    }
