"""The one dependency of a route: who calls, with which rights, and a Work when asked for."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.shapes import Problem
from shopwright.faces.services import Services
from shopwright.infra.work import Work
from shopwright.kernel.actors import GUEST, Actor
from shopwright.kernel.errors import Unauthorized

PUBLIC, SIGNED_IN = "public", "signed-in"
ACCESS = "x-access"


@dataclass(frozen=True, slots=True)
class Context:
    """A request as a route sees it."""

    request: Request
    services: Services
    actor: Actor

    def work(self) -> AbstractAsyncContextManager[Work]:
        """Open a Work for the caller; it commits at the end of the block, before the answer is sent."""
        request_id = str(self.request.scope.get("state", {}).get("request_id", ""))
        return self.services.works(self.actor, request_id=request_id)

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.services.works.reading()


async def context_of(request: Request) -> Context:
    """Find out who calls, and refuse here what the route's declared access does not allow."""
    services: Services = request.app.state.services
    context = Context(request, services, await _actor_of(request, services))
    _admit(request, context.actor)
    return context


Ctx = Annotated[Context, Depends(context_of)]


def access(right: str, *problems: int) -> dict[str, Any]:
    """Declare who may call a route (``PUBLIC``, ``SIGNED_IN`` or a right), and which problems it answers with.

    The declaration is what :func:`context_of` enforces and what the OpenAPI document shows.
    """
    statuses = {400, 422, 429, 503, *problems} | (
        set() if right == PUBLIC else {401, 403}
    )
    return {
        "openapi_extra": {ACCESS: right},
        "responses": {
            status: {"model": Problem, "content": {"application/problem+json": {}}}
            for status in sorted(statuses)
        },
    }


def _admit(request: Request, actor: Actor) -> None:
    extra = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    right = extra.get(ACCESS, SIGNED_IN)
    if right == PUBLIC:
        return
    if right == SIGNED_IN:
        if not actor.is_user:
            raise Unauthorized
        return
    actor.demand(right)


async def _actor_of(request: Request, services: Services) -> Actor:
    return GUEST
