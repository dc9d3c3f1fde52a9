"""A variant gets a picture of its own."""

from dataclasses import replace
from uuid import UUID

from shopwright.flows.merchandising.contracts import ProductPatch, VendorTerms
from shopwright.flows.merchandising.run import plans
from shopwright.flows.merchandising.run.update_product import base_of, update_product
from shopwright.infra.work import Work
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.errors import ProductNotFound, VariantNotFound


async def show_on_variant(work: Work, *, variant_id: UUID, url: str, terms: VendorTerms) -> None:
    """Make a picture the variant's own.

    Raises:
        VariantNotFound: there is none, or it is another vendor's.
    """
    found = await catalog.product_ids_of_variants(work.db, [variant_id])
    product = await catalog.product(work.db, found[variant_id], for_change=True) if found else None
    if product is None or variant_id not in {each.id for each in product.variants}:
        raise VariantNotFound
    try:
        plans.owner_for(work.actor, product)
    except ProductNotFound:
        raise VariantNotFound from None
    _, record = await base_of(work, product, terms=terms)
    variants = tuple(
        replace(each, image_url=url) if each.id == variant_id else each for each in record.variants
    )
    patch = ProductPatch(variants=variants)
    _ = await update_product(work, product_id=product.id, patch=patch, terms=terms)
