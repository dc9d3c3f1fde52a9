"""Products, stock and prices go into a file, a batch at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from shopwright.flows.merchandising.contracts import (
    FileSubject,
    ImageRecord,
    PriceRecord,
    ProductRecord,
    RecordStatus,
    VariantRecord,
)
from shopwright.flows.merchandising.steps import export_rows, jsonl, opinions
from shopwright.infra.files.sheets import FileFormat, Value, number, open_sheet
from shopwright.infra.work import Works
from shopwright.kernel.paging import PageRequest
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.contracts import Category, Product
from shopwright.modules.inventory import queries as inventory
from shopwright.modules.inventory.contracts import StockLevel
from shopwright.modules.pricing import queries as pricing
from shopwright.modules.pricing.contracts import Price
from shopwright.modules.reviews import queries as reviews
from shopwright.modules.reviews.contracts import Review, ReviewFilter, ReviewSort

BATCH = 200
STOCK_COLUMNS = (
    *("variant_id", "sku", "handle", "title", "on_hand", "tracked", "backorder"),
    *("reserved", "available"),
)
PRICE_COLUMNS = ("variant_id", "sku", "handle", "title", "currency", "amount", "compare_at")
COLUMNS: Mapping[FileSubject, Sequence[str]] = {
    FileSubject.PRODUCTS: export_rows.COLUMNS,
    FileSubject.STOCK: STOCK_COLUMNS,
    FileSubject.PRICES: PRICE_COLUMNS,
    FileSubject.REVIEWS: opinions.COLUMNS,
}
Watch = Callable[[int], Awaitable[None]]
Row = Mapping[str, Value]


async def export_file(
    works: Works, path: Path, *, subject: FileSubject, form: FileFormat, watch: Watch | None = None
) -> int:
    """Write everything there is into a file; answers how many products, or reviews, it is about.

    Memory does not grow with the shop. Each batch is as it stood at one moment; the file as a whole spans the time
    that it takes. `watch` hears after each batch how many products are written.
    """
    count = 0
    sheet = await asyncio.to_thread(open_sheet, path, form, COLUMNS[subject])
    with sheet:
        async for size, rows in _batches(works, subject, form):
            await asyncio.to_thread(_write, sheet.write, rows)
            count += size
            if watch is not None:
                await watch(count)
    return count


async def is_larger_than(
    works: Works, products: int, subject: FileSubject = FileSubject.PRODUCTS
) -> bool:
    """Whether the shop has more products, or reviews, than that."""
    async with works.reading() as db:
        if subject is FileSubject.REVIEWS:
            return await reviews.count(db, ReviewFilter()) > products
        return len(await catalog.product_ids_after(db, None, limit=products + 1)) > products


class _Shelf:
    """A batch of products with everything that is exported of them."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = products
        self.levels: Mapping[UUID, StockLevel] = {}
        self.prices: Mapping[UUID, Sequence[Price]] = {}
        self.categories: Mapping[UUID, Category] = {}

    def path(self, category_id: UUID) -> tuple[str, ...]:
        above = self.categories[category_id].ancestor_ids
        return tuple(self.categories[each].name for each in above)


async def _batches(
    works: Works, subject: FileSubject, form: FileFormat
) -> AsyncIterator[tuple[int, Iterable[Row]]]:
    """Rows with the number of things that they are about."""
    if subject is FileSubject.REVIEWS:
        async for rows in _opinions(works):
            yield len(rows), rows
        return
    async for shelf in _shelves(works, subject):
        yield len(shelf.products), _rows(shelf, subject, form)


async def _opinions(works: Works) -> AsyncIterator[list[Row]]:
    """Reviews, shown or not, without whose they are; the newest first."""
    cursor: str | None = None
    while True:
        async with works.reading() as db:
            page = await reviews.page(
                db, ReviewFilter(), ReviewSort.NEWEST, PageRequest(BATCH, cursor)
            )
            products = await catalog.products(db, {each.product_id for each in page.items})
        yield [
            _opinion(each, products[each.product_id].slug)
            for each in page.items
            if each.product_id in products
        ]
        cursor = page.next_cursor
        if cursor is None:
            return


def _opinion(review: Review, handle: str) -> Row:
    return {
        "id": str(review.id),
        "handle": handle,
        "rating": review.rating,
        "title": review.title,
        "text": review.text,
        "author": review.author,
        "helpful": review.helpful,
        "is_verified": review.is_verified,
        "is_shown": review.is_shown,
        "state": str(review.state),
        "reason": review.reason,
        "answer": review.answer,
        "answered_at": review.answered_at.isoformat() if review.answered_at else "",
        "created_at": review.created_at.isoformat(),
    }


