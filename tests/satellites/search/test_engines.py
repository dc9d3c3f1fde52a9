"""What every engine answers alike: the databases' own, and Elasticsearch."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ProductPatch, RecordStatus
from shopwright.flows.merchandising.run.delete_product import delete_product
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog.contracts import Product
from shopwright.satellites.search import service
from shopwright.satellites.search.adapters.elasticsearch import (
    ElasticsearchEngine,
    open_engine,
    ship,
)
from shopwright.satellites.search.contracts import CardFilter, Found, Sort
from shopwright.satellites.search.errors import EngineAway
from shopwright.satellites.search.ports import Engine
from shopwright.satellites.search.queries import DatabaseEngine, Finder, SteadyEngine, Wish
from shopwright.satellites.search.rules.words import stem
from tests.support.elastic import Cluster, running
from tests.support.goods import MERCHANT, make_category, make_product, variant

pytestmark = pytest.mark.anyio
EUROS = CardFilter(currency="EUR")


@pytest.fixture
def cluster() -> Iterator[tuple[str, Cluster]]:
    with running() as served:
        yield served


@pytest.fixture
async def elastic(cluster: tuple[str, Cluster]) -> AsyncIterator[ElasticsearchEngine]:
    """An engine with an index of its own."""
    engine = open_engine(cluster[0], prefix=f"test-{ids.new().hex}")
    yield engine
    await engine.close()


@pytest.fixture(params=["database", "elasticsearch"])
def engine(request: pytest.FixtureRequest, elastic: ElasticsearchEngine) -> Engine:
    return elastic if request.param == "elasticsearch" else DatabaseEngine()


@pytest.fixture
async def products(works: Works) -> dict[str, Product]:
    shoes = await make_category(works, "Footwear")
    return {
        "boot": await make_product(
            works, "boot", title="Hiking boots", category=shoes, brand="Fjell"
        ),
        "creme": await make_product(works, "creme", title="Crème brûlée torch"),
        "lamp": await make_product(works, "lamp", title="Table lamp", description="Beside boots"),
        "sock": await make_product(
            works, "sock", title="Socks", variants=(variant("SOCK-42", price="3.00"),)
        ),
        "toner": await make_product(works, "toner", title="Toner TN-2110"),
        "secret": await make_product(
            works, "secret", title="Zeppelin boots", status=RecordStatus.DRAFT
        ),
    }


async def _shipped(works: Works, engine: Engine) -> None:
    """Have what was written up to now in the engine."""
    if isinstance(engine, ElasticsearchEngine):
        await ship(works, engine)
        await engine.client.indices.refresh(index=engine.index)


async def _find(db: AsyncConnection, engine: Engine, words: str) -> Found:
    wanted = CardFilter(currency="EUR", text=words)
    return await Finder(engine).find(
        db, wanted, Sort.RELEVANCE, PageRequest(10), Wish(highlights=True, facets=True)
    )


async def _slugs(db: AsyncConnection, engine: Engine, words: str) -> list[str]:
    return [json.loads(card)["slug"] for card in (await _find(db, engine, words)).page.items]


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("boot", ["boot", "lamp"]),
        ("creme brulee", ["creme"]),
        ("footwear", ["boot"]),
        ("fjell", ["boot"]),
        ("sock-42", ["sock"]),
        ("tn2110", ["toner"]),
        ("hik", ["boot"]),
        ("brulle", ["creme"]),
        ("xylophone", []),
        ("zeppelin", []),
    ],
)
async def test_the_same_words_find_the_same_products(
    works: Works, db: AsyncConnection, engine: Engine, words: str, expected: list[str]
) -> None:
    await _shipped(works, engine)

    assert await _slugs(db, engine, words) == expected


@pytest.mark.usefixtures("products")
async def test_any_word_will_do_where_nothing_has_them_all(
    works: Works, db: AsyncConnection, engine: Engine
) -> None:
    await _shipped(works, engine)

    assert set(await _slugs(db, engine, "hiking torch")) == {"boot", "creme"}


@pytest.mark.usefixtures("products")
async def test_a_slip_is_told_and_what_was_meant_is_marked(
    works: Works, db: AsyncConnection, engine: Engine
) -> None:
    await _shipped(works, engine)

    found = await _find(db, engine, "hikng boots")

    assert found.corrected == "hiking boots"
    titles = [each.title for each in found.highlights.values()]
    assert "<mark>Hiking</mark> <mark>boots</mark>" in titles


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [("bo", {"boot"}), ("hiking bo", {"hike boot"}), ("torch bo", set()), ("zep", set())],
)
async def test_suggestions_lead_somewhere(
    works: Works, db: AsyncConnection, engine: Engine, typed: str, expected: set[str]
) -> None:
    await _shipped(works, engine)

    found = await Finder(engine).suggest(db, typed, "EUR")

    assert {" ".join(map(stem, query.split())) for query in found.queries} == expected


@pytest.mark.usefixtures("products")
async def test_a_synonym_finds_what_the_other_word_finds(
    works: Works, db: AsyncConnection, engine: Engine
) -> None:
    async with works(MERCHANT) as work:
        await service.add_synonyms(work, words=["lantern", "lamp"])
    await _shipped(works, engine)

    assert await _slugs(db, engine, "lantern") == ["lamp"]


async def test_changes_and_removals_are_shipped_and_old_news_is_not_taken(
    works: Works, db: AsyncConnection, elastic: ElasticsearchEngine, products: dict[str, Product]
) -> None:
    await _shipped(works, elastic)
    async with works(MERCHANT) as work:
        patch = ProductPatch(title="Candle")
        await update_product(work, product_id=products["lamp"].id, patch=patch)
    async with works(MERCHANT) as work:
        await delete_product(work, product_id=products["boot"].id)
    await _shipped(works, elastic)
    again = await ship(works, elastic)

    assert await _slugs(db, elastic, "candle") == ["lamp"]
    assert await _slugs(db, elastic, "hiking") == []
    assert again < len(products)  # those since the newest that is left, once more


@pytest.mark.usefixtures("products")
async def test_the_database_answers_while_the_engine_is_away_or_not_filled_yet(
    works: Works, db: AsyncConnection, elastic: ElasticsearchEngine, cluster: tuple[str, Cluster]
) -> None:
    steady = SteadyEngine(elastic, DatabaseEngine())
    await elastic.newest()  # the index is there, and empty

    assert await _slugs(db, steady, "hiking") == ["boot"]
    with pytest.raises(EngineAway):
        await _slugs(db, elastic, "hiking")
    await _shipped(works, elastic)
    assert await _slugs(db, elastic, "hiking") == ["boot"]
    cluster[1].mode = "broken"
    with pytest.raises(EngineAway):
        await _slugs(db, elastic, "hiking")
    assert await _slugs(db, steady, "hiking") == ["boot"]
