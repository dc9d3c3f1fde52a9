"""Columns of a CSV file: which are read, which are known and passed over, which nobody knows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from shopwright.flows.merchandising.contracts import Notice, RowProblem
from shopwright.flows.merchandising.steps.cells import shown
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.table import Header, Row, header_of, rows_of

_MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Plan:
    """What a format knows about its columns, all names in lower case.

    `aliases` leads from other spellings to the name used by the reader. `required` lists columns
    without which nothing can be read, each with the way it is written for people.
    """

    required: dict[str, str]
    is_known: Callable[[str], bool]
    aliases: dict[str, str]


def read_rows(source: TextSource, plan: Plan) -> Iterator[Row | RowProblem | Notice]:
    """Rows with their columns under the names of the plan; first what is to be said of the header."""
    header = header_of(source)
    if header is None:
        yield RowProblem(1, "The file has no header row that can be read.")
        return
    header = _renamed(header, plan)
    missing = [written for key, written in plan.required.items() if key not in header.keys]
    if missing:
        yield RowProblem(
            header.line,
            f"The header lacks {_list(missing)}; without that no row can be read.",
            column=missing[0],
        )
        return
    yield from _notices(header, plan)
    yield from rows_of(source, header)


def _renamed(header: Header, plan: Plan) -> Header:
    keys = tuple(plan.aliases.get(key, key) for key in header.keys)
    return Header(header.line, header.names, keys, header.delimiter)


def _notices(header: Header, plan: Plan) -> Iterator[Notice]:
    pairs = list(zip(header.names, header.keys, strict=True))
    unknown = [name for name, key in pairs if key and not plan.is_known(key)]
    if unknown:
        yield Notice(header.line, f"Columns that are not read: {_list(unknown)}.")
    repeated = [name for at, (name, key) in enumerate(pairs) if key and key in header.keys[:at]]
    if repeated:
        yield Notice(
            header.line, f"Columns that stand there twice, the first is read: {_list(repeated)}."
        )


def _list(names: Iterable[str]) -> str:
    quoted = [shown(name) for name in names]
    more = len(quoted) - _MOST_NAMED
    return ", ".join(quoted[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
