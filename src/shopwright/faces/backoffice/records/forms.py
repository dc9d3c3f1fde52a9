"""Forms made of schemas: fields to show, and back from what was sent the body that the API takes.

A field's name is its way through the body: ``rates.0.rate``. What repeats has one empty row more than it holds; rows
that are sent empty are left out.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from shopwright.faces.backoffice.records.schemas import Shape

NONE = "\u2013"
_LONG = 300
_DEEPEST = 6
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Hint:
    """What the schema doesn't tell of a field: its words, from where its options come, whether it is shown at all."""

    label: str = ""
    help: str = ""
    options: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is shown; ``parts`` are the fields of a group, ``rows`` those of each repetition."""

    name: str
    label: str
    kind: str
    value: Any = None
    required: bool = False
    help: str = ""
    options: Options = ()
    parts: Sequence["Field"] = ()
    rows: Sequence[Sequence["Field"]] = ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes fields and bodies by a schema, hints by name (without numbers of rows) and lists of options."""

    hints: Mapping[str, Hint] = field(default_factory=dict)
    options: Mapping[str, Options] = field(default_factory=dict)

    def fields(self, shape: Shape, value: Mapping[str, Any], within: str = "") -> list[Field]:
        """The fields of an object, filled with what is there, else with the schema's defaults."""
        found = []
        for name, member in shape.members.items():
            path = f"{within}{name}"
            if self._hint(path).kind != "hidden":
                held = value.get(name, member.schema.get("default"))
                found.append(self._field(path, member, held, required=name in shape.required))
        return found

    def body(
        self, shape: Shape, sent: Mapping[str, Sequence[str]], within: str = ""
    ) -> dict[str, Any]:
        """What the API is sent for an object; fields that were left empty are not in it unless they must be."""
        found: dict[str, Any] = {}
        for name, member in shape.members.items():
            path = f"{within}{name}"
            if self._hint(path).kind == "hidden":
                continue
            value = self._value(path, member, sent)
            if value is not None or name in shape.required:
                found[name] = "" if value is None and member.kind == "string" else value
        return found

    def _field(self, path: str, shape: Shape, value: Any, *, required: bool) -> Field:
        hint, kind = self._hint(path), self._kind(path, shape)
        made = Field(
            path,
            hint.label or words_of(path),
            kind,
            shown(kind, value),
            required,
            hint.help or str(shape.schema.get("description", "")),
            self._options(path, shape, kind, is_open=shape.is_optional or value is None),
        )
        if kind == "group":
            held = value if isinstance(value, Mapping) else {}
            return replace(made, parts=self.fields(shape.plain, held, f"{path}."))
        if kind == "rows":
            repeated, items = [*(value or ()), {}], shape.items.plain
            rows = [self.fields(items, each, f"{path}.{at}.") for at, each in enumerate(repeated)]
            return replace(made, rows=rows)
        return made

    def _kind(self, path: str, shape: Shape) -> str:
        hint, plain = self._hint(path), shape.plain.schema
        if hint.kind:
            return hint.kind
        if hint.options:
            return "ticks" if shape.kind == "array" else "choice"
        if shape.kind == "object" and ("properties" not in plain or path.count(".") > _DEEPEST):
            return "json"
        if shape.kind == "boolean" and shape.is_optional:
            return "yes_no"
        told = {
            "array": _KINDS_OF_LISTS.get(shape.items.kind, "json"),
            "string": _kind_of_text(plain),
        }
        return told.get(shape.kind) or _KINDS.get(shape.kind, "text")

    def _options(self, path: str, shape: Shape, kind: str, *, is_open: bool) -> Options:
        """The choices of a field; ``is_open``: none of them may, or is yet to be, chosen."""
        hint = self._hint(path)
        if hint.options:
            found = list(self.options.get(hint.options, ()))
        elif kind in {"choice", "ticks"}:
            inner = shape.items if shape.kind == "array" else shape
            found = [
                (str(each), words_of(str(each))) for each in inner.plain.schema.get("enum", ())
            ]
        else:
            return ()
        return [("", NONE), *found] if kind == "choice" and is_open else found

    def _value(self, path: str, shape: Shape, sent: Mapping[str, Sequence[str]]) -> Any:
        kind = self._kind(path, shape)
        if kind == "group":
            found = self.body(shape.plain, sent, f"{path}.")
            return found if any(_holds(each) for each in found.values()) else None
        if kind == "rows":
            return self._rows(path, shape.items.plain, sent)
        given = list(sent.get(path, ()))
        if kind == "ticks":
            return [each for each in given if each]
        text = given[-1].strip() if given else ""
        if kind == "tick":
            return bool(text)
        return read(kind, text, shape.kind)

    def _rows(self, path: str, shape: Shape, sent: Mapping[str, Sequence[str]]) -> list[Any]:
        inside = re.compile(rf"{re.escape(path)}\.(\d{{1,3}})\.")
        numbers = {int(found[1]) for name in sent if (found := inside.match(name))}
        return [
            self.body(shape, sent, f"{path}.{at}.")
            for at in sorted(numbers)
            if self._is_filled(f"{path}.{at}.", shape, sent)
        ]

    def _is_filled(self, within: str, shape: Shape, sent: Mapping[str, Sequence[str]]) -> bool:
        """Whether somebody wrote into a row: a choice or a number that stands there by itself doesn't count."""
        untouched = {item.name: item.value for item in _flat(self.fields(shape, {}, within))}
        written = {name: values for name, values in sent.items() if name.startswith(within)}
        return any(
            any(value.strip() and value.strip() != untouched.get(name) for value in values)
            for name, values in written.items()
            if untouched.get(name) is not None
        )

    def _hint(self, path: str) -> Hint:
        return self.hints.get(re.sub(r"\.\d+", "", path), Hint())


