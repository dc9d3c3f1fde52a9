"""What happens, as it happens: a stream of server-sent events for whoever has the back office open."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from time import monotonic

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from shopwright.faces.backoffice.attention import waiting
from shopwright.faces.backoffice.page import Desk, Looking
from shopwright.infra.http.inside import BY_ITSELF
from shopwright.infra.newsroom import JOB_DIED, TooManyListeners


def _by_itself(request: Request) -> None:
    """An open window is nobody who sits before it: the session ends as if it were shut."""
    request.scope["state"][BY_ITSELF] = True


router = APIRouter(include_in_schema=False, dependencies=[Depends(_by_itself)])
# What is told under one word, and the right that it takes.
TOPICS: Mapping[str, tuple[str, frozenset[str]]] = {
    "orders": ("orders:read", frozenset({"order.placed"})),
    "payments": ("orders:read", frozenset({"order.payment_changed"})),
    "returns": ("orders:read", frozenset({"return.requested"})),
    "cases": ("payments:read", frozenset({"payment.case_opened"})),
    "stock": ("stock:read", frozenset({"stock.level_crossed", "stock.ran_out"})),
    "jobs": ("jobs:read", frozenset({JOB_DIED})),
}
_HEADERS = {"cache-control": "private, no-store", "x-accel-buffering": "no"}
_AGAIN = 5  # seconds after which a browser asks again


@router.get("/admin/live")
async def live(asked: Looking) -> Response:
    """Ends with the session, and when the process is asked to stop; the browser comes back by itself."""
    if not asked.may(*(right for right, _ in TOPICS.values())):
        return Response(status_code=204)  # nothing is ever told him: a browser does not ask again
    try:
        asked.services.newsroom.insist_on_room(asked.staff["id"])
    except TooManyListeners:
        return Response(status_code=429, headers={**_HEADERS, "retry-after": str(_AGAIN)})
    return StreamingResponse(_told(asked), media_type="text/event-stream", headers=_HEADERS)


@router.get("/admin/live/waiting")
async def counted(asked: Looking) -> Response:
    """How much waits now, by the names that the dashboard's numbers bear."""
    found = {each.name: each.count for each in await waiting(asked)}
    return JSONResponse(found, headers=_HEADERS)


def topics_of(news: Mapping[str, int], asked: Desk) -> dict[str, int]:
    """How often something happened that the visitor may know of, by topic."""
    counts = {
        topic: sum(news.get(name, 0) for name in names)
        for topic, (right, names) in TOPICS.items()
        if asked.may(right)
    }
    return {topic: count for topic, count in counts.items() if count}


async def _told(asked: Desk) -> AsyncIterator[str]:
    newsroom, gate = asked.services.newsroom, asked.request.app.state.edge.gate
    # Others may have come at the same moment; then the answer is empty, and the browser asks again.
    with suppress(TooManyListeners):
        async with newsroom.listening(asked.staff["id"]) as listener:
            yield f"retry: {_AGAIN * 1000}\n\n"
            spoken = monotonic()
            while not gate.is_draining:
                news = await listener.news(newsroom.tick)
                if not news and monotonic() - spoken < newsroom.beat:
                    continue
                if not await _is_still_here(asked):
                    return
                topics = topics_of(news, asked)
                yield f"event: news\ndata: {json.dumps(topics)}\n\n" if topics else ": here\n\n"
                spoken = monotonic()


async def _is_still_here(asked: Desk) -> bool:
    """Whether he is signed in, and may do something; his rights are those of this moment."""
    found = await asked.ask("GET", "/api/v1/auth/me")
    asked.kept.clear()
    if not found.is_well:
        return False
    asked.staff = found.data
    return bool(asked.rights)
