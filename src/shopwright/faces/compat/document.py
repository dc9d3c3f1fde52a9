"""The other addresses as an OpenAPI document of their own: what the API's says of each operation, and that it is deprecated."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shopwright.faces.compat.table import TABLE, Alias

PATH = "/docs/dialects.json"
_WORDS = re.compile(r"[a-z]+")
_SUMMARY = "Addresses of other published designs; each stands for an operation of the API."


def document_route(served: Iterable[str]) -> Route:
    """Where the document of the dialects that are served is read."""
    chosen = frozenset(served)

    @cache
    def made(app: FastAPI) -> dict[str, Any]:
        return document(app.openapi(), [line for line in TABLE if _dialects(line) & chosen])

    async def answer(request: Request) -> Response:
        return JSONResponse(made(request.app), headers={"cache-control": "no-cache"})

    return Route(PATH, answer, methods=["GET"], include_in_schema=False, name="dialects")


def document(api: Mapping[str, Any], table: Iterable[Alias]) -> dict[str, Any]:
    """The document for lines of the table, made of the API's own."""
    paths: dict[str, dict[str, Any]] = {}
    for alias in table:
        method, path = alias.operation
        told = api["paths"].get(path) or _by_a_name(api["paths"], path)
        paths.setdefault(alias.path, {})[alias.method.lower()] = _operation(
            alias, told[method.lower()]
        )
    info = {**api["info"], "title": f"{api['info']['title']}: other dialects", "summary": _SUMMARY}
    kept = {name: api[name] for name in ("openapi", "servers", "components")}
    return {**kept, "info": info, "paths": paths}


def _operation(alias: Alias, told: Mapping[str, Any]) -> dict[str, Any]:
    found = deepcopy(dict(told))
    words = [*sorted(_dialects(alias)), alias.method.lower(), *_WORDS.findall(alias.path)]
    found["operationId"] = "_".join(words)
    found |= {"deprecated": True, "tags": sorted(_dialects(alias))}
    translated = [name for name in ("asks", "takes", "gives") if getattr(alias, name) is not None]
    found["description"] = f"Stands for `{alias.to}`." + (
        " Other names of fields are taken and given as well." if translated else ""
    )
    named = [each for each in found.get("parameters", []) if each["in"] != "path"]
    found["parameters"] = [*named, *map(_in_path, _names(alias.path))]
    if alias.takes is not None and "requestBody" in found:
        found["requestBody"] = {"content": {"application/json": {"schema": {"type": "object"}}}}
    return found


def _by_a_name(paths: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The operation whose path takes a name where this one has it already."""
    start = path.rpartition("/")[0]
    return next(told for each, told in paths.items() if each.startswith(f"{start}/{{"))


def _dialects(alias: Alias) -> frozenset[str]:
    return frozenset(alias.dialects.split())


def _names(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _in_path(name: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "required": True, "schema": {"type": "string"}}
