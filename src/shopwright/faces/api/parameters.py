"""Only parameters that a route declares: a misspelt filter would show everything, and look as if it had worked."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute

from shopwright.kernel.errors import Invalid

_SHOWN = 100
_known: dict[Callable[..., Any], frozenset[str]] = {}


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
    known = _names_of(route)
    given = Counter(name for name, _ in request.query_params.multi_items())
    faults = [
        {"pointer": _pointer(name), "message": _fault(known, name), "in": "query"}
        for name, times in given.items()
        if name not in known or times > 1
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


def _names_of(route: APIRoute) -> frozenset[str]:
    known = _known.get(route.endpoint)
    if known is None:
        fields = get_flat_params(route.dependant)
        known = _known[route.endpoint] = frozenset(
            field.alias
            for field in fields
            if getattr(field.field_info, "in_", None) is ParamTypes.query
        )
    return known
