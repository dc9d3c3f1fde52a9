"""What an operation of the API takes, as a JSON schema: read off the route that serves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema among the definitions that it refers to."""

    schema: Schema
    definitions: Schema

    @property
    def is_optional(self) -> bool:
        return any(each.get("type") == "null" for each in self.schema.get("anyOf", ()))

    @property
    def plain(self) -> "Shape":
        """The same without what refers elsewhere and without null: what a field holds when it holds something."""
        found = self.schema
        while True:
            choices = [each for each in found.get("anyOf", ()) if each.get("type") != "null"]
            if "$ref" in found:
                found = self.definitions[found["$ref"].rpartition("/")[2]]
            elif choices:
                found = next((each for each in choices if each.get("type") == "string"), choices[0])
            else:
                return Shape({**self.schema, **found}, self.definitions)

    @property
    def kind(self) -> str:
        """``object``, ``array``, ``enum``, or a type of JSON."""
        plain = self.plain.schema
        return "enum" if "enum" in plain else str(plain.get("type", ""))

    @property
    def items(self) -> "Shape":
        return Shape(self.plain.schema.get("items", {}), self.definitions)

    @property
    def members(self) -> dict[str, "Shape"]:
        found = self.plain.schema.get("properties", {})
        return {name: Shape(each, self.definitions) for name, each in found.items()}

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.plain.schema.get("required", ()))


def taken_by(app: FastAPI, operation: str) -> Shape:
    """The body that an operation takes.

    Raises:
        LookupError: there is no operation of that name, or it takes none.
    """
    for route in app.router.routes:
        if isinstance(route, APIRoute) and route.operation_id == operation and route.body_field:
            return _shape_of(cast("type[BaseModel]", route.body_field.field_info.annotation))
    raise LookupError(operation)


@cache
def _shape_of(model: type[BaseModel]) -> Shape:
    schema = model.model_json_schema()
    return Shape(schema, schema.get("$defs", {}))
