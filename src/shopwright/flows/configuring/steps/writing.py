"""A configuration as TOML or JSON, and back."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from shopwright.flows.configuring.errors import UnreadableConfiguration

_BARE = re.compile(r"[A-Za-z0-9_-]+")
Document = dict[str, Any]


def read(text: str, *, is_json: bool) -> Document:
    """What a file says.

    Raises:
        UnreadableConfiguration: it is not of that form.
    """
    try:
        found = json.loads(text) if is_json else tomllib.loads(text)
    except ValueError as error:
        raise UnreadableConfiguration(f"The file can't be read: {error}.") from None
    if not isinstance(found, dict):
        raise UnreadableConfiguration("The file holds no sections.")
    return found


def written(document: Mapping[str, Any], *, is_json: bool) -> str:
    """The same document for the same configuration, byte for byte."""
    if is_json:
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    tables = [(name, part) for name, part in document.items() if isinstance(part, Mapping)]
    lists = [(name, part) for name, part in document.items() if not isinstance(part, Mapping)]
    lines = [_listed(name, part) for name, part in lists]
    for name, part in tables:
        body = [f"{_key(key)} = {_value(each)}" for key, each in part.items()]
        lines.append("\n".join([f"[{_key(name)}]", *body]))
    return "\n\n".join(lines) + "\n"


def _listed(name: str, items: Any) -> str:
    if not items:
        return f"{_key(name)} = []"
    return "\n".join([f"{_key(name)} = [", *(f"  {_value(each)}," for each in items), "]"])


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else json.dumps(name)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return (
            "{ " + ", ".join(f"{_key(key)} = {_value(each)}" for key, each in value.items()) + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
