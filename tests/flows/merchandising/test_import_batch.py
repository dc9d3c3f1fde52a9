from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.services import Services
from shopwright.flows.merchandising.contracts import (
    BatchOutcome,
    Effect,
    ImageRecord,
    ProductRecord,
    RowProblem,
)
from shopwright.flows.merchandising.run.import_batch import import_batch
from shopwright.infra.outbox import OutboxEvent
from shopwright.infra.work import Works
from shopwright.kernel import ids
from shopwright.kernel.actors import GUEST, Actor
from shopwright.kernel.errors import Unauthorized
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Product
from shopwright.modules.catalog.models import ProductCategoryRow
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory import service as stock
from shopwright.modules.inventory.contracts import StockLine
from shopwright.modules.pricing import queries as pricing
from tests.conftest import SteppingClock
from tests.support.goods import MERCHANT, euros, record, variant
from tests.support.people import actor_of, make_vendor
from tests.support.statements import counted

pytestmark = pytest.mark.anyio

SHIRT = record(
    "shirt",
    title="Linen shirt",
    description="<p>Cool.</p>",
    brand="Loom",
    tags=("summer", "linen"),
    categories=(("Clothing", "Shirts"), ("Sale",)),
    options=("Size", "Colour"),
    variants=(
        variant("SH-S-W", "S", "White", price="39.90", weight_grams=210),
        variant(None, "M", "White", price="39.90", stock=0),
    ),
    images=(ImageRecord("https://example.com/shirt.jpg", "A shirt"),),
    attributes=(("Material", "Linen"),),
    seo_title="Shirt of linen",
)


async def _import(
    works: Works, *records: ProductRecord, dry_run: bool = False, actor: Actor = MERCHANT
) -> BatchOutcome:
    async with works(actor) as work:
        return await import_batch(work, records, dry_run=dry_run)


async def _product(db: AsyncConnection, slug: str) -> Product | None:
    found = await catalog.product_ids_by_slug(db, [slug])
    return await catalog.product(db, found[slug]) if found else None


async def _events(db: AsyncConnection) -> Counter[str]:
    return Counter((await db.scalars(select(OutboxEvent.name))).all())


async def test_a_new_record_brings_everything_it_says(works: Works, db: AsyncConnection) -> None:
    outcome = await _import(works, SHIRT)

    product = await _product(db, "shirt")
    assert [(each.handle, each.effect) for each in outcome.changes] == [("shirt", Effect.CREATED)]
    assert product is not None
    assert (product.title, product.brand, product.version) == ("Linen shirt", "Loom", 1)
    assert product.tags == ("linen", "summer")
    assert product.attributes == {"Material": "Linen"}
    assert [each.sku for each in product.variants] == ["SH-S-W", "shirt-m-white"]
    assert product.variants[1].option_values == ("M", "White")
    assert [image.url for image in product.images] == ["https://example.com/shirt.jpg"]
    filed = await catalog.categories_by_id(db, product.category_ids)
    assert {each.slug for each in filed.values()} == {"shirts", "sale"}
    prices = await pricing.prices(db, [each.id for each in product.variants], "EUR")
    assert [price.amount.minor for price in prices.values()] == [3990, 3990]
    levels = await inventory.levels(db, [each.id for each in product.variants])
    assert [levels[each.id].on_hand for each in product.variants] == [5, 0]


