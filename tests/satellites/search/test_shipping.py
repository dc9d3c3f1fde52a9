"""An engine outside the database hears of each change after its commit."""

from collections.abc import Iterator

import pytest

from shopwright.infra.settings import Settings
from shopwright.infra.work import Works
from shopwright.satellites.search.contracts import SHIP
from shopwright.wiring import make_registry
from tests.support.elastic import Cluster, running
from tests.support.goods import make_product

pytestmark = pytest.mark.anyio


@pytest.fixture
def cluster() -> Iterator[tuple[str, Cluster]]:
    with running() as served:
        yield served


async def test_a_new_product_is_shipped_by_the_job_that_its_work_ordered(
    works: Works, settings: Settings, cluster: tuple[str, Cluster]
) -> None:
    url, indexes = cluster
    registry = make_registry(settings.model_copy(update={"elasticsearch_url": url}))
    shop = Works(works.engine, registry, now=works.now)

    await make_product(shop, "mug", title="Blue mug")
    await registry.jobs[SHIP].handle(shop, {})

    ((documents),) = indexes.indexes.values()
    assert [source["title"] for _, source in documents.values()] == ["blue mug"]


async def test_without_an_engine_outside_nothing_is_ordered(settings: Settings) -> None:
    assert SHIP not in make_registry(settings).jobs
