"""Records are laid over what is there, and the difference is stored: one product or two hundred alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import FieldChange, ProductRecord
from shopwright.flows.merchandising.steps import merging
from shopwright.infra.work import Work
from shopwright.kernel.actors import Actor
from shopwright.modules.audit import service as audit
from shopwright.modules.audit.contracts import Subject
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import (
    AttributeDefinition,
    Product,
    ProductDraft,
    ProductStatus,
    SkuOwner,
)
from shopwright.modules.catalog.errors import InvalidProduct, ProductNotFound, SkuTaken
from shopwright.modules.catalog.permissions import WRITE, WRITE_OWN
from shopwright.modules.inventory import queries as inventory_queries
from shopwright.modules.inventory import service as inventory
from shopwright.modules.inventory.contracts import MovementReason, StockLevel, StockSetting
from shopwright.modules.inventory.errors import StockBelowReserved
from shopwright.modules.pricing import queries as pricing_queries
from shopwright.modules.pricing import service as pricing
from shopwright.modules.pricing.contracts import Price


@dataclass(slots=True)
class Scene:
    """What the shop holds of the products, SKUs, prices and stock that records speak of."""

    products: Mapping[UUID, Product] = field(default_factory=dict)
    owners: dict[str, SkuOwner] = field(default_factory=dict)
    prices: Mapping[UUID, Sequence[Price]] = field(default_factory=dict)
    levels: Mapping[UUID, StockLevel] = field(default_factory=dict)
    definitions: Sequence[AttributeDefinition] = ()
    required: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)


def demand_writing(actor: Actor) -> None:
    """Refuse whoever may write neither all products nor his own.

    Raises:
        Unauthorized, Forbidden: see :meth:`Actor.demand`.
    """
    if not actor.may(WRITE):
        actor.demand(WRITE_OWN)


def owner_for(actor: Actor, before: Product | None) -> UUID | None:
    """Whose product it is after the actor has written it.

    Raises:
        ProductNotFound: it is another vendor's, which is nobody's business.
    """
    if actor.may(WRITE):
        return before.owner_id if before else None
    if before is not None and before.owner_id != actor.user_id:
        raise ProductNotFound
    return actor.user_id


async def look(work: Work, product_ids: Iterable[UUID], records: Sequence[ProductRecord]) -> Scene:
    """Read everything that plans need, in a number of statements that does not grow with the records."""
    products = await catalog_queries.products(work.db, set(product_ids), for_change=True)
    variant_ids = [variant.id for product in products.values() for variant in product.variants]
    wanted = {sku for record in records for sku in _skus(record)}
    definitions = await catalog_queries.attribute_definitions(work.db)
    return Scene(
        products,
        await catalog_queries.skus(work.db, wanted),
        await pricing_queries.prices_by_variant(work.db, variant_ids),
        await inventory_queries.levels(work.db, variant_ids),
        definitions,
        await catalog_queries.required_places(work.db, definitions),
    )


def plan(
    actor: Actor,
    scene: Scene,
    record: ProductRecord,
    *,
    before: Product | None,
    category_ids: Sequence[UUID],
) -> merging.Plan:
    """What is to be done for one record; its SKUs count as taken from then on.

    Raises:
        ProductNotFound, InvalidProduct, InvalidPrice, SkuTaken, StockBelowReserved: it can't go in like that.
    """
    draft = merging.drafted(
        record,
        before,
        category_ids=category_ids,
        owner_id=owner_for(actor, before),
        owners=scene.owners,
    )
    draft = _with_typed(scene, draft, before)
    catalog.check(draft)
    claim(scene, draft)
    # Variants that a refused row may have meant stand behind those of the record.
    pairs = list(zip(record.variants, (variant.id for variant in draft.variants), strict=False))
    prices = merging.prices_of(pairs, scene.prices)
    for price in prices:
        pricing.check(price)
    stock = merging.stock_of(pairs, scene.levels)
    _refuse_broken_promises(scene, stock)
    fields = merging.differences(before, draft, prices, stock)
    return merging.Plan(record, before, draft, prices, stock, fields)


def _with_typed(scene: Scene, draft: ProductDraft, before: Product | None) -> ProductDraft:
    """The draft with its attributes as they are defined; those that its place demands are there, once it is published.

    What is there already and is not touched is left alone, however it is defined since.
    """
    is_same = before is not None and before.attributes == draft.attributes
    if not scene.definitions:
        return draft
    if not is_same:
        draft = replace(draft, attributes=catalog.typed(draft.attributes, scene.definitions))
    is_placed = before is not None and is_same and before.category_ids == draft.category_ids
    was_published = before is not None and before.status is ProductStatus.PUBLISHED
    if draft.status is not ProductStatus.PUBLISHED or (is_placed and was_published):
        return draft
    if lacking := catalog.demanded(draft, scene.definitions, scene.required):
        raise InvalidProduct(f"Products of this category have to have {', '.join(lacking)}.")
    return draft


def of_draft(draft: ProductDraft, before: Product) -> merging.Plan:
    """The plan of a product that somebody has made up his mind about already."""
    record = ProductRecord(handle=draft.slug, title=draft.title, variants=())
    return merging.Plan(record, before, draft, (), (), merging.differences(before, draft, (), ()))


async def carry_out(work: Work, plans: Sequence[merging.Plan], *, reason: MovementReason) -> None:
    """Store what plans say, in a number of statements that does not grow with them."""
    await catalog.store(work, drafts=[(each.draft, each.before) for each in plans])
    prices = [price for each in plans for price in each.prices]
    if prices:
        await pricing.set_prices(work, prices=prices, unseen=_unseen(work, plans))
    stock = [setting for each in plans for setting in each.stock]
    if stock:
        await inventory.set_levels(work, stock, reason=reason)


def _unseen(work: Work, plans: Sequence[merging.Plan]) -> set[UUID]:
    """Variants of products that no customer has seen, nor does from now on."""
    return {
        variant.id
        for each in plans
        if not catalog.is_on_shelf(each.draft, work.now) and not _was_seen(work, each.before)
        for variant in each.draft.variants
    }


def _was_seen(work: Work, before: Product | None) -> bool:
    return (
        before is not None and before.published_at is not None and before.published_at <= work.now
    )


def _skus(record: ProductRecord) -> Iterable[str]:
    for variant in record.variants:
        yield variant.sku or merging.made_sku(record, variant)


def claim(scene: Scene, draft: ProductDraft) -> None:
    """Take the SKUs of a draft for it.

    Raises:
        SkuTaken: another product has one of them.
    """
    for variant in draft.variants:
        if variant.sku is None:
            continue
        owner = scene.owners.get(variant.sku)
        if owner is not None and owner.product_id != draft.id:
            message = f"The SKU {variant.sku} belongs to another product."
            raise SkuTaken(message)
    for variant in draft.variants:
        if variant.sku is not None:
            scene.owners[variant.sku] = SkuOwner(variant.sku, variant.id, draft.id)


def _refuse_broken_promises(scene: Scene, stock: Sequence[StockSetting]) -> None:
    for setting in stock:
        level = scene.levels.get(setting.variant_id)
        is_counted = setting.tracked and not setting.backorder and setting.on_hand is not None
        if level is not None and is_counted and (setting.on_hand or 0) < level.reserved:
            message = f"{level.reserved} pieces are promised to orders; {setting.on_hand} is fewer."
            raise StockBelowReserved(message, variant_ids=[str(setting.variant_id)])


async def note(
    work: Work, action: str, product_id: UUID, fields: Sequence[FieldChange] = ()
) -> None:
    """Put down in the audit trail what was done to a product; the last thing that a Work does."""
    _ = await audit.note(
        work,
        action=action,
        subject=Subject("product", str(product_id)),
        before={field.name: field.before for field in fields},
        after={field.name: field.after for field in fields},
    )
