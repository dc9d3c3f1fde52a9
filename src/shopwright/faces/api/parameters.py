"""Only parameters that a route declares: a misspelt filter would show everything, and look as if it had worked."""

from collections import Counter
from collections.abc import Callable
from types import UnionType
from typing import Any, Union, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute

from shopwright.kernel.errors import Invalid

_SHOWN = 100
_Names = tuple[frozenset[str], frozenset[str]]
_known: dict[Callable[..., Any], _Names] = {}


class UnknownParameter(Invalid):
    code = "unknown_parameter"
    title = "The address has parameters that can't be taken."


def refuse_unknown(request: Request) -> None:
    """Look at what a reading request asks for in its query.

    Raises:
        UnknownParameter: names each that the route does not have, or that is there twice.
    """
    route = request.scope.get("route")
    if request.method != "GET" or not request.url.query or not isinstance(route, APIRoute):
        return
    known, many = _names_of(route)
    given = Counter(name for name, _ in request.query_params.multi_items())
    faults = [
        {"pointer": _pointer(name), "message": _fault(known, name), "in": "query"}
        for name, times in given.items()
        if name not in known or (times > 1 and name not in many)
    ]
    if faults:
        raise UnknownParameter(errors=faults)


def _pointer(name: str) -> str:
    return "/" + name[:_SHOWN].replace("~", "~0").replace("/", "~1")


def _fault(known: frozenset[str], name: str) -> str:
    if name in known:
        return "is given more than once"
    known_ones = ", ".join(sorted(known)) or "none"
    return f"is no parameter of this address; it takes {known_ones}"


def _names_of(route: APIRoute) -> _Names:
    """Those that a route takes, and which of them any number of times."""
    known = _known.get(route.endpoint)
    if known is None:
        fields = [
            field
            for field in get_flat_params(route.dependant)
            if getattr(field.field_info, "in_", None) is ParamTypes.query
        ]
        known = _known[route.endpoint] = (
            frozenset(field.alias for field in fields),
            frozenset(field.alias for field in fields if _is_list(field.field_info.annotation)),
        )
    return known


def _is_list(annotation: Any) -> bool:
    """Whether a parameter takes several values: ``list[str]``, or that or nothing."""
    parts = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return any(get_origin(part) is list or part is list for part in parts)
