"""The one dependency of a route: who calls, with which rights, and a Work when asked for."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.browser import insist_on_intent
from shopwright.faces.api.openness import insist_on_open
from shopwright.faces.api.parameters import refuse_unknown
from shopwright.faces.services import Services
from shopwright.infra.http import cookies
from shopwright.infra.http.inside import BY_ITSELF
from shopwright.infra.work import Work
from shopwright.kernel.actors import GUEST, Actor
from shopwright.kernel.errors import Forbidden, Unauthorized
from shopwright.modules.identity.contracts import KEY_MARK, Claims
from shopwright.modules.identity.errors import FactorMissing, InvalidToken, KeyNotAccepted

# SIGNED_IN is for people there in person; SELF, also for a key that may do what is its owner's own.
PUBLIC, SIGNED_IN, SELF = "public", "signed-in", "self"
ANONYMOUS = (
    "anonymous"  # credentials are not looked at: who renews a token may send the old one along
)
ACCESS, AS_OWNER, BEFORE_FACTOR = "x-access", "x-as-owner", "x-before-second-factor"
API_KEY = "x-api-key"
# Of a request's state: guests, whom the route would serve, are turned away.
FOR_USERS = "for-users"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    """A request as a route sees it."""

    request: Request
    services: Services
    actor: Actor
    claims: Claims | None = None
    is_browser: bool = False

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

    async def count_guesses(self, times: int) -> None:
        """Count so many things that were guessed wrong as if they were sign-ins; none asks whether one more may be.

        Raises:
            TooMany: more than the address may try.
        """
        count = self.request.scope.get("state", {}).get("count_guesses")
        if count is not None:
            await count(times)

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
    extra = request.scope["route"].openapi_extra
    if right == ANONYMOUS:
        insist_on_open(services.settings, extra, request.method, GUEST)
        return Context(request, services, GUEST)
    caller = await _caller_of(request, services)
    request.scope.setdefault("state", {})["actor"] = caller.actor.name  # for the access log
    try:
        actor = _admitted(request, right, caller)
    except Forbidden as refusal:
        told = {"actor": caller.actor.name, "right": right, "code": refusal.code}
        log.warning("access.refused", path=request.scope["route"].path, **told)
        raise
    if request.scope["state"].get(FOR_USERS) and not actor.is_user:
        raise Unauthorized
    insist_on_open(services.settings, extra, request.method, actor)
    refuse_unknown(request)
    if caller.is_browser and caller.claims is not None:
        await insist_on_intent(request, services, caller.claims.session_id)
    return Context(request, services, actor, caller.claims, caller.is_browser)


Ctx = Annotated[Context, Depends(context_of)]


def access(right: str, *problems: int, as_owner: tuple[str, ...] = ()) -> dict[str, Any]:
    """Declare who may call a route, and which problems it answers with.

    ``right``: ``PUBLIC``, ``ANONYMOUS``, ``SIGNED_IN``, ``SELF``, a right, or several of :func:`any_of`. The declaration
    is what :func:`context_of` enforces and what the OpenAPI document shows. ``as_owner``: rights by which a key acts as
    its owner on a public route; without one of them, or the scope ``self``, it is nobody's there.
    """
    refusals = set() if right == ANONYMOUS else {401, 403}
    statuses = {400, 422, 429, 503, *problems} | refusals
    return {
        "openapi_extra": {ACCESS: right} | ({AS_OWNER: list(as_owner)} if as_owner else {}),
        "responses": {
            status: {"description": "A problem"}  # which, and its shape, infra.http.contract writes
            for status in sorted(statuses)
        },
    }


def before_factor(declared: dict[str, Any]) -> dict[str, Any]:
    """Add to what :func:`access` declares that it serves also those who still owe a second factor."""
    return {**declared, "openapi_extra": {**declared["openapi_extra"], BEFORE_FACTOR: True}}


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


@dataclass(frozen=True, slots=True)
class _Caller:
    actor: Actor
    claims: Claims | None = None
    owes_factor: bool = False
    is_browser: bool = False


def _admitted(request: Request, right: str, caller: _Caller) -> Actor:
    """The actor as the route gets him: a key without its owner, where it may not act as him.

    Who owes a second factor is a guest on public routes, and elsewhere kept to those by which he gets one.

    Raises:
        Unauthorized, Forbidden: the route is not for him.
        FactorMissing: it is not before he has shown a second factor.
    """
    actor, extra = caller.actor, request.scope["route"].openapi_extra
    if caller.owes_factor and not extra.get(BEFORE_FACTOR):
        if right == PUBLIC:
            return GUEST
        raise FactorMissing
    if right == PUBLIC:
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


async def _caller_of(request: Request, services: Services) -> _Caller:
    """The bearer of the request's token, key or cookie, or a guest where it has none.

    A bad token or key is an error, never a guest; a cookie that means nothing any more is what every browser has.

    Raises:
        InvalidToken, InvalidKey: not one bearer token or key, or not a valid one.
    """
    given = request.headers.getlist("authorization")
    keys = request.headers.getlist(API_KEY)
    if not given and not keys:
        return await _browser_of(request, services)
    scheme, _, token = given[0].partition(" ") if given else ("bearer", "", keys[0])
    if len(given) + len(keys) > 1 or scheme.lower() != "bearer":
        raise InvalidToken
    recogniser, token = services.security.recogniser, token.strip()
    if keys or token.startswith(KEY_MARK):
        client = request.client
        bearer = await recogniser.keys.recognise(token, client.host if client else "")
        return _Caller(bearer.actor)
    found = await recogniser.recognise(token)
    return _Caller(found.actor, found.claims, found.owes_factor)


async def _browser_of(request: Request, services: Services) -> _Caller:
    cookie = cookies.read(request, cookies.SESSION, is_https=services.settings.is_https)
    if not cookie:
        return _Caller(GUEST)
    is_used = BY_ITSELF not in request.scope.get("state", ())
    found = await services.security.recogniser.recognise_browser(cookie, is_used=is_used)
    if found is None:
        return _Caller(GUEST)
    return _Caller(found.actor, found.claims, found.owes_factor, is_browser=True)
