import random
from typing import Any

import httpx2
import pytest
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route

from shopwright.faces.api.routers import ROUTERS
from shopwright.infra.http import problems, routing
from shopwright.infra.http.routing import IndexedRouter

pytestmark = pytest.mark.anyio
PATHS = [
    "/",
    "/a",
    "/a/b",
    "/a/{x}",
    "/a/{x}/b",
    "/a/{x:int}/c",
    "/a/b/{y}",
    "/{z}/b",
    "/a/fixed",
    "/files/{rest:path}",
    "/a/{x}-{y}",
    "/{any}",
]


def _router(paths: list[str]) -> APIRouter:
    router = APIRouter()
    for number, path in enumerate(paths):
        for method in ("GET", "POST")[: 1 + number % 2]:

            async def endpoint(request: Request, place: str = f"{method} {path}") -> dict[str, Any]:
                route = request.scope["route"]
                return {"place": place, "route": route.path, "given": request.path_params}

            router.add_api_route(path, endpoint, methods=[method])
    return router


async def _mounted(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"mounted {request.url.path}")


def _apps(paths: list[str]) -> tuple[FastAPI, FastAPI]:
    """The same routes behind FastAPI's own router and behind the index."""
    plain, indexed = (
        FastAPI(redirect_slashes=False, openapi_url=None, docs_url=None, redoc_url=None)
        for _ in range(2)
    )
    plain.include_router(_router(paths))
    routing.mount(indexed, [_router(paths)])
    for app in (plain, indexed):
        problems.install(app)
        app.router.routes.append(Mount("/under", routes=[Route("/it/{x}", _mounted)]))
    return plain, indexed


async def _ask(app: FastAPI, method: str, path: str) -> tuple[int, dict[str, str], Any]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        answer = await client.request(method, path)
    return answer.status_code, dict(answer.headers), answer.content


ASKED = [
    *("/", "/a", "/a/b", "/a/x", "/a/fixed", "/a/7/c", "/a/x/c", "/a/x/b", "/a/b/c", "/q/b"),
    *("/files/x", "/files/x/y/z", "/a/1-2", "/nothing/at/all", "/a//b"),
    *("/under", "/under/it/5", "/under/other", "/a/%2Fx", "/%C3%BC", "/a/b/c/d/e/f/g/h"),
]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("seed", range(3))
async def test_the_index_answers_as_the_ordinary_router_does(method: str, seed: int) -> None:
    paths = random.Random(seed).sample(PATHS, len(PATHS))
    plain, indexed = _apps(paths)

    for path in ASKED:
        expected, found = await _ask(plain, method, path), await _ask(indexed, method, path)
        if expected[0] == 405:
            first, every = (set(each[1].pop("allow").split(", ")) for each in (expected, found))
            assert first <= every
        assert found == expected, path


async def test_a_slash_at_the_end_makes_no_difference() -> None:
    _, indexed = _apps(PATHS)

    for path in ("/a", "/a/b", "/a/x", "/a/7/c"):
        without, slashed = await _ask(indexed, "GET", path), await _ask(indexed, "GET", f"{path}/")
        assert slashed == without
        assert without[0] == 200


async def test_a_refused_method_is_told_all_that_the_address_takes() -> None:
    app = FastAPI()
    routing.mount(app, [_router(["/x", "/x"])])

    status, headers, _ = await _ask(app, "DELETE", "/x")

    assert (status, headers["allow"]) == (405, "GET, POST")


async def test_a_route_added_later_is_found() -> None:
    _, app = _apps(PATHS[:3])
    assert (await _ask(app, "GET", "/late"))[0] == 404

    routing.mount(app, [_router(["/late"])])

    assert (await _ask(app, "GET", "/late"))[0] == 200


async def test_an_application_below_another_address_is_served_by_the_ordinary_router() -> None:
    _, app = _apps(PATHS)
    outer = FastAPI()
    outer.mount("/shop", app)

    assert (await _ask(outer, "GET", "/shop/a/b"))[0] == 200


def _example(route: BaseRoute) -> str:
    path = str(getattr(route, "path", ""))
    parts = ["x" if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def test_every_route_of_the_shop_is_among_few_candidates() -> None:
    app = FastAPI()
    routing.mount(app, ROUTERS)
    index = IndexedRouter(app.router)

    for router in ROUTERS:
        for route in router.routes:
            candidates = [each for _, each in index.candidates(_example(route))]
            assert route in candidates
            assert len(candidates) <= 16, [getattr(each, "path", "") for each in candidates]
