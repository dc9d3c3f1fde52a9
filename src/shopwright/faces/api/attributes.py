"""What attributes are: defined by staff."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from shopwright.faces.api.context import Ctx, access
from shopwright.faces.api.finished import expected_version
from shopwright.faces.api.product_shapes import Slug
from shopwright.faces.api.shapes import Answer, IdText, Name, Payload, ShortText, example
from shopwright.modules.catalog import queries, service
from shopwright.modules.catalog.contracts import (
    AttributeDefinition,
    AttributeDraft,
    AttributeKind,
)
from shopwright.modules.catalog.errors import AttributeNotFound
from shopwright.modules.catalog.permissions import READ, WRITE_CATEGORIES

router = APIRouter(tags=["Attributes, for staff"])
ATTRIBUTES = "/api/v1/admin/attributes"
ATTRIBUTE = f"{ATTRIBUTES}/{{definition_id}}"


class AttributePayload(Payload):
    """What values of an attribute are, and where they are asked for; products may have others beside, as free text."""

    model_config = example(
        {"code": "weight", "name": "Weight", "kind": "number", "unit": "g", "position": 1},
        {"code": "colour", "name": "Colour", "kind": "choice", "choices": ["Blue", "Red"]},
    )

    code: Slug
    name: Name
    kind: Annotated[AttributeKind, Field(strict=False)] = AttributeKind.TEXT
    unit: Annotated[ShortText, StringConstraints(max_length=20)] = ""
    choices: Annotated[list[Name], Field(max_length=500)] = Field(default=[])
    is_filterable: bool = True
    position: Annotated[int, Field(ge=0, le=10**6)] = 0
    required_in: Annotated[
        list[IdText], Field(max_length=100, description="Categories, with all below them.")
    ] = Field(default=[])

    def draft(self) -> AttributeDraft:
        named = self.model_dump(exclude={"choices", "required_in"})
        return AttributeDraft(
            **named, choices=tuple(self.choices), required_in=tuple(self.required_in)
        )


class AttributeAnswer(Answer):
    id: UUID
    code: str
    name: str
    kind: AttributeKind
    unit: str
    choices: list[str]
    is_filterable: bool
    position: int
    required_in: list[UUID]
    version: Annotated[int, Field(description="The first part of the ETag, for If-Match.")]

    @classmethod
    def of(cls, found: AttributeDefinition) -> "AttributeAnswer":
        lists = {"choices": list(found.choices), "required_in": list(found.required_in)}
        named = {name: getattr(found, name) for name in cls.model_fields if name not in lists}
        return cls(**named, **lists)


class AttributeList(Answer):
    items: list[AttributeAnswer]


@router.get(
    ATTRIBUTES,
    operation_id="attribute_list",
    summary="Attributes that are defined, in the order of their facets",
    **access(READ),
)
async def list_attributes(ctx: Ctx) -> AttributeList:
    async with ctx.reading() as db:
        found = await queries.attribute_definitions(db)
    return AttributeList(items=[AttributeAnswer.of(each) for each in found])


@router.get(
    ATTRIBUTE,
    operation_id="attribute_get",
    summary="What an attribute is",
    response_model=AttributeAnswer,
    **access(READ, 404),
)
async def get_attribute(ctx: Ctx, definition_id: UUID) -> Response:
    async with ctx.reading() as db:
        found = await queries.attribute_definition(db, definition_id)
    if found is None:
        raise AttributeNotFound
    return _answer(found)


@router.post(
    ATTRIBUTES,
    operation_id="attribute_define",
    summary="Define an attribute",
    status_code=201,
    response_model=AttributeAnswer,
    **access(WRITE_CATEGORIES, 409),
)
async def post_attribute(ctx: Ctx, wanted: AttributePayload) -> Response:
    """Values are checked and written one way from then on: "1.5 kg" is "1500 g" where the unit is g."""
    async with ctx.work() as work:
        made = await service.define_attribute(work, draft=wanted.draft())
    return _answer(made, status=201)


@router.put(
    ATTRIBUTE,
    operation_id="attribute_redefine",
    summary="Define an attribute anew",
    response_model=AttributeAnswer,
    **access(WRITE_CATEGORIES, 404, 409, 412),
)
async def put_attribute(ctx: Ctx, definition_id: UUID, wanted: AttributePayload) -> Response:
    """With If-Match only as long as nobody else has. Values stay until their product is written again."""
    async with ctx.work() as work:
        changed = await service.redefine_attribute(
            work,
            definition_id=definition_id,
            draft=wanted.draft(),
            expected_version=expected_version(ctx.request),
        )
    return _answer(changed)


@router.delete(
    ATTRIBUTE,
    operation_id="attribute_forget",
    summary="Let an attribute be free text again",
    status_code=204,
    **access(WRITE_CATEGORIES, 404, 412),
)
async def remove_attribute(ctx: Ctx, definition_id: UUID) -> Response:
    async with ctx.work() as work:
        await service.forget_attribute(
            work, definition_id=definition_id, expected_version=expected_version(ctx.request)
        )
    return Response(status_code=204)


def _answer(definition: AttributeDefinition, *, status: int = 200) -> Response:
    headers = {"etag": f'"{definition.version}"'}
    headers |= {"location": f"{ATTRIBUTES}/{definition.id}"} if status == 201 else {}
    body = orjson.dumps(AttributeAnswer.of(definition).model_dump(), default=str)
    return Response(body, status_code=status, media_type="application/json", headers=headers)
