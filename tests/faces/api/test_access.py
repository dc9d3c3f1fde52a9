"""Each route says who may call it: none is open because somebody forgot."""

import re
from pathlib import Path

import httpx2
import pytest
import structlog
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from shopwright.faces import backoffice, storefront
from shopwright.faces.api.context import (
    ACCESS,
    ANONYMOUS,
    PUBLIC,
    SELF,
    SIGNED_IN,
    Ctx,
    context_of,
)
from shopwright.faces.backoffice.routers import ROUTERS as DESK
from shopwright.faces.services import Services
from shopwright.faces.storefront.routers import ROUTERS as PAGES
from shopwright.infra.http.contract import VERBS
from shopwright.kernel.actors import Actor, ActorKind
from shopwright.wiring import CATALOGUE, GRANTS, RIGHTS, rights_in
from tests.support.people import Person, make_person

pytestmark = pytest.mark.anyio
WAYS = {PUBLIC, ANONYMOUS, SIGNED_IN, SELF}
# What is not the API's: documentation, pictures.
FOR_CRAWLERS = {"/robots.txt", "/sitemap.xml", "/sitemaps/{kind}-{number}.xml"}
PAGE_PATHS = {str(getattr(route, "path", "")) for router in PAGES for route in router.routes}
DESK_PATHS = {str(getattr(route, "path", "")) for router in DESK for route in router.routes}
_OF_PAGES = tuple(f"shopwright.faces.{each}." for each in ("storefront", "backoffice", "pages"))
_BESIDE = re.compile(r"/(openapi\.json|docs|redoc|scalar|static|media)\b")


def routes(app: FastAPI) -> list[APIRoute]:
    """Those of the API; pages ask it, and decide nothing of their own."""
    return [
        route
        for route in app.routes
        if isinstance(route, APIRoute) and not route.endpoint.__module__.startswith(_OF_PAGES)
    ]


async def test_each_route_names_its_right_and_each_right_is_one_that_there_is(app: FastAPI) -> None:
    nameless = [
        f"{route.methods} {route.path}: {right!r}"
        for route in routes(app)
        if (right := (route.openapi_extra or {}).get(ACCESS, "")) not in WAYS
        and not (right and set(right.split("|")) <= set(CATALOGUE))
    ]

    assert len(routes(app)) > 70
    assert nameless == []


async def test_each_route_lets_the_one_dependency_look_who_calls(app: FastAPI) -> None:
    unguarded = [
        route.path
        for route in routes(app)
        if (route.openapi_extra or {}).get(ACCESS) != ANONYMOUS
        and context_of not in [each.call for each in route.dependant.dependencies]
    ]

    assert unguarded == []


async def test_nothing_is_served_beside_the_routes_that_were_looked_at(app: FastAPI) -> None:
    known = {route.path for route in routes(app)} | PAGE_PATHS | DESK_PATHS

    others = {getattr(route, "path", "") for route in app.routes} - known

    assert [path for path in sorted(others) if not _BESIDE.match(path)] == []


def test_pages_know_nothing_of_modules_flows_and_satellites() -> None:
    """Whatever they show or do is asked of the API, under its rights."""
    folders = [Path(str(each.__file__)).parent for each in (storefront, backoffice)]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    inner = re.compile(r"from shopwright\.(modules|flows|satellites|wiring|infra\.(db|work))")

    assert PAGE_PATHS
    assert {path for path in PAGE_PATHS if not path.startswith("/store")} == FOR_CRAWLERS
    assert all(path == "/admin" or path.startswith("/admin/") for path in DESK_PATHS)
    assert [path.name for path in files if inner.search(path.read_text())] == []


async def test_what_lies_under_admin_asks_for_a_right(app: FastAPI) -> None:
    open_doors = [
        route.path
        for route in routes(app)
        if route.path.startswith("/api/v1/admin") and (route.openapi_extra or {})[ACCESS] in WAYS
    ]

    assert open_doors == []


async def test_a_route_that_says_nothing_is_open_to_nobody(
    app: FastAPI, client: httpx2.AsyncClient, admin: Person
) -> None:
    router, reached = APIRouter(), []

    @router.get("/forgotten")
    async def forgotten(ctx: Ctx) -> None:
        reached.append(ctx)

    app.router.routes.extend(router.routes)

    answers = [await client.get("/forgotten", headers=headers) for headers in ({}, admin.headers)]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert reached == []


async def test_nobody_without_a_right_gets_into_a_guarded_route(
    app: FastAPI, client: httpx2.AsyncClient, services: Services
) -> None:
    """Each route by each built-in role that lacks its right, by an account without any role, and by a guest."""
    people = {role: await make_person(services, role) for role in GRANTS}
    people["nobody"] = await make_person(services)
    wrong = []

    for route in routes(app):
        right = str((route.openapi_extra or {})[ACCESS])
        if right in WAYS:
            continue
        verb = next(iter(sorted(route.methods or ())))
        path = re.sub(r"{[^}]+}", "01a1fcb8-0000-7000-8000-000000000000", route.path)
        for name, person in people.items():
            if GRANTS.get(name, frozenset()) & set(right.split("|")):
                continue
            answer = await client.request(verb, path, json={}, headers=person.headers)
            if (answer.status_code, answer.json()["code"]) != (403, "forbidden"):
                wrong.append((verb, path, name, answer.status_code))
        guest = await client.request(verb, path, json={})
        if guest.status_code != 401:
            wrong.append((verb, path, "guest", guest.status_code))

    assert wrong == []


async def test_who_was_refused_what_is_written_into_the_log(
    client: httpx2.AsyncClient, customer: Person
) -> None:
    with structlog.testing.capture_logs() as logged:
        await client.get("/api/v1/admin/orders", headers=customer.headers)

    (refusal,) = [each for each in logged if each["event"] == "access.refused"]
    assert (refusal["actor"], refusal["right"]) == (f"user:{customer.user_id}", "orders:read")
    assert (refusal["path"], refusal["code"]) == ("/api/v1/admin/orders", "forbidden")


def test_each_right_says_what_it_allows() -> None:
    nameless = [right for right, meaning in CATALOGUE.items() if len(meaning) < 10]

    assert nameless == []
    assert set(CATALOGUE) == frozenset().union(*map(rights_in, RIGHTS))
    assert all(re.fullmatch(r"[a-z_]+:[a-z_]+", right) for right in CATALOGUE)


def test_no_rights_and_no_requester_mean_no() -> None:
    somebody = Actor(ActorKind.USER)

    assert not any(somebody.may(right) for right in CATALOGUE)
    assert not any(Actor(ActorKind.GUEST).may(right) for right in ("", *CATALOGUE))


async def test_the_verbs_of_the_contract_are_all_that_routes_have(app: FastAPI) -> None:
    used = {method.lower() for route in routes(app) for method in route.methods or ()}

    assert used <= {*VERBS, "head"}
