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
from shopwright.modules.identity.contracts import KEY_MARK, Claims
from shopwright.modules.identity.errors import InvalidToken, KeyNotAccepted

# SIGNED_IN is for people there in person; SELF, also for a key that may do what is its owner's own.
PUBLIC, SIGNED_IN, SELF = "public", "signed-in", "self"
ANONYMOUS = (
    "anonymous"  # credentials are not looked at: who renews a token may send the old one along
)
ACCESS, AS_OWNER = "x-access", "x-as-owner"
API_KEY = "x-api-key"


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
    actor = _admitted(request, right, actor)
    refuse_unknown(request)
    return Context(request, services, actor, claims)


Ctx = Annotated[Context, Depends(context_of)]


def access(right: str, *problems: int, as_owner: tuple[str, ...] = ()) -> dict[str, Any]:
    """Declare who may call a route, and which problems it answers with.

    ``right``: ``PUBLIC``, ``ANONYMOUS``, ``SIGNED_IN``, ``SELF``, a right, or several of :func:`any_of`. The declaration
    is what :func:`context_of` enforces and what the OpenAPI document shows. ``as_owner``: rights by which a key acts as
    its owner on a public route; without one of them, or the scope ``self``, it is nobody's there.
    """
    refusals = {ANONYMOUS: set(), PUBLIC: {401}}.get(right, {401, 403})
    statuses = {400, 422, 429, 503, *problems} | refusals
    return {
        "openapi_extra": {ACCESS: right} | ({AS_OWNER: list(as_owner)} if as_owner else {}),
        "responses": {
            status: {"model": Problem, "content": {"application/problem+json": {}}}
            for status in sorted(statuses)
        },
    }


def any_of(*rights: str) -> str:
    """Rights of which each is enough."""
    return "|".join(rights)


class NoAccessDeclared(Exception):
    """A route that does not say who may call it is called by nobody."""


def _right_of(request: Request) -> str:
    extra = getattr(request.scope.get("route"), "openapi_extra", None) or {}
    if not extra.get(ACCESS):
        raise NoAccessDeclared(request.scope["path"])
    return str(extra[ACCESS])


def _admitted(request: Request, right: str, actor: Actor) -> Actor:
    """The actor as the route gets him: a key without its owner, where it may not act as him.

    Raises:
        Unauthorized, Forbidden: the route is not for him.
    """
    if right == PUBLIC:
        extra = request.scope["route"].openapi_extra
        stands_in = {*extra.get(AS_OWNER, ()), SELF} & actor.rights
        return actor.apart() if actor.key and not stands_in else actor
    if right in (SIGNED_IN, SELF):
        if not actor.is_user:
            raise Unauthorized
        if actor.key and (right == SIGNED_IN or not actor.may(SELF)):
            raise KeyNotAccepted
        return actor
    rights = right.split("|")
    if not any(map(actor.may, rights)):
        actor.demand(rights[0])
    return actor


async def _actor_of(request: Request, services: Services) -> tuple[Actor, Claims | None]:
    """The bearer of the request's token or key, or a guest where it has none; a bad one is an error, never a guest.

    Raises:
        InvalidToken, InvalidKey: not one bearer token or key, or not a valid one.
    """
    given = request.headers.getlist("authorization")
    keys = request.headers.getlist(API_KEY)
    if not given and not keys:
        return GUEST, None
    scheme, _, token = given[0].partition(" ") if given else ("bearer", "", keys[0])
    if len(given) + len(keys) > 1 or scheme.lower() != "bearer":
        raise InvalidToken
    recogniser, token = services.security.recogniser, token.strip()
    if keys or token.startswith(KEY_MARK):
        client = request.client
        bearer = await recogniser.keys.recognise(token, client.host if client else "")
        return bearer.actor, None
    found = await recogniser.recognise(token)
    return found.actor, found.claims