async def _shelves(works: Works, subject: FileSubject) -> AsyncIterator[_Shelf]:
    last: UUID | None = None
    while True:
        async with works.reading() as db:
            found = await catalog.product_ids_after(db, last, limit=BATCH)
            products = await catalog.products(db, found)
            shelf = _Shelf([products[each] for each in found if each in products])
            variant_ids = [each.id for product in shelf.products for each in product.variants]
            if subject is not FileSubject.PRICES:
                shelf.levels = await inventory.levels(db, variant_ids)
            if subject is not FileSubject.STOCK:
                shelf.prices = await pricing.prices_by_variant(db, variant_ids)
            if subject is FileSubject.PRODUCTS:
                filed = {each for product in shelf.products for each in product.category_ids}
                own = await catalog.categories_by_id(db, filed)
                above = {each for one in own.values() for each in one.ancestor_ids} - own.keys()
                shelf.categories = own | await catalog.categories_by_id(db, above)
        if shelf.products:
            yield shelf
        if len(found) < BATCH:
            return
        last = found[-1]


def _write(write: Callable[[Row], None], rows: Iterable[Row]) -> None:
    for row in rows:
        write(row)


def _rows(shelf: _Shelf, subject: FileSubject, form: FileFormat) -> Iterable[Row]:
    for product in shelf.products:
        if subject is FileSubject.STOCK:
            yield from _stock_rows(shelf, product)
        elif subject is FileSubject.PRICES:
            yield from _price_rows(shelf, product, form)
        elif form is FileFormat.JSONL:
            yield jsonl.plain_of(_record(shelf, product)) | _told(shelf, product)
        else:
            yield from export_rows.rows_of(_record(shelf, product), _told(shelf, product))


def _told(shelf: _Shelf, product: Product) -> dict[str, Any]:
    """What is shown beside, and not read back: whose it is, and where it is filed."""
    told: dict[str, Any] = {"id": str(product.id)}
    if product.owner_id is not None:
        told["vendor_id"] = str(product.owner_id)
    slugs = [shelf.categories[each].slug for each in product.category_ids]
    return told | ({"category_slugs": slugs} if slugs else {})


def _stock_rows(shelf: _Shelf, product: Product) -> Iterable[Row]:
    for variant in product.variants:
        level = shelf.levels.get(variant.id)
        if level is not None:
            yield {
                "variant_id": str(variant.id),
                "sku": variant.sku,
                "handle": product.slug,
                "title": " - ".join(filter(None, (product.title, variant.title))),
                "on_hand": level.on_hand,
                "tracked": level.tracked,
                "backorder": level.backorder,
                "reserved": level.reserved,
                "available": level.available,
            }


def _price_rows(shelf: _Shelf, product: Product, form: FileFormat) -> Iterable[Row]:
    for variant in product.variants:
        for price in shelf.prices.get(variant.id, ()):
            yield {
                "variant_id": str(variant.id),
                "sku": variant.sku,
                "handle": product.slug,
                "title": " - ".join(filter(None, (product.title, variant.title))),
                "currency": price.currency,
                "amount": number(price.amount.amount, form),
                "compare_at": number(price.compare_at.amount, form) if price.compare_at else None,
            }


def _record(shelf: _Shelf, product: Product) -> ProductRecord:
    return ProductRecord(
        handle=product.slug,
        title=product.title,
        description=product.description,
        brand=product.brand,
        product_type=product.product_type,
        status=RecordStatus(product.status),
        tags=product.tags,
        categories=tuple(shelf.path(each) for each in product.category_ids),
        options=product.options,
        images=tuple(ImageRecord(image.url, image.alt) for image in product.images),
        seo_title=product.seo_title,
        seo_description=product.seo_description,
        attributes=tuple(product.attributes.items()),
        tax_class=product.tax_class,
        most_per_order=product.most_per_order,
        published_from=product.published_from,
        published_until=product.published_until,
        variants=tuple(_variant(shelf, product, at) for at in range(len(product.variants))),
    )


def _variant(shelf: _Shelf, product: Product, at: int) -> VariantRecord:
    variant = product.variants[at]
    level = shelf.levels.get(variant.id)
    return VariantRecord(
        sku=variant.sku,
        title=variant.title,
        option_values=variant.option_values,
        prices=tuple(
            PriceRecord(price.amount, price.compare_at)
            for price in sorted(shelf.prices.get(variant.id, ()), key=lambda each: each.currency)
        ),
        stock=level.on_hand if level else None,
        track_stock=level.tracked if level else True,
        backorder=level.backorder if level else False,
        barcode=variant.barcode,
        weight_grams=variant.weight_grams,
        image_url=variant.image_url,
        requires_shipping=variant.requires_shipping,
        is_active=variant.is_active,
    )