_KINDS = {
    "object": "group",
    "enum": "choice",
    "boolean": "tick",
    "integer": "number",
    "number": "decimal",
}
_KINDS_OF_LISTS = {"object": "rows", "enum": "ticks", "string": "lines"}


def _kind_of_text(plain: Mapping[str, Any]) -> str:
    told = {"date-time": "moment", "date": "date", "email": "email", "uri": "url"}
    if found := told.get(str(plain.get("format", ""))):
        return found
    return "area" if plain.get("maxLength", 0) > _LONG else "text"


def shown(kind: str, value: Any) -> Any:
    """A value of the API as a field holds it."""
    if kind in _SHOWN:
        return _SHOWN[kind](value)
    return "" if value is None else str(value)


def read(kind: str, text: str, json_type: str) -> Any:
    """The value that a field's text means; what can't be one stays text, and the API says what is wrong with it."""
    if kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if not text:
        return None
    with suppress(ValueError):
        return _READ.get(kind, _READ.get(json_type, str))(text)
    return text


def _moment(text: str) -> str:
    """What a browser sends of a time: it has neither seconds nor a zone."""
    return f"{text}:00Z" if len(text) == len("2026-01-31T10:00") else text


_SHOWN: Mapping[str, Callable[[Any], Any]] = {
    "lines": lambda value: "\n".join(map(str, value or ())),
    "json": lambda value: orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() if value else "",
    "moment": lambda value: str(value or "")[:16],
    "tick": bool,
    "ticks": lambda value: [str(each) for each in value or ()],
    "yes_no": lambda value: {True: "yes", False: "no"}.get(value, ""),
}
_READ: Mapping[str, Callable[[str], Any]] = {
    "json": orjson.loads,
    "moment": _moment,
    "yes_no": lambda text: text == "yes",
    "integer": int,
}


def words_of(name: str) -> str:
    """A name of the API in words: ``benefit.buy_x`` is ``Buy x``."""
    return name.rpartition(".")[2].replace("_", " ").removeprefix("is ").capitalize()


def _flat(fields: Sequence[Field]) -> list[Field]:
    found = []
    for each in fields:
        found += [each, *_flat(each.parts), *(one for row in each.rows for one in _flat(row))]
    return found


def _holds(value: Any) -> bool:
    return value not in (None, "", [], {}, False)
