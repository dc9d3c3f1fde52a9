"""The read model is made and kept true: one pass over all products that a Work touched."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from shopwright.infra.db import dialect
from shopwright.infra.work import Work, Works
from shopwright.kernel.actors import system
from shopwright.kernel.money import LARGEST_MINOR
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog import service as goods
from shopwright.modules.catalog.contracts import Category, Product
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.media import queries as media
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.reviews import queries as reviews
from shopwright.satellites.search import queries, rules
from shopwright.satellites.search.contracts import REBUILD, Listing, Projection
from shopwright.satellites.search.models import (
    CatalogVersionRow,
    ListingTermRow,
    ProductDocumentRow,
    ProductListingRow,
)
from shopwright.satellites.search.rules import Shelf
from shopwright.satellites.search.service import indexing

BATCH = 200
_DOCUMENT_COLUMNS = ("slug", "status", "owner_id", "version", "etag", "document", "updated_at")


async def refresh(
    work: Work, *, product_ids: Collection[UUID], home_currency: str, version: int
) -> None:
    """Make what is shown of some products true again, as of a version that :func:`touch` gave; a removed product vanishes.

    The number of statements does not grow with the products, up to ``BATCH`` of them.
    """
    for chunk in _chunks(sorted(product_ids)):
        await _refresh(work, chunk, home_currency, version)


async def touch(work: Work) -> int:
    """Tell everybody who keeps answers that the shop looks different from now on; answers the version that it has then.

    From here on other Works that change the catalog wait for this one, so that versions become visible in their order.
    """
    row = CatalogVersionRow
    count: Any = update(row).values(version=row.version + 1).returning(row.version)
    found: int | None = await work.db.scalar(count)
    if found is None:
        first: Any = dialect.insert_or_ignore(work.db, row, ["id"])
        await work.db.execute(first.values(id=1, version=0))
        found = (await work.db.execute(count)).scalar_one()
    return found


async def rebuild(works: Works, *, home_currency: str) -> int:
    """Make the whole read model again, batch by batch while the shop is open; answers the number of products."""
    actor, last, count = system("search.rebuild"), None, 0
    while True:
        async with works(actor) as work:
            await dialect.plan_afresh(work.db)
            found = await catalog.product_ids_after(work.db, last, limit=BATCH)
            version = await touch(work)
            await refresh(work, product_ids=found, home_currency=home_currency, version=version)
        count += len(found)
        if len(found) < BATCH:
            break
        last = found[-1]
    await _forget_removed(works, home_currency)
    return count


def order_rebuild(work: Work) -> None:
    """Have the whole read model made again in the background, once however often it is ordered."""
    work.enqueue(REBUILD, {}, unique_key=REBUILD)


async def refresh_category(
    work: Work, *, category_id: UUID, after: UUID | None, home_currency: str
) -> UUID | None:
    """Refresh the next products filed under a category, at most ``BATCH``; answers where to go on, or None."""
    found = await queries.product_ids_under(work.db, category_id, after=after, limit=BATCH)
    version = await touch(work)
    await refresh(work, product_ids=found, home_currency=home_currency, version=version)
    return found[-1] if len(found) == BATCH else None


async def refresh_brand(
    work: Work, *, brand_id: UUID, after: UUID | None, home_currency: str
) -> UUID | None:
    """Refresh the next products of a brand, at most ``BATCH``; answers where to go on, or None."""
    found = await catalog.product_ids_of_brand(work.db, brand_id, after, limit=BATCH)
    version = await touch(work)
    await refresh(work, product_ids=found, home_currency=home_currency, version=version)
    return found[-1] if len(found) == BATCH else None


async def _refresh(
    work: Work, product_ids: Sequence[UUID], home_currency: str, version: int
) -> None:
    """Locks come before reading, so that of two Works at one product the later one has seen the earlier."""
    numbers = await _locked_numbers(work, product_ids)
    shelves = await _shelves(work, product_ids, home_currency)
    projections = {shelf.product.id: rules.project(shelf) for shelf in shelves}
    await _clear(work, product_ids, list(numbers.values()))
    gone = [number for product_id, number in numbers.items() if product_id not in projections]
    if gone:
        await work.db.execute(delete(ProductDocumentRow).where(ProductDocumentRow.number.in_(gone)))
    written = await _write(work, projections) if projections else {}
    await indexing.index(work, written, gone=gone, version=version)


async def _locked_numbers(work: Work, product_ids: Sequence[UUID]) -> dict[UUID, int]:
    row = ProductDocumentRow
    statement: Any = (
        select(row.product_id, row.number)
        .where(row.product_id.in_(product_ids))
        .order_by(row.product_id)
    )
    found = await work.db.execute(dialect.lock_rows(work.db, statement))
    return {each.product_id: each.number for each in found}


async def _shelves(work: Work, product_ids: Sequence[UUID], home_currency: str) -> list[Shelf]:
    products = await catalog.products(work.db, product_ids)
    variant_ids = [variant.id for each in products.values() for variant in each.variants]
    prices = await pricing.offers_by_variant(work.db, variant_ids, now=work.now)
    levels = await inventory.levels(work.db, variant_ids)
    categories = await _with_ancestors(work, products.values())
    stars = await reviews.summaries(work.db, products.keys())
    related = await catalog.relations(work.db, products.keys())
    sizes = await media.renditions_by_url(
        work.db, {image.url for each in products.values() for image in each.images}
    )
    return [
        Shelf(
            product=product,
            prices=prices,
            levels=levels,
            categories=categories,
            home_currency=home_currency,
            stars=stars[product.id],
            sizes=sizes,
            status=goods.shelf_status(product, work.now),
            related=related.get(product.id, {}),
        )
        for product in products.values()
    ]


async def _with_ancestors(work: Work, products: Iterable[Product]) -> Mapping[UUID, Category]:
    wanted = {category_id for product in products for category_id in product.category_ids}
    own = await catalog.categories_by_id(work.db, wanted)
    above = {each for category in own.values() for each in category.ancestor_ids} - own.keys()
    return own | await catalog.categories_by_id(work.db, above)


async def _clear(work: Work, product_ids: Sequence[UUID], numbers: Sequence[int]) -> None:
    if not numbers:
        return
    for table in (ProductListingRow, ListingTermRow):
        await work.db.execute(delete(table).where(table.product_id.in_(product_ids)))


async def _write(work: Work, projections: Mapping[UUID, Projection]) -> dict[int, Projection]:
    """Documents, cards and terms; answers the projections by the products' numbers."""
    upsert = dialect.insert_or_update(
        work.db, ProductDocumentRow, ["product_id"], _DOCUMENT_COLUMNS
    )
    await work.db.execute(upsert, [_document_row(work, each) for each in projections.values()])
    numbers = await _locked_numbers(work, list(projections))
    listings = [
        _listing_row(numbers[product_id], each.document.status, product_id, listing)
        for product_id, each in projections.items()
        for listing in each.listings
    ]
    await work.db.execute(insert(ProductListingRow), listings)
    terms = [
        {"product_id": product_id, "term": term}
        for product_id, each in projections.items()
        for term in each.terms
    ]
    if terms:
        await work.db.execute(insert(ListingTermRow), terms)
    return {numbers[product_id]: each for product_id, each in projections.items()}


