"""Looks are counted in the process, and written down together."""

import asyncio
from collections import Counter, OrderedDict
from urllib.parse import parse_qs
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select

from shopwright.infra.db import dialect
from shopwright.infra.db.dialect import Columns
from shopwright.infra.work import Work, Works
from shopwright.kernel import ids
from shopwright.kernel.actors import system
from shopwright.modules.catalog import queries as catalog
from shopwright.satellites.analytics.models import AnalyticsSearchRow, AnalyticsViewRow
from shopwright.satellites.analytics.rules import counting, looking

log = structlog.get_logger(__name__)
WRITTEN_EVERY = 30.0
MOST = 5000
# Different words of a day, beyond which no new ones are written: nobody fills the table by inventing some.
MOST_A_DAY = 20_000
_ACTOR = system("analytics")
PAGE, LISTS = "/api/v1/products/", ("/api/v1/products", "/api/v1/products/search")


class Tally:
    """How often pages were seen and words were searched for, since it was last written down.

    A process that is killed loses what it counted since: half a minute's looks. So do pages beyond ``MOST`` different
    ones within that time, which nobody looks at.
    """

    def __init__(self, works: Works, zone: ZoneInfo, *, most_a_day: int = MOST_A_DAY) -> None:
        self._most_a_day = most_a_day
        self._works = works
        self._zone = zone
        self._served: Counter[tuple[str, bytes]] = Counter()
        self._seen: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._empty: Counter[str] = Counter()
        self._finds: OrderedDict[str, bool] = OrderedDict()

    def serve(self, path: str, query: bytes) -> None:
        """An answer was given from memory, without the route."""
        key = (path, query if path in LISTS else b"")
        if key in self._served or len(self._served) < MOST:
            self._served[key] += 1

    def see(self, name: str) -> None:
        """A product's page was asked for, by its id or slug."""
        if name in self._seen or len(self._seen) < MOST:
            self._seen[name] += 1

    def search(self, words: str, *, finds: bool) -> None:
        """Words were searched for, and something was found, or nothing."""
        query = looking.query_of(words)
        if query is None or (query not in self._asked and len(self._asked) >= MOST):
            return
        self._asked[query] += 1
        self._empty[query] += not finds
        self._finds[query] = finds
        self._finds.move_to_end(query)
        if len(self._finds) > MOST:
            _ = self._finds.popitem(last=False)

    async def keep_writing(self) -> None:
        """Write every half minute, for as long as this runs."""
        while True:
            await asyncio.sleep(WRITTEN_EVERY)
            await self.try_write()

    async def try_write(self) -> None:
        """Write down what was counted; what can't be is lost, and looks are no reason to stop."""
        try:
            _ = await self.write()
        except Exception as error:  # noqa: BLE001 - whatever it is, counting goes on
            log.warning("analytics.looks_unwritten", error=type(error).__name__)

    async def write(self) -> int:
        """Write down what was counted, in one Work; answers how many looks."""
        self._take_in()
        seen, self._seen = self._seen, Counter()
        asked, self._asked = self._asked, Counter()
        empty, self._empty = self._empty, Counter()
        if not seen and not asked:
            return 0
        pages = await self._products(seen)
        async with self._works(_ACTOR) as work:
            day = counting.day_of(work.now, self._zone)
            asked = await _as_many_as_fit(work, day, asked, self._most_a_day)
            for period in (day, day[:7]):
                await _write_views(work, period, pages)
                await _write_searches(work, period, asked, empty)
        return sum(pages.values()) + sum(asked.values())

    def _take_in(self) -> None:
        """What was served from memory counts as what its route would have said."""
        served, self._served = self._served, Counter()
        for (path, query), count in served.items():
            if path in LISTS:
                asked = parse_qs(query.decode("latin-1"))
                found = looking.query_of(asked.get("q", [""])[0])
                if found is not None and "cursor" not in asked:
                    self._asked[found] += count
                    self._empty[found] += count * (not self._finds.get(found, True))
            elif "/" not in (name := path.removeprefix(PAGE).rstrip("/")):
                self._seen[name] += count

    async def _products(self, seen: Counter[str]) -> Counter[UUID]:
        """Pages by the product that they are of; names that are none's are left out."""
        named = {name: product_id for name in seen if (product_id := ids.parse(name))}
        async with self._works.reading() as db:
            by_slug = await catalog.product_ids_by_slug(db, [n for n in seen if n not in named])
            known = await catalog.existing_products(db, {*named.values(), *by_slug.values()})
        pages: Counter[UUID] = Counter()
        for name, count in seen.items():
            product_id = named.get(name) or by_slug.get(name)
            if product_id in known:
                pages[product_id] += count
        return pages


async def _as_many_as_fit(work: Work, day: str, asked: Counter[str], most: int) -> Counter[str]:
    """What was asked, without new words where the day has had so many already; those asked most come first."""
    row = AnalyticsSearchRow
    of_day = row.period == day
    room = most - (await work.db.scalar(select(func.count()).where(of_day)) or 0)
    if len(asked) <= room:
        return asked
    known = set(await work.db.scalars(select(row.query).where(of_day, row.query.in_(list(asked)))))
    new = [(query, count) for query, count in asked.most_common() if query not in known]
    kept = Counter({query: asked[query] for query in known})
    return kept + Counter(dict(new[: max(room, 0)]))


async def _write_views(work: Work, period: str, pages: Counter[UUID]) -> None:
    row = AnalyticsViewRow
    rows = [
        {"period": period, "product_id": product_id, "views": count}
        for product_id, count in sorted(pages.items())
    ]
    if rows:
        key: Columns = (row.period, row.product_id)
        await work.db.execute(dialect.insert_or_add(work.db, row, key, (row.views,)), rows)


async def _write_searches(
    work: Work, period: str, asked: Counter[str], empty: Counter[str]
) -> None:
    row = AnalyticsSearchRow
    rows = [
        {"period": period, "query": query, "asked": count, "empty": empty[query]}
        for query, count in sorted(asked.items())
    ]
    if rows:
        key: Columns = (row.period, row.query)
        adding = (row.asked, row.empty)
        await work.db.execute(dialect.insert_or_add(work.db, row, key, adding), rows)
