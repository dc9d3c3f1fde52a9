import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.flows.merchandising.contracts import ImageRecord, RecordStatus
from shopwright.flows.merchandising.run.delete_product import delete_product
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.modules.catalog import queries
from tests.support.goods import MERCHANT, make_product, variant
from tests.support.statements import counted

pytestmark = pytest.mark.anyio


async def test_a_variant_comes_with_what_an_order_copies(works: Works, db: AsyncConnection) -> None:
    socks = await make_product(
        works,
        "socks",
        options=("Size",),
        variants=(
            variant("a", "S", weight_grams=60),
            variant("b", "M", image_url="/m.jpg", requires_shipping=False),
        ),
        images=(ImageRecord("/first.jpg"), ImageRecord("/second.jpg")),
    )
    small, medium = (each.id for each in socks.variants)

    with counted(works.engine) as sent:
        found = await queries.sellable_variants(db, [small, medium, ids.new()])

    assert len(sent) == 1
    assert found.keys() == {small, medium}
    assert (found[small].product_title, found[small].title, found[small].sku) == (
        "Socks",
        "S",
        "a",
    )
    assert (found[small].image_url, found[medium].image_url) == ("/first.jpg", "/m.jpg")
    assert (found[small].weight_grams, found[medium].requires_shipping) == (60, False)
    assert found[small].is_sellable
    assert found[small].product_id == socks.id


async def test_drafts_inactive_and_removed_variants_cannot_be_sold(
    works: Works, db: AsyncConnection
) -> None:
    plan = await make_product(works, "plan", status=RecordStatus.DRAFT)
    asleep = await make_product(works, "asleep", variants=(variant("z", is_active=False),))
    gone = await make_product(works, "gone")
    async with works(MERCHANT) as work:
        await delete_product(work, product_id=gone.id)
    wanted = [product.variants[0].id for product in (plan, asleep, gone)]

    found = await queries.sellable_variants(db, wanted)

    assert [found[each].is_sellable for each in wanted] == [False, False, False]
