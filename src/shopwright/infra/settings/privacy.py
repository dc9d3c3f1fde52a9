"""Personal data: the keys that seal it, and how long requests about it take."""

import base64
import binascii
import re

from pydantic import BaseModel, Field, field_validator

_KEY_BYTES = 32
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,29}")


class PrivacySettings(BaseModel):
    """Personal data."""

    field_keys: str = Field(
        "",
        repr=False,
        description="Comma-separated name:base64 of 32 bytes; the first seals phone numbers, addresses and the like, "
        "all open. Empty: derived from SECRET_KEY.",
    )

    erasure_days: int = Field(
        14, ge=0, le=30, description="How long the wish to be erased can be taken back."
    )
    archive_hours: int = Field(
        24, ge=1, le=7 * 24, description="How long an archive of one's data can be fetched."
    )

    @field_validator("field_keys")
    @classmethod
    def be_keys(cls, text: str) -> str:
        """Refuse what is no key at start-up, not at the first sealed field."""
        _parsed(text)
        return text

    @property
    def named_field_keys(self) -> list[tuple[str, bytes]]:
        """The keys of FIELD_KEYS in order."""
        return _parsed(self.field_keys)


def _parsed(text: str) -> list[tuple[str, bytes]]:
    keys = [_key(part.strip()) for part in text.split(",") if part.strip()]
    if len({name for name, _ in keys}) < len(keys):
        message = "two keys have one name"
        raise ValueError(message)
    return keys


def _key(part: str) -> tuple[str, bytes]:
    name, colon, encoded = part.partition(":")
    try:
        key = base64.b64decode(
            encoded, altchars=b"-_" if {"-", "_"} & set(encoded) else None, validate=True
        )
    except (ValueError, binascii.Error):
        key = b""
    if (
        not colon
        or not _NAME.fullmatch(name)
        or name.startswith("derived-")
        or len(key) != _KEY_BYTES
    ):
        message = "each key is name:base64 of 32 bytes; a name has a-z, 0-9, - and _, and doesn't begin with derived-"
        raise ValueError(message)
    return name, key
