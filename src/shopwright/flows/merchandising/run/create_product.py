"""A product comes into the shop."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    STRICT,
    FieldChange,
    ProductRecord,
    VendorTerms,
)
from shopwright.flows.merchandising.run import holding, plans
from shopwright.flows.merchandising.steps.cells import BadCell
from shopwright.flows.merchandising.steps.html import description_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.text import slugify
from shopwright.modules.catalog import queries as catalog_queries
from shopwright.modules.catalog import service as catalog
from shopwright.modules.catalog.contracts import CategoryDraft, Product
from shopwright.modules.catalog.errors import InvalidProduct, SlugTaken, UnknownCategory
from shopwright.modules.catalog.permissions import WRITE_CATEGORIES
from shopwright.modules.inventory.contracts import MovementReason


async def create_product(
    work: Work,
    *,
    record: ProductRecord,
    category_ids: Sequence[UUID] = (),
    terms: VendorTerms = STRICT,
) -> Product:
    """Make a product with its prices and stock; a vendor owns what he makes, and it is a draft until it is approved.

    An empty handle is made of the title, and numbered where it is taken.

    Raises:
        Unauthorized, Forbidden: the actor may not write products.
        UnknownCategory, InvalidProduct, InvalidPrice: it can't be.
        SlugTaken, SkuTaken: the handle or a SKU belongs to another product.
    """
    plans.demand_writing(work.actor)
    await refuse_unknown_categories(work, category_ids)
    settled = replace(
        record,
        handle=await _handle(work, record),
        description=safe_description(record.description),
    )
    scene = await plans.look(work, (), [settled])
    plan = plans.plan(work.actor, scene, settled, before=None, category_ids=category_ids)
    _ = await holding.carry_out(
        work, [plan], reason=MovementReason.RECEIVED, scene=scene, waiting={}, terms=terms
    )
    product = await stored(work, plan.draft.id)
    made = [FieldChange(name, "", str(getattr(product, name))) for name in ("title", "status")]
    await plans.note(work, "product.created", product.id, made)
    return product


async def category_id_of(work: Work, reference: str) -> UUID:
    """The category that a merchant means by an id, a slug or a name; who may make categories makes one by naming it.

    Raises:
        UnknownCategory: there is none.
    """
    category = await catalog_queries.find_category(work.db, reference)
    if category is None:
        if ids.parse(reference) is not None or not work.actor.may(WRITE_CATEGORIES):
            raise UnknownCategory
        category = await catalog.create_category(work, draft=CategoryDraft(name=reference))
    return category.id


async def refuse_unknown_categories(work: Work, category_ids: Sequence[UUID]) -> None:
    known = await catalog_queries.categories_by_id(work.db, category_ids)
    if len(known) < len(set(category_ids)):
        raise UnknownCategory


def safe_description(html: str) -> str:
    """The description without anything that could act in a reader's browser.

    Raises:
        InvalidProduct: it is too long or too deeply nested to be shown.
    """
    try:
        return description_of(html, column="description")
    except BadCell as fault:
        raise InvalidProduct(fault.reason) from None


async def stored(work: Work, product_id: UUID) -> Product:
    product = await catalog_queries.product(work.db, product_id)
    assert product is not None  # noqa: S101 - this Work wrote it
    return product


async def _handle(work: Work, record: ProductRecord) -> str:
    wanted = record.handle or slugify(record.title) or "product"
    taken = await catalog_queries.taken_slugs(work.db, wanted)
    if record.handle and record.handle in taken:
        raise SlugTaken
    return catalog.free_slug(wanted, taken)
