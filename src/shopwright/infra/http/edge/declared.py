"""Which routes take something else than JSON, and more of it: what they declare is what the edge lets through."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute

from shopwright.infra.http.edge.bodies import Accepts, Larger

LARGEST_BODY = "x-largest-body"
# What a form has around its file.
_MARGIN = 16 * 1024


@dataclass(frozen=True, slots=True)
class _Declared:
    methods: frozenset[str]
    path: re.Pattern[str]
    types: frozenset[str]


def declared_by(routers: Iterable[APIRouter]) -> Accepts:
    """Forms by their fields, anything else by the ``requestBody`` of ``openapi_extra``."""
    found = [
        _Declared(frozenset(route.methods or ()), route.path_regex, types)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and (types := _types_of(route))
    ]

    def accepts(method: str, path: str, content_type: str) -> bool:
        return any(
            content_type in one.types and method in one.methods and one.path.match(path)
            for one in found
        )

    return accepts


def larger_by(routers: Iterable[APIRouter], limits: Mapping[str, int]) -> Larger:
    """The limits of routes that name one of ``limits`` in ``openapi_extra``."""
    found = [
        (frozenset(route.methods or ()), route.path_regex, limits[name] + _MARGIN)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute) and (name := (route.openapi_extra or {}).get(LARGEST_BODY))
    ]

    def larger(method: str, path: str) -> int:
        return next(
            (limit for methods, regex, limit in found if method in methods and regex.match(path)), 0
        )

    return larger


def _types_of(route: APIRoute) -> frozenset[str]:
    extra = (route.openapi_extra or {}).get("requestBody", {}).get("content", {})
    field = route.body_field
    of_field = getattr(field.field_info, "media_type", None) if field is not None else None
    return frozenset(extra) | ({of_field} if of_field else frozenset())
