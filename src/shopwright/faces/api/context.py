"""The one dependency of a route: who calls, with which rights, and a Work when asked for."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.parameters import refuse_unknown
from shopwright.faces.api.shapes import Problem
from shopwright.faces.services import Services
from shopwright.infra.work import Work
from shopwright.kernel.actors import GUEST, Actor
from shopwright.kernel.errors import Unauthorized
from shopwright.modules.identity.contracts import Claims
from shopwright.modules.identity.errors import InvalidToken

PUBLIC, SIGNED_IN = "public", "signed-in"
ANONYMOUS = (
    "anonymous"  # credentials are not looked at: who renews a token may send the old one along
)
ACCESS = "x-access"


@dataclass(frozen=True, slots=True)
class Context:
    """A request as a route sees it."""

    request: Request
    services: Services
    actor: Actor
    claims: Claims | None = None

    @property
    def address(self) -> str:
        """Where the request came from, as the proxies that we trust tell."""
        client = self.request.client
        return client.host if client is not None else ""

    @property
    def user_id(self) -> UUID:
        """The caller's account.

        Raises:
            Unauthorized: nobody is signed in.
        """
        if self.actor.user_id is None:
            raise Unauthorized
        return self.actor.user_id

    def work(self) -> AbstractAsyncContextManager[Work]:
        """Open a Work for the caller; it commits at the end of the block, before the answer is sent."""
        request_id = str(self.request.scope.get("state", {}).get("request_id", ""))
        return self.services.works(self.actor, request_id=request_id, address=self.address)

    def reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self.services.works.reading()


async def context_of(request: Request) -> Context:
    """Find out who calls, and refuse here what the route's declared access does not allow."""
    services: Services = request.app.state.services
    right = _right_of(request)
    if right == ANONYMOUS:
        return Context(request, services, GUEST)
    actor, claims = await _actor_of(request, services)
    request.scope.setdefault("state", {})["actor"] = actor.name  # for the access log
    _admit(right, actor)
    refuse_unknown(request)
    return Context(request, services, actor, claims)


Ctx = Annotated[Context, Depends(context_of)]


def access(right: str, *problems: int) -> dict[str, Any]:
    """Declare who may call a route (``PUBLIC``, ``ANONYMOUS``, ``SIGNED_IN`` or a right), and which problems it answers with.

    The declaration is what :func:`context_of` enforces and what the OpenAPI document shows.
    """
    refusals = {ANONYMOUS: set(), PUBLIC: {401}}.get(right, {401, 403})
    statuses = {400, 422, 429, 503, *problems} | refusals
    return {
        "openapi_extra": {ACCESS: right},
        "responses": {
            status: {"model": Problem, "content": {"application/problem+json": {}}}
            for status in sorted(statuses)
        },
    }


def _right_of(request: Request) -> str:
    extra = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    return str(extra.get(ACCESS, SIGNED_IN))


def _admit(right: str, actor: Actor) -> None:
    if right == PUBLIC:
        return
    if right == SIGNED_IN:
        if not actor.is_user:
            raise Unauthorized
        return
    actor.demand(right)


async def _actor_of(request: Request, services: Services) -> tuple[Actor, Claims | None]:
    """The bearer of the request's token, or a guest where it has none; a bad token is an error, never a guest.

    Raises:
        InvalidToken: not one bearer token, or not a valid one.
    """
    given = request.headers.getlist("authorization")
    if not given:
        return GUEST, None
    scheme, _, token = given[0].partition(" ")
    if len(given) > 1 or scheme.lower() != "bearer":
        raise InvalidToken
    found = await services.security.recogniser.recognise(token.strip())
    return found.actor, found.claims
