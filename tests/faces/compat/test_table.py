"""The table of other addresses: each leads to an operation of the API, and each that was promised is there."""

import re

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from shopwright.faces.compat.finding import Index
from shopwright.faces.compat.table import TABLE, Alias
from shopwright.infra.settings.dialects import DIALECTS
from tests.faces.compat.promises import PROMISES

pytestmark = pytest.mark.anyio
# Served beside what was promised: signing out by either method.
BEYOND = {
    ("render", "POST /logout"),
    ("render", "GET /logout"),
    ("async", "POST /logout"),
    ("async", "GET /logout"),
    ("classic", "GET /api/auth/logout"),
}
OPERATIONS_OF_THEIR_OWN = {"/", "/health"}


def unnamed(path: str) -> str:
    """A path without the names of its parts, and without a slash at its end."""
    return re.sub(r"{\w+}", "{}", path.rstrip("/") or "/")


def routes(app: FastAPI) -> list[APIRoute]:
    return [route for route in app.routes if isinstance(route, APIRoute)]


def leads_to(alias: Alias, route: APIRoute) -> bool:
    """Whether it is the route's operation, or one of those that the route has by a name in its path."""
    method, path = alias.operation
    is_named = route.path == path or ("{" not in path and route.path_regex.match(path) is not None)
    return method in (route.methods or ()) and is_named


async def test_each_line_stands_for_an_operation_that_there_is(app: FastAPI) -> None:
    nowhere = [
        alias.address for alias in TABLE if not any(leads_to(alias, route) for route in routes(app))
    ]

    assert nowhere == []


async def test_no_line_hides_an_operation(app: FastAPI) -> None:
    index = Index(TABLE, DIALECTS)

    hidden = [
        route.path
        for route in routes(app)
        if index.meant(min(route.methods or ()), re.sub(r"{\w+}", "x", route.path))
        and not route.path.startswith("/api/v1/")
    ]

    assert hidden == []


def test_each_promise_has_its_line_and_there_are_no_others() -> None:
    promised = {
        (promise.dialect, f"{promise.method} {unnamed(promise.path)}")
        for promise in PROMISES
        if promise.dialect in DIALECTS and promise.path not in OPERATIONS_OF_THEIR_OWN
    }

    lines = {
        (dialect, f"{alias.method} {unnamed(alias.path)}")
        for alias in TABLE
        for dialect in alias.dialects.split()
    }

    assert lines == promised | BEYOND


def test_one_address_has_one_line() -> None:
    addresses = [f"{alias.method} {unnamed(alias.path)}" for alias in TABLE]

    assert sorted(addresses) == sorted(set(addresses))


async def test_what_the_api_promises_itself_is_no_alias(
    app: FastAPI, client: httpx2.AsyncClient
) -> None:
    answer = await client.get("/api/v1/products")

    assert "deprecation" not in answer.headers