def _document_row(work: Work, projection: Projection) -> dict[str, object]:
    document = projection.document
    return {
        "product_id": document.product_id,
        "slug": document.slug,
        "status": document.status,
        "owner_id": document.owner_id,
        "version": document.version,
        "etag": document.etag,
        "document": document.text,
        "updated_at": work.now,
    }


def _listing_row(number: int, status: str, product_id: UUID, listing: Listing) -> dict[str, object]:
    price = listing.price_minor
    return {
        "product_id": product_id,
        "currency": listing.currency,
        "number": number,
        "status": status,
        "newest": listing.newest,
        "title_key": listing.title_key,
        "price_minor": price,
        "price_up": LARGEST_MINOR + 1 if price is None else price,
        "price_down": -1 if price is None else price,
        "in_stock": listing.in_stock,
        "card": listing.card,
    }


async def _forget_removed(works: Works, home_currency: str) -> None:
    """Clear what is still shown of products that are no more."""
    last: UUID | None = None
    while True:
        async with works(system("search.rebuild")) as work:
            shown = await queries.shown_after(work.db, last, limit=BATCH)
            alive = await catalog.products(work.db, shown)
            gone = [product_id for product_id in shown if product_id not in alive]
            version = await touch(work)
            await refresh(work, product_ids=gone, home_currency=home_currency, version=version)
        if len(shown) < BATCH:
            return
        last = shown[-1]


def _chunks(product_ids: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    for start in range(0, len(product_ids), BATCH):
        yield product_ids[start : start + BATCH]
