"""What somebody presents to sign in: as JSON, or as the form of OAuth2's password grant."""

from typing import Annotated, Any, Self
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError, model_validator
from pydantic.types import StringConstraints

from shopwright.faces.api.context import ANONYMOUS, access
from shopwright.faces.api.shapes import Payload, example
from shopwright.kernel.errors import BadRequest, ShopError

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
_MOST_FIELDS = 20
_Typed = Annotated[str, StringConstraints(min_length=1, max_length=320)]


class UnsupportedMediaType(ShopError):
    status = 415
    code = "unsupported_media_type"
    title = "Sign in with JSON or with a urlencoded form."


class LoginPayload(Payload):
    """``email`` or ``username``, and ``password``."""

    model_config = example({"email": "customer@example.com", "password": "customer-of-the-shop"})

    email: _Typed | None = Field(None, examples=["robin@example.com"])
    username: _Typed | None = Field(None, description="A username, or an email.")
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)] = Field(
        examples=["correct horse battery"]
    )

    @model_validator(mode="after")
    def name_one(self) -> Self:
        if (self.email is None) == (self.username is None):
            message = "name either email or username"
            raise ValueError(message)
        return self

    @property
    def identifier(self) -> str:
        return self.email or self.username or ""


async def login_of(request: Request) -> LoginPayload:
    """Read the request's body in either form.

    Raises:
        UnsupportedMediaType: it is neither.
        RequestValidationError: something is missing or too much.
    """
    kind = _media_type(request)
    body = await request.body()
    try:
        if kind == JSON:
            return LoginPayload.model_validate_json(body)
        if kind == FORM:
            return LoginPayload.model_validate(_form(body))
    except ValidationError as error:
        faults = [fault | {"loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
    raise UnsupportedMediaType


Login = Annotated[LoginPayload, Depends(login_of)]


def login_access() -> dict[str, Any]:
    """The access of a route that takes :data:`Login`, with the body that FastAPI can't see."""
    form = {
        "type": "object",
        "required": ["username", "password"],
        "properties": {
            "username": {"type": "string"},
            "password": {"type": "string", "format": "password"},
        },
    }
    content = {JSON: {"schema": LoginPayload.model_json_schema()}, FORM: {"schema": form}}
    declared = access(ANONYMOUS, 401, 403, 415)
    declared["openapi_extra"] |= {"requestBody": {"required": True, "content": content}}
    return declared


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _form(body: bytes) -> dict[str, str]:
    """The two fields of the form that count; OAuth2's others say nothing that we need."""
    try:
        fields = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise BadRequest("The form can't be read.") from None
    return {name: value for name, value in fields if name in {"username", "password"}}
