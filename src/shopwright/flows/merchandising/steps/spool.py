"""Rows put aside on disk until the rest of their product turns up, and names already seen."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Self

from shopwright.flows.merchandising.steps.table import Row

_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -2000;
CREATE TABLE names (kind TEXT, name TEXT, line INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE groups (number INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE rows (number INTEGER, line INTEGER, cells TEXT, PRIMARY KEY (number, line)) WITHOUT ROWID;
"""


class Spool:
    """A private SQLite file that vanishes when it is closed: a hundred thousand products cost no memory.

    Used from one thread at a time; not a database of the shop's.
    """

    def __init__(self) -> None:
        # "" is a temporary database on disk, deleted by SQLite itself.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def first_line_of(self, kind: str, name: str, line: int) -> int | None:
        """Where a name was seen before, or None: then it is remembered with this line."""
        seen = self._db.execute(
            "INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (kind, name, line)
        )
        if seen.rowcount:
            return None
        found = self._db.execute("SELECT line FROM names WHERE kind = ? AND name = ?", (kind, name))
        return int(found.fetchone()[0])

    def line_of(self, kind: str, name: str) -> int | None:
        """Where a name was seen, or None."""
        found = self._db.execute(
            "SELECT line FROM names WHERE kind = ? AND name = ?", (kind, name)
        ).fetchone()
        return int(found[0]) if found else None

    def put(self, group: str, row: Row) -> None:
        """Put a row aside with its group."""
        self._db.execute("INSERT INTO groups (name) VALUES (?) ON CONFLICT DO NOTHING", (group,))
        self._db.execute(
            "INSERT INTO rows SELECT number, ?, ? FROM groups WHERE name = ?",
            (row.line, json.dumps(dict(row.cells)), group),
        )

    def groups(self) -> Iterator[str]:
        """Names of groups in the order in which they were first put aside."""
        last = 0
        while found := self._db.execute(
            "SELECT number, name FROM groups WHERE number > ? ORDER BY number LIMIT 1", (last,)
        ).fetchone():
            last = found[0]
            yield str(found[1])

    def rows(self, group: str) -> Iterator[Row]:
        """Rows of one group in the order of their lines."""
        found = self._db.execute(
            "SELECT line, cells FROM rows WHERE number = (SELECT number FROM groups WHERE name = ?)"
            " ORDER BY line",
            (group,),
        )
        for line, cells in found:
            held: Mapping[str, str] = json.loads(cells)
            yield Row(int(line), held)
