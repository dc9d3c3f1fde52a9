"""How well a search ranks, and what it asks of the database: python -m benchmarks.search_relevance [--copies 10].

Imports the judged electronics catalog of ``SHOPWRIGHT_DATA`` (icecat-search) into SQLite and PostgreSQL and runs its queries with
facets and highlights. NDCG@10 is linear gain over log2(rank + 1), what nobody judged counts as 0, the ideal order is that of all
judgments of the query, the mean is over queries with a relevant product; condensed leaves unjudged products out. ``--copies``
multiplies the catalog to see what a large one costs; relevance is told for one copy alone.
"""

import argparse
import asyncio
import json
import math
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection
from typing_extensions import override

from benchmarks.__main__ import DATABASES, address_of
from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import ProductRecord
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.infra.db import migrate
from shopwright.infra.settings import Environment, Settings
from shopwright.kernel.actors import system
from shopwright.kernel.paging import Page, PageRequest
from shopwright.satellites.search.contracts import CardFilter, Found, Sort
from shopwright.satellites.search.queries import Wish
from shopwright.wiring import close_services, open_services, settle_roles
from tests.support.shared_data import shared
from tools.convert import icecat

_DATA = shared("icecat-search")
_CURRENCY = "USD"
_BATCH = 200
_COMMON = ("hp", "black usb", "hp laserjet printer cable black", "with and for", "headfones")
_EVERYTHING = Wish(facets=True, highlights=True)


@dataclass(slots=True)
class Cost:
    """Milliseconds that the database took for a search, and the search as a whole."""

    of_database: list[float] = field(default_factory=list)
    in_all: list[float] = field(default_factory=list)

    @override
    def __str__(self) -> str:
        return f"database {_spread(self.of_database)}, in all {_spread(self.in_all)}"


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_relevance")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--copies", type=int, default=1)
    asked = parser.parse_args()
    for database in asked.database or DATABASES:
        with tempfile.TemporaryDirectory() as folder, address_of(database, Path(folder)) as url:
            print(f"\n{database}", flush=True)
            asyncio.run(_measure(url, asked.copies))


async def _measure(url: str, copies: int) -> None:
    await migrate.upgrade(url)
    settings = Settings(
        _env_file=None,
        environment=Environment.TEST,
        database_url=url,
        shop_currency=_CURRENCY,
        jobs_embedded=False,
        statement_timeout_seconds=60,
    )
    services = open_services(settings)
    await settle_roles(services.works)
    started = time.perf_counter()
    count = await _fill(services, copies)
    print(f"{count} products stored in {time.perf_counter() - started:.0f} s", flush=True)
    started = time.perf_counter()
    async with services.works.reading() as db:
        await services.finder.memory.catch_up(db)
        print(f"memory read in {time.perf_counter() - started:.1f} s")
        await _report(services, db, copies)
    await close_services(services)


async def _fill(services: Services, copies: int) -> int:
    count = 0
    for copy in range(copies):
        records = (_copied(record, copy) for record in icecat.convert(_DATA / "products.jsonl.gz"))
        while batch := list(islice(records, _BATCH)):
            async with services.works(system("benchmark")) as work:
                await import_batch(work, batch)
            count += len(batch)
    if services.works.engine.dialect.name == "postgresql":
        async with services.works(system("benchmark")) as work:
            await work.db.execute(text("ANALYZE"))
    return count


def _copied(record: ProductRecord, copy: int) -> ProductRecord:
    if not copy:
        return record
    variants = tuple(
        replace(each, sku=f"{each.sku}-c{copy}", barcode=None) for each in record.variants
    )
    return replace(record, handle=f"{record.handle}-c{copy}", variants=variants)


async def _report(services: Services, db: AsyncConnection, copies: int) -> None:
    queries = {row[0]: row[1] for row in _rows("queries.tsv")}
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for query_id, product_id, grade in _rows("qrels.tsv"):
        judged[query_id][product_id] = int(grade)
    cost, gains, condensed, known, empty = Cost(), [], [], [], 0
    for query_id, grades in judged.items():
        found = await _timed(services, db, queries[query_id], cost)
        ranking = [_product_id(card) for card in found.page.items]
        empty += not ranking
        if any(grades.values()):
            gains.append(_ndcg(ranking, grades))
            condensed.append(_ndcg([each for each in ranking if each in grades], grades))
            known.append(sum(each in grades for each in ranking[:10]) / 10)
    if copies == 1:
        print(
            f"NDCG@10 {statistics.mean(gains):.4f}, condensed {statistics.mean(condensed):.4f}, "
            f"judged@10 {statistics.mean(known):.2f}, without result {empty} of {len(judged)}"
        )
    print(f"{len(judged)} judged queries: {cost}")
    for words in _COMMON:
        common = Cost()
        found = await _timed(services, db, words, common)
        print(f"{words!r}, {found.page.total} products: {common}")
    suggested = Cost()
    with _clocked(services) as spent:
        for typed in ("l", "la", "lap", "hp las", "usb c"):
            spent[0], started = 0.0, time.perf_counter()
            await services.finder.suggest(db, typed, _CURRENCY)
            suggested.of_database.append(spent[0])
            suggested.in_all.append((time.perf_counter() - started) * 1000)
    print(f"suggestions: {suggested}")


async def _timed(services: Services, db: AsyncConnection, words: str, cost: Cost) -> Found:
    """The best of three, so that a busy machine does not decide; the first of them warms up."""
    wanted = CardFilter(currency=_CURRENCY, text=words)
    taken, found = [], Found(Page([], 0))
    with _clocked(services) as spent:
        for _ in range(3):
            spent[0], started = 0.0, time.perf_counter()
            found = await services.finder.find(
                db, wanted, Sort.RELEVANCE, PageRequest(24), _EVERYTHING
            )
            taken.append((spent[0], (time.perf_counter() - started) * 1000))
    of_database, in_all = min(taken)
    cost.of_database.append(of_database)
    cost.in_all.append(in_all)
    return found


@contextmanager
def _clocked(services: Services) -> Iterator[list[float]]:
    """Milliseconds between sending a statement and having its rows; on SQLite they are fetched as they are executed."""
    spent, engine = [0.0], services.works.engine.sync_engine

    def before(connection: Any, *_: Any) -> None:
        connection.info["sent"] = time.perf_counter()

    def after(connection: Any, *_: Any) -> None:
        spent[0] += (time.perf_counter() - connection.info["sent"]) * 1000

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)


def _rows(name: str) -> Iterator[Sequence[str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines()[1:]:
        yield line.split("\t")


def _product_id(card: str) -> str:
    """The catalog's own number, at the end of the slug."""
    slug: str = json.loads(card)["slug"]
    return slug.rsplit("-", 1)[1]


def _ndcg(ranking: Sequence[str], grades: Mapping[str, int]) -> float:
    gain = _discounted([grades.get(each, 0) for each in ranking[:10]])
    return gain / _discounted(sorted(grades.values(), reverse=True)[:10])


def _discounted(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(at + 2) for at, grade in enumerate(grades))


def _spread(values: Sequence[float]) -> str:
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{statistics.median(ordered):.1f} ms (95th {high:.1f}, most {ordered[-1]:.1f})"


if __name__ == "__main__":
    main()
