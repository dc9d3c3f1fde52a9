"""SQLite in the event loop: statements run in line, writers queue on one lock, COMMIT runs in a thread.

A short statement on a warm cache takes microseconds; handing it to a thread and back costs ten times as much. What can
block is kept out of the loop: waiting for the writer before us (a lock of the process, then polling for writers of
other processes) and the fsync of a COMMIT. A statement that takes too long would hold up everybody, and is interrupted.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from math import inf
from time import monotonic
from typing import Any, Self

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool, Pool
from sqlalchemy.util.concurrency import await_
from typing_extensions import override

DRIVER = "sqlite+inline"
BUSY_SECONDS = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.001, 0.02
_STEPS = 100_000  # a few milliseconds of work
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32768",
    "PRAGMA busy_timeout = 10",  # a reader's patience (milliseconds); writers wait in begin_write
)

_writers: dict[tuple[str, int], asyncio.Lock] = {}


def writer_lock(path: str) -> asyncio.Lock:
    """The lock that writers of this process to one file queue on, for the running event loop."""
    key = (path, id(asyncio.get_running_loop()))
    return _writers.setdefault(key, asyncio.Lock())


async def _at_once() -> None:
    """Nothing to wait for: SQLAlchemy's asyncio side insists on one await an execution."""


class TimedConnection(sqlite3.Connection):
    """Interrupts a statement at its deadline; SQLite asks every ``_STEPS`` instructions whether it has come."""

    deadline = inf

    def watch(self) -> None:
        self.set_progress_handler(self._is_over, _STEPS)

    def _is_over(self) -> bool:
        return monotonic() > self.deadline


class InlineCursor(sqlite3.Cursor):
    """A sqlite3 cursor for SQLAlchemy's asyncio side; rows are read at once, so that no statement stays open."""

    longest: float
    _rows: list[Any]
    _place = 0

    @override
    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        await_(_at_once())
        timed: Any = self.connection
        timed.deadline = monotonic() + self.longest
        try:
            super().execute(sql, parameters)
            if self.description:
                self._rows, self._place = super().fetchall(), 0
        finally:
            timed.deadline = inf
        return self

    @override
    def executemany(self, sql: str, seq_of_parameters: Any, /) -> Self:
        await_(_at_once())
        return super().executemany(sql, seq_of_parameters)

    @override
    def fetchone(self) -> Any:
        if self._place >= len(self._rows):
            return None
        self._place += 1
        return self._rows[self._place - 1]

    @override
    def fetchmany(self, size: int | None = 1) -> list[Any]:
        start, self._place = self._place, self._place + (size or 1)
        return self._rows[start : self._place]

    @override
    def fetchall(self) -> list[Any]:
        rows = self._rows[self._place :] if self._place else self._rows
        self._place = len(self._rows)
        return rows

    async def _async_soft_close(self) -> None:
        """Called by SQLAlchemy when a result is handed out; there is nothing left to close."""


class InlineConnection:
    """A sqlite3 connection with the DBAPI's face, whose transactions begin and end as the module says."""

    def __init__(self, raw: sqlite3.Connection, path: str, longest: float) -> None:
        self._raw = raw
        self._path = path
        self._longest = longest
        self._held: asyncio.Lock | None = None

    @property
    def driver_connection(self) -> sqlite3.Connection:
        return self._raw

    def cursor(self) -> InlineCursor:
        cursor = self._raw.cursor(InlineCursor)
        cursor.longest = self._longest
        return cursor

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._raw.execute(statement, parameters)

    def create_function(self, *args: Any, **options: Any) -> None:
        self._raw.create_function(*args, **options)

    def begin_write(self) -> None:
        """Become the writer; waits for the one before.

        Raises:
            sqlite3.OperationalError: another process kept the file locked for ``BUSY_SECONDS``.
        """
        await_(self._begin_write())

    def commit(self) -> None:
        if not self._raw.in_transaction:
            self._release()
            return
        try:
            await_(asyncio.to_thread(self._raw.commit))
        finally:
            self._release_when_done()

    def rollback(self) -> None:
        try:
            if self._raw.in_transaction:
                self._raw.rollback()
        finally:
            self._release()

    def close(self) -> None:
        self._release()
        self._raw.close()

    def terminate(self) -> None:
        self.close()

    async def _begin_write(self) -> None:
        lock = writer_lock(self._path)
        deadline, pause = monotonic() + BUSY_SECONDS, _FIRST_PAUSE
        try:
            await asyncio.wait_for(lock.acquire(), BUSY_SECONDS)
        except TimeoutError:
            message = "database is locked: the writers before took too long"
            raise sqlite3.OperationalError(message) from None
        self._held = lock
        try:
            while True:
                try:
                    self._raw.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    if not _is_busy(error) or monotonic() > deadline:
                        raise
                else:
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
        except BaseException:
            self._release()
            raise

    def _release_when_done(self) -> None:
        """A COMMIT that failed leaves the transaction open, and with it the writer's turn."""
        if not self._raw.in_transaction:
            self._release()

    def _release(self) -> None:
        if self._held is not None:
            self._held.release()
            self._held = None


class _InlineModule:
    """The sqlite3 module as SQLAlchemy expects a driver to look."""

    paramstyle = "qmark"

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlite3, name)

    def connect(
        self, path: str, *, statement_timeout: float = inf, **options: Any
    ) -> InlineConnection:
        settled = {**options, "isolation_level": None, "check_same_thread": False}
        raw = sqlite3.connect(path, factory=TimedConnection, **settled)
        raw.execute(
            f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}"
        )  # a new file switches to WAL once
        for pragma in _PRAGMAS:
            raw.execute(pragma)
        raw.watch()
        return InlineConnection(raw, path, statement_timeout)


class InlineSQLite(SQLiteDialect_pysqlite):
    """The dialect behind ``sqlite+inline``."""

    driver = "inline"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    @override
    def import_dbapi(cls) -> Any:
        return _InlineModule()

    @classmethod
    @override
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    @override
    def on_connect(self) -> Any:
        return None

    @override
    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """Transactions are begun by statements of ours, whatever the level's name."""

    @override
    def do_terminate(self, dbapi_connection: Any) -> None:
        dbapi_connection.terminate()

    @override
    def get_driver_connection(self, connection: Any) -> Any:
        return connection.driver_connection


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


registry.register("sqlite.inline", __name__, "InlineSQLite")
