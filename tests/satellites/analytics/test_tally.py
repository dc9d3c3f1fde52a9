import httpx2
import pytest
from sqlalchemy import select

from shopwright.faces.services import Services
from shopwright.kernel.actors import system
from shopwright.main import create_app
from shopwright.satellites.analytics.models import AnalyticsSearchRow, AnalyticsViewRow
from shopwright.satellites.analytics.rules.looking import query_of
from shopwright.satellites.analytics.service.forgetting import forget_old
from shopwright.satellites.analytics.service.tally import Tally
from shopwright.wiring import close_services, open_services
from tests.conftest import SteppingClock
from tests.support.goods import make_product

pytestmark = pytest.mark.anyio


async def views(services: Services) -> list[tuple[str, int]]:
    async with services.works.reading() as db:
        row = AnalyticsViewRow
        rows = await db.execute(select(row.period, row.views).order_by(row.period))
    return [tuple(each) for each in rows]


async def searches(services: Services) -> list[tuple[str, int, int]]:
    async with services.works.reading() as db:
        row = AnalyticsSearchRow
        chosen = select(row.query, row.asked, row.empty).where(row.period == "2026-11")
        rows = await db.execute(chosen.order_by(row.query))
    return [tuple(each) for each in rows]


async def test_a_look_writes_nothing_until_it_is_written_down(
    client: httpx2.AsyncClient, services: Services
) -> None:
    product = await make_product(services.works, "kettle")
    for name in (str(product.id), "kettle", "kettle"):
        await client.get(f"/api/v1/products/{name}")
    await client.get("/api/v1/products/nothing")
    before = await views(services)

    written = [await services.insight.tally.write() for _ in range(2)]

    assert before == []
    assert written == [3, 0]
    assert await views(services) == [("2026-11", 3), ("2026-11-02", 3)]


async def test_what_is_answered_from_memory_counts_too(services: Services) -> None:
    settings = services.settings.model_copy(update={"hot_megabytes": 1})
    shop = open_services(settings, now=SteppingClock())
    await make_product(shop.works, "kettle")
    transport = httpx2.ASGITransport(app=create_app(settings, services=shop))
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.test") as client:
        for _ in range(4):
            await client.get("/api/v1/products/kettle")
            await client.get("/api/v1/products?q=kettle")
            await client.get("/api/v1/products/search?q=Unicorn")

    await shop.insight.tally.write()

    assert await views(shop) == [("2026-11", 4), ("2026-11-02", 4)]
    assert await searches(shop) == [("kettle", 4, 0), ("unicorn", 4, 4)]
    await close_services(shop)


async def test_several_processes_add_up(services: Services, clock: SteppingClock) -> None:
    product = await make_product(services.works, "kettle")
    other = open_services(services.settings, now=clock)
    for shop in (services, other):
        shop.insight.tally.see(str(product.id))
        shop.insight.tally.search("Kettle", finds=True)
        await shop.insight.tally.write()

    assert await views(services) == [("2026-11", 2), ("2026-11-02", 2)]
    assert await searches(services) == [("kettle", 2, 0)]
    await close_services(other)


async def test_further_pages_of_a_search_are_no_further_searches(
    client: httpx2.AsyncClient, services: Services
) -> None:
    for name in ("kettle", "kettle-2"):
        await make_product(services.works, name, title="Kettle")
    first = await client.get("/api/v1/products", params={"q": "kettle", "limit": "1"})
    cursor = first.json()["page"]["next_cursor"]
    await client.get("/api/v1/products", params={"q": "kettle", "limit": "1", "cursor": cursor})

    await services.insight.tally.write()

    assert await searches(services) == [("kettle", 1, 0)]


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("  Red   KETTLE ", "red kettle"),
        ("4006381333931", "4006381333931"),
        ("robin@example.com", None),
        ("4111 1111 1111 1111", None),
        ("+44 20 7946 0958", None),
        ("x" * 101, None),
        ("   ", None),
    ],
)
def test_what_may_be_somebodys_is_not_counted(words: str, query: str | None) -> None:
    assert query_of(words) == query


async def test_nobody_fills_the_table_with_words_of_his_making(services: Services) -> None:
    tally = Tally(services.works, services.insight.zone, most_a_day=3)
    for words, times in (("kettle", 2), ("teapot", 1)):
        for _ in range(times):
            tally.search(words, finds=True)
    await tally.write()
    for number in range(50):
        tally.search(f"junk {number}", finds=False)
    for words in ("kettle", "mug", "mug"):
        tally.search(words, finds=True)

    await tally.write()

    assert await searches(services) == [("kettle", 3, 0), ("mug", 2, 0), ("teapot", 1, 0)]


async def test_what_was_searched_for_once_is_forgotten_sooner(
    services: Services, clock: SteppingClock
) -> None:
    tally = services.insight.tally
    for words in ("kettle", "kettle", "junk"):
        tally.search(words, finds=True)
    await tally.write()
    clock.advance(days=100)

    async with services.works(system("test")) as work:
        await forget_old(work)

    assert await searches(services) == [("kettle", 2, 0)]
