"""What somebody may go on to type."""

import json

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ProductPatch, RecordStatus
from shopwright.flows.merchandising.run.update_product import update_product
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.paging import PageRequest
from shopwright.satellites.search import service
from shopwright.satellites.search.contracts import CardFilter, Sort
from shopwright.satellites.search.errors import InvalidSynonyms, SynonymsNotFound
from shopwright.satellites.search.queries import DatabaseEngine, Finder
from tests.support.goods import MERCHANT, make_category, make_product

pytestmark = pytest.mark.anyio


@pytest.fixture
async def goods(works: Works) -> None:
    cables = await make_category(works, "Cables")
    await make_product(works, "usb", title="USB cable", category=cables, brand="Cablon")
    await make_product(works, "hdmi", title="HDMI cable", category=cables)
    await make_product(works, "camera", title="USB camera")
    await make_product(works, "laptop", title="Laptop")


@pytest.mark.usefixtures("goods")
async def test_the_word_of_most_products_is_suggested_first(db: AsyncConnection) -> None:
    found = await Finder(DatabaseEngine()).suggest(db, "ca", "EUR")

    assert list(found.queries) == ["cable", "cablon", "camera"]
    assert [each.value for each in found.categories] == ["cables"]
    assert [each.value for each in found.brands] == ["Cablon"]


@pytest.mark.usefixtures("goods")
async def test_a_suggestion_always_finds_something(db: AsyncConnection) -> None:
    found = await Finder(DatabaseEngine()).suggest(db, "hdmi ca", "EUR")

    assert list(found.queries) == ["hdmi cable"]
    assert [json.loads(card)["slug"] for card in found.products] == ["hdmi"]


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("typed", ["", "  ", "%", "zzz", "ca%", "'\"", "\U0010ffff"])
async def test_nothing_is_suggested_for_what_leads_nowhere(db: AsyncConnection, typed: str) -> None:
    found = await Finder(DatabaseEngine()).suggest(db, typed, "EUR")

    assert "zzz" not in found.queries


@pytest.mark.usefixtures("goods")
async def test_a_synonym_finds_what_the_other_word_finds_until_it_is_removed(
    works: Works, db: AsyncConnection
) -> None:
    finder = Finder(DatabaseEngine())
    wanted = CardFilter(currency="EUR", text="notebooks")

    async def total() -> int | None:
        return (await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5))).page.total

    before = await total()
    async with works(MERCHANT) as work:
        made = await service.add_synonyms(work, words=["Laptop", "notebook"])
    with_synonyms = await total()
    async with works(MERCHANT) as work:
        await service.remove_synonyms(work, synonyms_id=made.id)

    assert (before, with_synonyms, await total()) == (0, 1, 0)
    assert made.words == ("laptop", "notebook")


@pytest.mark.parametrize("words", [["one"], ["one", "One"], ["one", "two words"], ["a", "!!!"]])
async def test_synonyms_are_two_different_words_at_least(works: Works, words: list[str]) -> None:
    with pytest.raises(InvalidSynonyms):
        async with works(MERCHANT) as work:
            await service.add_synonyms(work, words=words)


async def test_synonyms_that_are_not_there_can_t_be_removed(works: Works) -> None:
    with pytest.raises(SynonymsNotFound):
        async with works(MERCHANT) as work:
            await service.remove_synonyms(work, synonyms_id=ids.new())


async def test_words_of_what_is_not_published_are_never_suggested(
    works: Works, db: AsyncConnection
) -> None:
    secret = await make_product(
        works, "secret", title="Zeppelin", brand="Zeppcorp", status=RecordStatus.DRAFT
    )
    finder = Finder(DatabaseEngine())

    async def told() -> tuple[list[str], list[str], str | None]:
        wanted = CardFilter(currency="EUR", text="zepelin")
        found = await finder.find(db, wanted, Sort.RELEVANCE, PageRequest(5))
        suggested = await finder.suggest(db, "zepp", "EUR")
        brands = [each.label for each in suggested.brands]
        return sorted(suggested.queries), brands, found.corrected

    before = await told()
    async with works(MERCHANT) as work:
        patch = ProductPatch(status=RecordStatus.PUBLISHED)
        await update_product(work, product_id=secret.id, patch=patch)
    public = await told()
    async with works(MERCHANT) as work:
        patch = ProductPatch(status=RecordStatus.DRAFT)
        await update_product(work, product_id=secret.id, patch=patch)

    assert (before, public, await told()) == (
        ([], [], None),
        (["zeppcorp", "zeppelin"], ["Zeppcorp"], "zeppelin"),
        ([], [], None),
    )
