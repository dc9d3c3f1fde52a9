"""Routes that the hot lane may answer: public reads whose answers change with the catalog alone."""

from typing import Any

HOT = "x-hot"
_ELSEWHERE = {301: {"description": "It has another address now."}}
_KNOWN = {304: {"description": "The client has it already."}}


def hot(declared: dict[str, Any], *, may_move: bool = False) -> dict[str, Any]:
    """Add to what :func:`access` declares that guests' answers may be kept until the catalog changes."""
    return {
        **declared,
        "openapi_extra": {**declared["openapi_extra"], HOT: True},
        "responses": declared["responses"] | _KNOWN | (_ELSEWHERE if may_move else {}),
    }
