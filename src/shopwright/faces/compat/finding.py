"""Which line of the table a request is for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from shopwright.faces.compat.table import Alias

_NAME = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Meant:
    """A request's line of the table, with where it goes; ``beyond`` is what its address says and the operation's does not."""

    alias: Alias
    method: str
    path: str
    beyond: Mapping[str, str]

    @property
    def address(self) -> str:
        """The operation's path as it is written in a link."""
        return quote(self.path)


class Index:
    """The lines of dialects that are served, by their first segments.

    A path with a fixed end comes before one that takes any: ``/orders/my`` is no order.
    """

    def __init__(self, table: Iterable[Alias], served: Iterable[str]) -> None:
        chosen = frozenset(served)
        lines = [alias for alias in table if chosen & set(alias.dialects.split())]
        lines.sort(key=lambda alias: alias.path.count("{"))
        self._lines: dict[str, list[tuple[re.Pattern[str], Alias]]] = {}
        for alias in lines:
            self._lines.setdefault(_start(alias.path), []).append((_pattern(alias.path), alias))

    def __bool__(self) -> bool:
        return bool(self._lines)

    def meant(self, method: str, path: str) -> Meant | Sequence[str]:
        """What a request means; or the methods that its path takes, where it is not one of them: none of a path unknown."""
        methods = []
        for pattern, alias in self._lines.get(_start(path), ()):
            found = pattern.fullmatch(path)
            if found is None:
                continue
            if alias.method == method or (method == "HEAD" and alias.is_reading):
                return _meant(alias, method, found.groupdict())
            methods.append(alias.method)
        return methods


def _meant(alias: Alias, method: str, named: Mapping[str, str]) -> Meant:
    verb, path = alias.operation
    taken = set(_NAME.findall(path))
    beyond = {name: value for name, value in named.items() if name not in taken}
    asked = method if alias.is_reading else verb
    return Meant(alias, asked, _NAME.sub(lambda found: named[found[1]], path), beyond)


def _start(path: str) -> str:
    return path[1:].partition("/")[0]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(r"(?P<\1>[^/]+)", path))
