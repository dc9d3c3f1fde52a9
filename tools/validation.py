"""Writes docs/security/validation.md from the bodies that routes take: `python -m tools.validation`."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from shopwright.faces.api.routers import ROUTERS
from tools.table import table

TARGET = Path(__file__).parents[1] / "docs" / "security" / "validation.md"
HEAD = """\
# What is accepted

Made from the code by `python -m tools.validation`; a test says when it is out of date.

A body is JSON in UTF-8 (sign-in takes a form, uploads and imports take their files), of a declared size and depth ([limits](limits.md)). It
is read once, by types that convert nothing: a number in quotes is a text, `1` is not `true`, `NaN` is nothing. A field that
is not named below is a 422, and so is a query's. Ids are UUIDs, amounts decimal texts with no more places than
their currency, times have a zone.

Texts are brought into NFC, lose blanks at their ends, and are measured before and after. Control characters, lone surrogates and marks that
reorder what is read are refused. Where people write of themselves, so is what looks like the number of a payment card. Everything else is kept
as it was written, and encoded where it is shown.

## What has to fit together

| What | Rule |
| --- | --- |
| an address | country known; region, postal code and city as the country has them; a phone number of its country or with `+` |
| an email | ASCII before the `@`, an IDNA domain after it; one account for all ways to write its case |
| a password | 10 to 128 characters, not among the most used, not made of the person's or the shop's words |
| a sign-in | `email` or `username`, not both |
| a reset | `token`, or `email` with `code` |
| an order | one currency; prices, stock and total as they are when it is placed; a total that was shown must be the total |
| a refund | a currency and amount of what was captured and not given back |
| a compare-at price | of the price's currency |
| a state of an order | one that follows from the present one |
| an API key | scopes that the maker holds, an end in the future and within a year |
| a role | rights that the maker holds |

Tests try each of them: `tests/faces/api/test_bad_input.py`, `tests/modules/customers/test_address_rules.py`, `tests/modules/orders/test_rules.py`.

## Bodies

"""


def text() -> str:
    routes = [route for router in ROUTERS for route in router.routes]
    document = get_openapi(title="", version="", routes=routes)
    schemas = document.get("components", {}).get("schemas", {})
    used: dict[str, set[str]] = {}
    for path, verb, body in _bodies(routes, document):
        used.setdefault(body, set()).add(f"`{verb} {path}`")
    parts = [HEAD.rstrip("\n")]
    for body in sorted(used):
        parts.append(f"\n### {body}\n\n{', '.join(sorted(used[body]))}\n")
        parts.append(
            table(["Field", "Must be", "Needed"], _fields(schemas[body], schemas)).rstrip()
        )
    return "\n".join(parts) + "\n"


def _bodies(routes: list[Any], document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for route in routes:
        if not isinstance(route, APIRoute):
            continue
        for verb in sorted(route.methods or ()):
            operation = document["paths"][route.path_format].get(verb.lower(), {})
            content = operation.get("requestBody", {}).get("content", {})
            for media in content.values():
                for name in _names(media.get("schema", {})):
                    yield route.path, verb, name


def _names(schema: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    for option in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _names(option)


def _fields(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[list[str]]:
    needed = set(schema.get("required", ()))
    return [
        [f"`{name}`", _said(field, schemas), "yes" if name in needed else ""]
        for name, field in schema.get("properties", {}).items()
    ]


def _said(field: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """What a value must be, in a few words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        values = schemas[name].get("enum")
        return " or ".join(f"`{value}`" for value in values) if values else f"as {name}"
    if options := (*field.get("anyOf", ()), *field.get("oneOf", ())):
        return " or ".join(dict.fromkeys(_said(each, schemas) for each in options))
    if "const" in field or "enum" in field:
        return " or ".join(f"`{each}`" for each in field.get("enum") or [field["const"]])
    kind = field.get("format") or field.get("type", "anything")
    bounds = [f"{word} {field[key]:.15g}" for key, word in _BOUNDS if key in field]
    if "pattern" in field:
        bounds.append(f"of the form `{field['pattern']}`".replace("|", "\\|"))
    if "items" in field:
        bounds.append(f"each {_said(field['items'], schemas)}")
    return ", ".join([kind, *bounds])


_BOUNDS = (
    ("minLength", "at least"),
    ("maxLength", "at most"),
    ("minimum", "from"),
    ("exclusiveMinimum", "above"),
    ("maximum", "to"),
    ("minItems", "at least"),
    ("maxItems", "at most"),
)


if __name__ == "__main__":
    TARGET.write_text(text())
