"""Routes found by an index of their paths, so that the last of them costs what the first does.

FastAPI asks one route after the other, and each included router in turn. Here the routes of all routers lie flat in
the application, and a request is shown to those alone whose fixed beginning and number of segments are its own; which
of these it is for, the route itself says, and handles it as ever.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

_Numbered = tuple[int, BaseRoute]
_Key = tuple[int, tuple[str, ...]]
ANY_LENGTH = -1


def mount(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Put the routes of routers into an application, and an index before them.

    The routers are whole in themselves: no prefix, no defaults and no dependencies come from the application.
    """
    for router in routers:
        app.router.routes.extend(router.routes)
    index(app)


def index(app: FastAPI) -> None:
    """Let an application find its routes by index; those that are added later are found too."""
    app.router.middleware_stack = IndexedRouter(app.router)


class IndexedRouter:
    """Stands where a router's own loop over its routes stood."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._known = -1
        self._fixed: dict[str, list[_Numbered]] = {}
        self._open: dict[_Key, list[_Numbered]] = {}
        self._lengths: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("root_path"):
            await self._router.app(scope, receive, send)
            return
        scope["router"] = self._router
        path = scope["path"]
        if len(path) > 1 and path.endswith("/"):
            path = scope["path"] = path.rstrip("/") or "/"
        partial: list[tuple[BaseRoute, Any]] = []
        for _, route in self.candidates(path):
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                await route.handle(scope, receive, send)
                return
            if match is Match.PARTIAL:
                partial.append((route, found))
        if not partial:
            await self._router.app(scope, receive, send)
            return
        await _refuse(scope, receive, send, partial)

    def candidates(self, path: str) -> Sequence[_Numbered]:
        """The routes that a path may be for, in the order in which they were declared."""
        if self._known != len(self._router.routes):
            self._build()
        segments = tuple(path.split("/"))
        keys = {
            (count, segments[:length])
            for length in self._lengths
            for count in (len(segments), ANY_LENGTH)
        }
        found = [self._open[key] for key in keys if key in self._open]
        if path in self._fixed:
            found.append(self._fixed[path])
        if len(found) == 1:
            return found[0]
        return sorted(pair for some in found for pair in some)

    def _build(self) -> None:
        routes = self._router.routes
        self._fixed, self._open = {}, {}
        for number, route in enumerate(routes):
            key = _key_of(route)
            if key is None:
                self._fixed.setdefault(str(getattr(route, "path", "")), []).append((number, route))
            else:
                self._open.setdefault(key, []).append((number, route))
        self._lengths = sorted({len(start) for _, start in self._open})
        self._known = len(routes)


def _key_of(route: BaseRoute) -> _Key | None:
    """What a route's addresses have in common: their number of segments and their beginning; None for one address."""
    path = getattr(route, "path", None)
    if not isinstance(path, str) or not path.startswith("/"):
        return (ANY_LENGTH, ())
    segments = tuple(path.split("/"))
    fixed = next((at for at, each in enumerate(segments) if "{" in each), None)
    if not hasattr(route, "methods"):  # a mount: everything below it
        return (ANY_LENGTH, segments[:fixed])
    if fixed is None:
        return None
    takes_slashes = any(":path}" in each for each in segments)
    return (ANY_LENGTH if takes_slashes else len(segments), segments[:fixed])


async def _refuse(
    scope: Scope, receive: Receive, send: Send, partial: Sequence[tuple[BaseRoute, Any]]
) -> None:
    """The address is known and the method is not: say which ones are, of all routes that share the address."""
    methods = {method for route, _ in partial for method in getattr(route, "methods", None) or ()}
    if "app" in scope:
        raise HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})
    route, found = partial[0]
    scope.update(found)
    await route.handle(scope, receive, send)
