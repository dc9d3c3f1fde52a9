"""Measure a shop on SQLite and on PostgreSQL: python -m benchmarks [--database sqlite] [--rounds 3] [--no-files].

The real server, the load generator and the floor are processes of their own; bursts of candidate and floor take turns,
ratios are made inside each round, and their median counts. Takes about a minute and a half for each database.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.cases import Bench, Burst, Case, answers_of, cases_of
from benchmarks.machine import Listening, free_port, pin
from benchmarks.report import Line, shown, table, write
from benchmarks.shop import Shop, open_shop
from shopwright import __version__
from shopwright.infra.db.engine import open_engine
from shopwright.kernel import clock, ids
from shopwright.satellites.bookkeeping.queries import violations
from tests.support.databases import create_database
from tests.support.servers import start_postgres

DATABASES = ("sqlite", "postgres")


def main() -> None:
    """Measure, print, write."""
    asked = _arguments()
    pin(0, 1)  # this process and its children, but for the servers: see Listening
    for database in asked.database or DATABASES:
        with tempfile.TemporaryDirectory() as folder, address_of(database, Path(folder)) as url:
            lines = measure(url, Path(folder), rounds=asked.rounds)
        print(f"\n{database}\n\n{table(lines)}\n", flush=True)
        if not asked.no_files:
            day: date = clock.utc_now().date()
            write(lines, day=day.isoformat(), database=database, version=__version__)


def measure(url: str, folder: Path, *, rounds: int) -> list[Line]:
    """All cases on one database; its books must be sound after it."""
    shop = open_shop(url, folder)
    try:
        floor = _floor(shop, folder)
        try:
            bench = Bench(shop, floor.port, floor.pid)
            lines = [_line(case, rounds) for case in cases_of(bench)]
        finally:
            floor.stop()
    finally:
        shop.stop()
    asyncio.run(_insist_on_sound_books(url))
    return lines


def _line(case: Case, rounds: int) -> Line:
    """One round to warm up, which counts for nothing, then floor and candidate in turns."""
    case.floor()
    case.candidate()
    by_rate, by_computing = [], []
    for _ in range(rounds):
        floor, candidate = case.floor(), case.candidate()
        by_rate.append(round(candidate.rate / floor.rate, 4))
        if case.is_bound_by_server and (ratio := _by_computing(floor, candidate)) is not None:
            by_computing.append(round(ratio, 4))
    line = Line(case.name, case.against, case.goal, tuple(by_rate), tuple(by_computing))
    print(f"{line.name:30} {shown(line.ratio):>7}   ({line.spread})", file=sys.stderr, flush=True)
    return line


def _by_computing(floor: Burst, candidate: Burst) -> float | None:
    if not floor.computing or not candidate.computing:
        return None
    return floor.computing / candidate.computing


def _floor(shop: Shop, folder: Path) -> Listening:
    answers = folder / "answers"
    answers.mkdir()
    for number, body in enumerate(answers_of(shop)):
        (answers / str(number)).write_bytes(body)
    port = free_port()
    return Listening([sys.executable, "-m", "benchmarks.floor", str(port), str(answers)], port)


@contextmanager
def address_of(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'shop.db'}"
        return
    with start_postgres() as server:
        yield asyncio.run(create_database(server.url, f"bench_{ids.new().hex}"))


async def _insist_on_sound_books(url: str) -> None:
    engine = open_engine(url)
    async with engine.connect() as db:
        assert await violations(db) == []
    await engine.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--database", action="append", choices=DATABASES, help="both if left out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-files", action="store_true", help="print, and write nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
