"""A furnished demo shop: its vendor finds goods of his own on the shelf, with stock."""

import pytest

from shopwright.faces.services import Services
from shopwright.flows.onboarding import run as onboarding
from shopwright.flows.onboarding.contracts import DEMO_ACCOUNTS
from shopwright.infra.work import Works
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import ProductStatus
from shopwright.modules.identity import queries as identity
from shopwright.modules.identity.contracts import VENDOR
from tests.support.buying import assert_sound, stock_of
from tests.support.goods import make_product, variant

pytestmark = pytest.mark.anyio
[VENDORS] = [each.email for each in DEMO_ACCOUNTS if each.role == VENDOR]


async def test_the_vendor_owns_the_goods_of_his_brand_as_they_are_and_no_others(
    services: Services, works: Works
) -> None:
    kettle = await make_product(
        works, "pour-over-kettle", variants=(variant("kettle-1", price="64.00", stock=8),)
    )
    bag = await make_product(works, "canvas-weekender")

    await onboarding.open_accounts(works, services.security)

    async with works.reading() as db:
        vendor = await identity.by_email(db, VENDORS)
        found = await catalog.products(db, [kettle.id, bag.id])
    assert vendor is not None
    assert {each.slug: each.owner_id for each in found.values()} == {
        "pour-over-kettle": vendor.id,
        "canvas-weekender": None,
    }
    assert found[kettle.id].status is ProductStatus.PUBLISHED
    assert await stock_of(works, kettle.variants[0].id) == (8, 0)
    await assert_sound(works)


async def test_a_shop_without_the_demos_goods_gets_its_people_alone(
    services: Services, works: Works
) -> None:
    await onboarding.open_accounts(works, services.security)

    async with works.reading() as db:
        assert await identity.by_email(db, VENDORS) is not None
        assert await catalog.product_ids_after(db, None, limit=1) == []
