"""Files that come as a form: one of them, with a few fields beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from shopwright.faces.api.context import Context
from shopwright.infra.http.edge.declared import LARGEST_BODY
from shopwright.kernel.errors import BadRequest, ShopError

_MOST_FIELDS = 10
_FILES = ("file", "image")
_LONGEST_FIELD = 16 * 1024
Fields = TypeVar("Fields", bound=BaseModel)


class NotOneFile(BadRequest):
    code = "not_one_file"
    title = "Send a form (multipart/form-data) with one file in the field 'file'."


class UploadTooLarge(ShopError):
    status = 413
    code = "payload_too_large"
    title = "The file is larger than what is accepted."


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form holds."""

    name: str
    content: bytes
    fields: Mapping[str, str]


def takes_file(
    declared: dict[str, Any], fields: type[BaseModel], *, largest: str
) -> dict[str, Any]:
    """Add to what :func:`access` declares that the route takes a form with a file and fields.

    ``largest`` names the limit of the settings that holds for it.
    """
    schema = fields.model_json_schema()
    properties = {"file": {"type": "string", "format": "binary"}, **schema["properties"]}
    form = {
        "type": "object",
        "title": schema["title"],
        "properties": properties,
        "required": ["file", *schema.get("required", ())],
        "additionalProperties": False,
    }
    content = {"multipart/form-data": {"schema": form}}
    extra = {
        **declared["openapi_extra"],
        LARGEST_BODY: largest,
        "requestBody": {"required": True, "content": content},
    }
    return {**declared, "openapi_extra": extra}


async def sent_file(ctx: Context, *, limit: int) -> Sent:
    """The form of a request; its parts are counted while they are read.

    Raises:
        NotOneFile: there is none, or more than one.
        UploadTooLarge: it has more bytes than ``limit``.
    """
    async with ctx.request.form(
        max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
    ) as form:
        items = form.multi_items()
        files = [value for name, value in items if isinstance(value, UploadFile) and name in _FILES]
        fields = {name: value for name, value in items if isinstance(value, str)}
        if len(files) != 1 or len(fields) != len(items) - 1:
            raise NotOneFile
        content = await files[0].read(limit + 1)
        if len(content) > limit:
            raise UploadTooLarge
        return Sent(files[0].filename or "", content, fields)


def fields_of(sent: Sent, shape: type[Fields]) -> Fields:
    """The fields beside a file.

    Raises:
        RequestValidationError: they are not what they should be.
    """
    try:
        return shape.model_validate(dict(sent.fields))
    except ValidationError as error:
        faults = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        raise RequestValidationError(faults) from None
