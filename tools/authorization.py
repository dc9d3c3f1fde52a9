"""Writes docs/security/authorization.md from the routes and the rights: `python -m tools.authorization`."""

from pathlib import Path

from fastapi.routing import APIRoute

from shopwright.faces.api.context import ACCESS, ANONYMOUS, AS_OWNER, PUBLIC, SELF, SIGNED_IN
from shopwright.faces.api.routers import ROUTERS
from shopwright.wiring import CATALOGUE, GRANTS
from tools.table import table

TARGET = Path(__file__).parents[1] / "docs" / "security" / "authorization.md"
WAYS = {
    ANONYMOUS: "everybody; credentials are not looked at",
    PUBLIC: "everybody; what is somebody's own, its owner",
    SELF: "people signed in, for what is their own; keys with the scope `self`",
    SIGNED_IN: "people signed in, in person; no key",
}
HEAD = """\
# Who may do what

Made from the code by `python -m tools.authorization`; a test says when it is out of date. A route declares one way in, and
[the one dependency](../../src/shopwright/faces/api/context.py) enforces it before anything else happens. What a route reads or
changes it finds by the caller's id, in SQL: what is another's answers as what is not there.

A body takes the fields that the [contract](../api/openapi.json) names, and a caller who slips in another (a role, a price, an owner) gets a 422.
Answers are built field by field for who gets them: a vendor's view of an order is another shape than staff's.

## Roles

Built-in ones are these; a shop makes others of the same rights. Nobody puts into a role, gives or takes what he lacks himself. An API key
may do what its scopes say and its owner may himself at that moment; `roles:write` is no scope.

"""


def text() -> str:
    roles = list(GRANTS)
    heads = ["Right", "Allows", *roles]
    rights = [
        [f"`{right}`", meaning, *("yes" if right in GRANTS[role] else "" for role in roles)]
        for right, meaning in CATALOGUE.items()
    ]
    ways = [[f"`{way}`", meaning] for way, meaning in WAYS.items()]
    routes = [route for router in ROUTERS for route in router.routes]
    operations = sorted(
        [f"`{route.path}`", verb, _way(route), ", ".join(_roles(route))]
        for route in routes
        if isinstance(route, APIRoute)
        for verb in sorted(route.methods or ())
    )
    return "\n".join(
        [
            HEAD + table(heads, rights),
            "## Ways in besides rights\n",
            table(["Way", "For"], ways),
            "## Operations\n",
            table(["Path", "Verb", "Way in", "Built-in roles"], operations),
        ]
    )


def _way(route: APIRoute) -> str:
    extra = route.openapi_extra or {}
    rights = " or ".join(f"`{each}`" for each in str(extra[ACCESS]).split("|"))
    owners = ", ".join(f"`{each}`" for each in extra.get(AS_OWNER, ()))
    return f"{rights}; keys as their owner with {owners}" if owners else rights


def _roles(route: APIRoute) -> list[str]:
    way = str((route.openapi_extra or {})[ACCESS])
    if way in WAYS:
        return ["all"]
    return [role for role, rights in GRANTS.items() if rights & set(way.split("|"))]


if __name__ == "__main__":
    TARGET.write_text(text())