async def test_a_second_import_changes_nothing(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _import(works, SHIRT, record("mug"))
    events = await _events(db)
    before = await _product(db, "shirt")
    clock.advance(hours=1)

    outcome = await _import(works, SHIRT, record("mug"))

    assert [each.effect for each in outcome.changes] == [Effect.UNCHANGED] * 2
    assert await _events(db) == events
    assert await _product(db, "shirt") == before


async def test_a_changed_record_changes_what_it_names(
    works: Works, db: AsyncConnection, clock: SteppingClock
) -> None:
    await _import(works, SHIRT)
    before = await _product(db, "shirt")
    clock.advance(hours=1)
    white_s, white_m = SHIRT.variants
    changed = replace(
        SHIRT,
        title="Shirt",
        variants=(replace(white_s, prices=euros("29.90", "39.90"), stock=2), white_m),
    )

    outcome = await _import(works, changed)

    after = await _product(db, "shirt")
    assert before is not None
    assert after is not None
    [change] = outcome.changes
    assert (change.effect, [each.name for each in change.fields]) == (
        Effect.CHANGED,
        ["title", "price", "stock"],
    )
    assert (after.title, after.version, after.updated_at) == ("Shirt", 2, clock())
    assert [each.id for each in after.variants] == [each.id for each in before.variants]
    price = (await pricing.prices(db, [after.variants[0].id], "EUR"))[after.variants[0].id]
    assert price.compare_at is not None
    assert (price.amount.amount, price.compare_at.amount) == ("29.90", "39.90")
    level = await inventory.level(db, after.variants[0].id)
    assert level is not None
    assert level.on_hand == 2


async def test_a_variant_keeps_its_id_by_sku_though_its_options_change(
    works: Works, db: AsyncConnection
) -> None:
    await _import(works, SHIRT)
    before = await _product(db, "shirt")
    white_s, white_m = SHIRT.variants
    renamed = replace(white_s, option_values=("S", "Snow"))

    await _import(works, replace(SHIRT, variants=(white_m, renamed)))

    after = await _product(db, "shirt")
    assert before is not None
    assert after is not None
    assert [each.id for each in after.variants] == [each.id for each in reversed(before.variants)]
    assert after.variants[1].option_values == ("S", "Snow")


async def test_skus_may_change_places(works: Works, db: AsyncConnection) -> None:
    first = variant("A", "S")
    second = variant("B", "M")
    await _import(works, record("socks", options=("Size",), variants=(first, second)))
    before = await _product(db, "socks")

    outcome = await _import(
        works,
        record(
            "socks",
            options=("Size",),
            variants=(replace(first, option_values=("M",)), replace(second, option_values=("S",))),
        ),
    )

    after = await _product(db, "socks")
    assert outcome.problems == ()
    assert before is not None
    assert after is not None
    assert [(each.id, each.sku) for each in after.variants] == [
        (each.id, each.sku) for each in before.variants
    ]


async def test_a_variant_that_the_file_lacks_goes_and_frees_its_sku(
    works: Works, db: AsyncConnection
) -> None:
    await _import(works, SHIRT)

    await _import(works, replace(SHIRT, variants=SHIRT.variants[:1]))
    outcome = await _import(works, record("vest", variants=(variant("shirt-m-white"),)))

    shirt = await _product(db, "shirt")
    assert shirt is not None
    assert [each.sku for each in shirt.variants] == ["SH-S-W"]
    assert outcome.problems == ()


async def test_what_a_record_leaves_out_stays(works: Works, db: AsyncConnection) -> None:
    await _import(works, SHIRT)
    silent = tuple(replace(each, prices=(), stock=None) for each in SHIRT.variants)

    outcome = await _import(works, replace(SHIRT, variants=silent, categories=()))

    assert [each.effect for each in outcome.changes] == [Effect.UNCHANGED]
    shirt = await _product(db, "shirt")
    assert shirt is not None
    assert len(shirt.category_ids) == 2


async def test_a_sku_of_another_product_is_a_problem_of_its_row_alone(
    works: Works, db: AsyncConnection
) -> None:
    await _import(works, record("cup", variants=(variant("X-1"),)))

    outcome = await _import(
        works, record("bowl", variants=(variant("X-1"),), line=7), record("plate", line=8)
    )

    assert outcome.problems == (RowProblem(7, "The SKU X-1 belongs to another product.", "bowl"),)
    assert [each.handle for each in outcome.changes] == ["plate"]
    assert await _product(db, "bowl") is None


async def test_two_records_of_one_batch_cannot_share_a_sku_or_a_handle(works: Works) -> None:
    outcome = await _import(
        works,
        record("cup", variants=(variant("X-1"),), line=2),
        record("bowl", variants=(variant("X-1"),), line=3),
        record("cup", line=4),
    )

    assert [(each.line, each.handle) for each in outcome.problems] == [(4, "cup"), (3, "bowl")]


async def test_a_product_that_cannot_be_is_a_problem_and_keeps_nothing_else_out(
    works: Works, db: AsyncConnection
) -> None:
    twice = record("twins", options=("Size",), variants=(variant("A", "S"), variant("B", "s")))

    outcome = await _import(works, twice, record("mug"))

    assert [each.reason for each in outcome.problems] == ["No two variants have the same values."]
    assert await _product(db, "twins") is None
    assert await _product(db, "mug") is not None


async def test_a_dry_run_tells_and_writes_nothing(works: Works, db: AsyncConnection) -> None:
    await _import(works, record("mug"))
    events = await _events(db)

    outcome = await _import(works, SHIRT, record("mug", title="Cup"), dry_run=True)

    assert [each.effect for each in outcome.changes] == [Effect.CREATED, Effect.CHANGED]
    [title] = outcome.changes[1].fields
    assert (title.before, title.after) == ("Mug", "Cup")
    assert await _product(db, "shirt") is None
    assert await catalog.categories(db) == []
    assert await _events(db) == events


async def test_a_vendor_imports_his_own_products_alone(
    services: Services, works: Works, db: AsyncConnection
) -> None:
    vendor = await make_vendor(services)
    actor = await actor_of(services, vendor)
    await _import(works, record("mug", line=1))

    outcome = await _import(works, record("mug", title="Mine", line=5), record("jug"), actor=actor)

    mug, jug = await _product(db, "mug"), await _product(db, "jug")
    assert [(each.line, each.reason) for each in outcome.problems] == [
        (5, "There is no such product.")
    ]
    assert mug is not None
    assert jug is not None
    assert (mug.title, mug.owner_id, jug.owner_id) == ("Mug", None, vendor.user_id)


async def test_a_guest_imports_nothing(works: Works, db: AsyncConnection) -> None:
    with pytest.raises(Unauthorized):
        await _import(works, record("mug"), actor=GUEST)

    assert await _product(db, "mug") is None


async def test_stock_below_what_is_promised_is_a_problem_of_its_row(
    works: Works, db: AsyncConnection
) -> None:
    await _import(works, record("mug"))
    mug = await _product(db, "mug")
    assert mug is not None
    async with works(MERCHANT) as work:
        lines = [StockLine(mug.variants[0].id, 3)]
        until = work.now + timedelta(hours=1)
        await stock.reserve(work, order_id=ids.new(), lines=lines, until=until)

    outcome = await _import(works, record("mug", variants=(variant("mug-1", stock=2),)))

    assert [each.reason for each in outcome.problems] == [
        "3 pieces are promised to orders; 2 is fewer."
    ]


async def test_a_batch_costs_as_many_statements_as_one_record(works: Works) -> None:
    async def cost(*records: ProductRecord) -> int:
        with counted(works.engine) as sent:
            await _import(works, *records)
        return len(sent)

    def batch(start: int, title: str) -> list[ProductRecord]:
        return [
            replace(
                SHIRT,
                handle=f"shirt-{number}",
                title=title,
                categories=(("Clothing", f"Kind {number}"),),
                variants=tuple(
                    replace(each, sku=f"{number}-{place}", prices=euros(f"{len(title)}.00"))
                    for place, each in enumerate(SHIRT.variants)
                ),
            )
            for number in range(start, start + 60)
        ]

    one = await cost(*batch(0, "First")[:1])
    many = await cost(*batch(100, "First"))
    one_again = await cost(*batch(0, "Second time")[:1])
    many_again = await cost(*batch(100, "Second time"))

    assert many <= one
    assert many_again <= one_again


async def test_categories_of_one_name_live_under_several_parents(
    works: Works, db: AsyncConnection
) -> None:
    await _import(
        works,
        record("a", categories=(("Men", "Shoes"),)),
        record("b", categories=(("Women", "Shoes"),)),
    )
    await _import(works, record("c", categories=(("Women", "Shoes"), ("Women",))))

    tree = await catalog.categories(db)
    assert sorted(each.slug for each in tree) == ["men", "shoes", "women", "women-shoes"]
    filed = await db.scalar(select(func.count()).select_from(ProductCategoryRow))
    assert filed == 4
