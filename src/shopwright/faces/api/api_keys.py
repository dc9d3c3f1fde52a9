"""API keys: one's own, and everybody's for staff."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StrictInt
from pydantic.types import StringConstraints

from shopwright.faces.api.context import SIGNED_IN, Context, Ctx, access
from shopwright.faces.api.pages import Paging, page_of
from shopwright.faces.api.shapes import Answer, Moment, Name, PageOf, Payload, Time, example
from shopwright.faces.api.signed_in import keep_secret, seen_of
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.identity import queries
from shopwright.modules.identity import service as identity
from shopwright.modules.identity.contracts import ApiKey, NewKey
from shopwright.modules.identity.errors import InvalidToken
from shopwright.modules.identity.permissions import KEYS_READ, KEYS_WRITE

router = APIRouter(tags=["API keys"])
KEYS, KEY, ADMIN_KEYS = "/api/v1/api-keys", "/api/v1/api-keys/{key_id}", "/api/v1/admin/api-keys"
_LONGEST_OVERLAP = 7 * 24 * 60
RightName = Annotated[str, StringConstraints(pattern="^[a-z_]{1,40}(:[a-z_]{1,40})?$")]
_KeyName = Annotated[Name, StringConstraints(max_length=100)]
Proof = Annotated[
    str | None,
    StringConstraints(min_length=1, max_length=256),
    Field(description="The account's; not needed within five minutes of the sign-in."),
]


class KeyPayload(Payload):
    """What a key may do, and until when; without `expires_at` it is good until it is revoked."""

    model_config = example({"name": "Warehouse", "scopes": ["self"]})

    name: _KeyName
    scopes: Annotated[
        list[RightName],
        Field(
            min_length=1,
            max_length=100,
            description="Rights that you hold; `self` for your own cart, orders and addresses.",
        ),
    ]
    expires_at: Annotated[Moment | None, Field(strict=False)] = None
    password: Proof = None


class RotationPayload(Payload):
    model_config = example({"overlap_minutes": 60})

    overlap_minutes: Annotated[
        StrictInt,
        Field(ge=0, le=_LONGEST_OVERLAP, description="How long the old key is good beside it."),
    ] = 0
    password: Proof = None


class KeyAnswer(Answer):
    """A key without its secret; `prefix` and `last4` are what to know it by."""

    id: UUID
    name: str
    prefix: str
    last4: str
    scopes: list[str]
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None
    last_used_at: Time | None = Field(description="To ten minutes.")
    last_used_address: str


class NewKeyAnswer(KeyAnswer):
    """A key that was just made; `key` is shown this once."""

    key: str


class StaffKeyAnswer(KeyAnswer):
    user_id: UUID


@router.get(KEYS, operation_id="api_key_list", summary="One's own API keys", **access(SIGNED_IN))
async def list_keys(ctx: Ctx, response: Response, paging: Paging) -> PageOf[KeyAnswer]:
    async with ctx.reading() as db:
        page = await queries.api_keys(db, paging, user_id=ctx.user_id)
    return page_of(ctx.request, response, page, [KeyAnswer(**_shown(key)) for key in page.items])


@router.post(
    KEYS,
    operation_id="api_key_create",
    summary="Make an API key; it is shown once",
    description=(
        "A key may do what its scopes say and its owner may himself at that moment. It makes no keys, and it never "
        "touches passwords, second factors, sessions or roles."
    ),
    status_code=201,
    **access(SIGNED_IN, 409),
)
async def make_key(ctx: Ctx, response: Response, payload: KeyPayload) -> NewKeyAnswer:
    await _prove(ctx, payload.password)
    wish = identity.KeyWish(payload.name, frozenset(payload.scopes), payload.expires_at)
    async with ctx.work() as work:
        made = await identity.make_key(work, wish=wish, known=ctx.services.rights)
        await audit.note(
            work, action="api_key.made", subject=_subject(made.key), after=_facts(made.key)
        )
    keep_secret(response)
    return _new(made)


@router.post(
    f"{KEY}/rotate",
    operation_id="api_key_rotate",
    summary="Exchange an API key for a new one of the same scopes",
    status_code=201,
    **access(SIGNED_IN, 404, 409),
)
async def rotate_key(
    ctx: Ctx, response: Response, key_id: UUID, payload: RotationPayload | None = None
) -> NewKeyAnswer:
    await _prove(ctx, payload.password if payload else None)
    overlap = timedelta(minutes=payload.overlap_minutes if payload else 0)
    async with ctx.work() as work:
        made = await identity.rotate_key(work, key_id=key_id, overlap=overlap)
        await audit.note(
            work,
            action="api_key.rotated",
            subject=Subject("api_key", str(key_id)),
            after=_facts(made.key) | {"id": made.key.id},
        )
    ctx.services.security.recogniser.forget_user(ctx.user_id)
    keep_secret(response)
    return _new(made)


@router.delete(
    KEY,
    operation_id="api_key_revoke",
    summary="Revoke one's own API key",
    status_code=204,
    **access(SIGNED_IN, 404),
)
async def revoke_key(ctx: Ctx, key_id: UUID) -> None:
    await _revoke(ctx, key_id, own=True)


@router.get(
    ADMIN_KEYS,
    operation_id="api_key_list_administered",
    summary="Everybody's API keys",
    **access(KEYS_READ),
)
async def list_all_keys(
    ctx: Ctx, response: Response, paging: Paging, user_id: UUID | None = None
) -> PageOf[StaffKeyAnswer]:
    async with ctx.reading() as db:
        page = await queries.api_keys(db, paging, user_id=user_id)
    items = [StaffKeyAnswer(**_shown(key), user_id=key.user_id) for key in page.items]
    return page_of(ctx.request, response, page, items)


@router.delete(
    f"{ADMIN_KEYS}/{{key_id}}",
    operation_id="api_key_revoke_administered",
    summary="Revoke anybody's API key",
    status_code=204,
    **access(KEYS_WRITE, 404),
)
async def revoke_any_key(ctx: Ctx, key_id: UUID) -> None:
    await _revoke(ctx, key_id, own=False)


async def _prove(ctx: Context, password: str | None) -> None:
    """A key outlives the session that made it: who finds a browser open should not get one."""
    if ctx.claims is None:
        raise InvalidToken
    await identity.prove_lately(
        ctx.work,
        ctx.services.security,
        user_id=ctx.user_id,
        session_id=ctx.claims.session_id,
        password=password,
        seen=seen_of(ctx),
    )


async def _revoke(ctx: Context, key_id: UUID, *, own: bool) -> None:
    async with ctx.work() as work:
        before = await queries.api_key(work.db, key_id)
        key = await identity.revoke_key(work, key_id=key_id, only_own=own)
        if before is not None and before.revoked_at is None:
            await audit.note(
                work,
                action="api_key.revoked",
                subject=_subject(key),
                before={"revoked_at": None},
                after={"revoked_at": key.revoked_at, "user_id": key.user_id},
            )
    ctx.services.security.recogniser.forget_user(key.user_id)


def _new(made: NewKey) -> NewKeyAnswer:
    return NewKeyAnswer(**_shown(made.key), key=made.secret)


def _shown(key: ApiKey) -> dict[str, object]:
    shown = {name: getattr(key, name) for name in KeyAnswer.model_fields}
    return shown | {"scopes": sorted(key.scopes)}


def _subject(key: ApiKey) -> Subject:
    return Subject("api_key", str(key.id))


def _facts(key: ApiKey) -> dict[str, object]:
    """What the trail tells of a key: never its name, which is free text, nor its secret."""
    return {"prefix": key.prefix, "scopes": sorted(key.scopes), "expires_at": key.expires_at}
