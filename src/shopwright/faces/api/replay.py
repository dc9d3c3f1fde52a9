"""Requests with an ``Idempotency-Key``: the first answer is kept and given again."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

import orjson
from fastapi import Header
from pydantic import BaseModel
from starlette.responses import Response

from shopwright.faces.api.context import Context
from shopwright.infra import idempotency
from shopwright.infra.http import problems
from shopwright.infra.idempotency import Key, KeyInUse, KeyMalformed, KeyReused, StoredAnswer
from shopwright.infra.work import Work
from shopwright.kernel.actors import ActorKind
from shopwright.kernel.errors import ShopError

REPLAYED = "idempotency-replayed"
_FIRST_PAUSE, _LONGEST_PAUSE, _PATIENCE = 0.02, 0.25, 8.0

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="8 to 255 visible ASCII characters. The same key with the same request gives the same answer.",
        examples=["6f1c0b1e-7a51-4d0f-9a0e-3b1f6f0c2a11"],
    ),
]


def key_of(
    ctx: Context, header: str | None, *, route: str, payload: BaseModel, guest: str = ""
) -> Key | None:
    """The key of a request, scoped by its caller, with the fingerprint of what it asks; None where it brought none.

    ``guest`` says which guest it is, by what he alone knows, so that no two share their keys.

    Raises:
        KeyMalformed: see :func:`idempotency.checked`.
    """
    if header is None:
        return None
    content = orjson.dumps(
        [route, ctx.request.url.path, payload.model_dump(mode="json")], option=orjson.OPT_SORT_KEYS
    )
    fingerprint = hashlib.sha256(content).hexdigest()
    named = hashlib.sha256(guest.encode()).hexdigest()
    scope = ctx.actor.name if ctx.actor.kind is not ActorKind.GUEST else f"guest:{named}"
    keep = timedelta(hours=ctx.services.settings.idempotency_hours)
    return Key(scope, route, idempotency.checked(header), fingerprint, keep)


async def once(
    ctx: Context,
    key: Key | None,
    status: int,
    produce: Callable[[], Awaitable[BaseModel | StoredAnswer]],
) -> Response:
    """Answer a request, or give again the answer that it had before.

    One that comes while the first is being worked on waits for that one's answer. A refusal (4xx) is kept like an
    answer where the request has left a trace; a failure of ours (5xx) is not, so that the request can be sent again.
    """
    try:
        result = await _patiently(produce)
    except (KeyInUse, KeyReused, KeyMalformed):
        raise
    except ShopError as error:
        if key is None or error.status >= 500:
            raise
        await _remember_refusal(ctx, key, error)
        raise
    if isinstance(result, StoredAnswer):
        return _response(result, replayed=True)
    answer = StoredAnswer(status, result.model_dump_json())
    if key is None:
        return _response(answer, replayed=False)
    async with ctx.work() as work:
        kept = await idempotency.remember(work, key, answer)
    return _response(kept, replayed=False)


async def at_once(
    ctx: Context, key: Key | None, status: int, deed: Callable[[Work], Awaitable[BaseModel]]
) -> Response:
    """The same for what is done in one transaction: its key and its answer are kept with its effect, or none of them."""

    async def produce() -> BaseModel | StoredAnswer:
        async with ctx.work() as work:
            claim = await idempotency.claim(work, key) if key is not None else None
            if claim is not None and claim.answer is not None:
                return claim.answer
            done = await deed(work)
            if key is not None:
                answer = StoredAnswer(status, done.model_dump_json())
                await idempotency.remember(work, key, answer)
            return done

    return await once(ctx, key, status, produce)


async def _patiently(
    produce: Callable[[], Awaitable[BaseModel | StoredAnswer]],
) -> BaseModel | StoredAnswer:
    pause, waited = _FIRST_PAUSE, 0.0
    while True:
        try:
            return await produce()
        except KeyInUse:
            if waited >= _PATIENCE:
                raise
        await asyncio.sleep(pause)
        waited += pause
        pause = min(pause * 2, _LONGEST_PAUSE)


async def _remember_refusal(ctx: Context, key: Key, error: ShopError) -> None:
    body = problems.document(
        error.status, code=error.code, title=error.title, detail=error.detail, **error.extra
    )
    body["request_id"] = problems.request_id_of(ctx.request)
    async with ctx.work() as work:
        await idempotency.remember(
            work, key, StoredAnswer(error.status, orjson.dumps(body, default=str).decode())
        )


def _response(answer: StoredAnswer, *, replayed: bool) -> Response:
    media_type = problems.MEDIA_TYPE if answer.status >= 400 else "application/json"
    headers = {REPLAYED: "true"} if replayed else {}
    return Response(
        answer.body,
        status_code=answer.status,
        media_type=media_type,
        headers={"cache-control": "private, no-store", **headers},
    )
