"""Links in mails that end such mails: looked at by a person, used by one click of a mail program (RFC 8058)."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import Field
from pydantic.types import StringConstraints

from shopwright.faces.api.shapes import Answer

Slip = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,128}$"),
    Path(description="What the link in the mail ends with."),
]
_FORM = {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}


class WayOutAnswer(Answer):
    """A link that was looked at and not used; it is used by sending to ``use``."""

    use: str = Field(examples=["POST /api/v1/stock-alerts/stop/…"])


def one_click(declared: dict[str, Any]) -> dict[str, Any]:
    """Add to what :func:`access` declares that a mail program may send its form, of which nothing is read."""
    return {**declared, "openapi_extra": {**declared["openapi_extra"], "requestBody": _FORM}}
