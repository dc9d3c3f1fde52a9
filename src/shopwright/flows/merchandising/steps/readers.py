"""One way to read a catalog of any format: each handle and each SKU of a file goes in once."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from shopwright.flows.merchandising.contracts import (
    ImportEntry,
    ImportFormat,
    ProductRecord,
    RowProblem,
    VariantRecord,
)
from shopwright.flows.merchandising.steps import jsonl, sheet, shopify, spree, woocommerce
from shopwright.flows.merchandising.steps.cells import shown
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.spool import Spool

Reader = Callable[..., Iterator[ImportEntry]]

_READERS: dict[ImportFormat, Reader] = {
    ImportFormat.JSONL: jsonl.read,
    ImportFormat.SHOPIFY: shopify.read,
    ImportFormat.WOOCOMMERCE: woocommerce.read,
    ImportFormat.SPREE: spree.read,
    ImportFormat.SHEET: sheet.read,
}


def read(source: TextSource, chosen: ImportFormat, *, currency: str) -> Iterator[ImportEntry]:
    """Products, problems and notices of a file, a few in memory at a time.

    Args:
        source: The file.
        chosen: Its format, as given or as :func:`detect.detect` guessed it.
        currency: ISO 4217 code for amounts that name none.
    """
    with Spool() as spool:
        for entry in _READERS[chosen](source, currency=currency):
            if isinstance(entry, ProductRecord):
                yield from _once(spool, entry)
            else:
                yield entry


def _once(spool: Spool, product: ProductRecord) -> Iterator[ProductRecord | RowProblem]:
    first = spool.first_line_of("handle", product.handle, product.line)
    if first is not None:
        yield RowProblem(
            product.line,
            f"The handle '{product.handle}' was used before, on line {first}: "
            "all rows of a product stand together.",
            product.handle,
        )
        return
    kept: list[VariantRecord] = []
    for variant in product.variants:
        seen = (
            spool.first_line_of("sku", variant.sku.lower(), variant.line) if variant.sku else None
        )
        if seen is None:
            kept.append(variant)
        else:
            yield RowProblem(
                variant.line,
                f"The SKU {shown(variant.sku or '')} was used before, on line {seen}.",
                product.handle,
            )
    if len(kept) == len(product.variants):
        yield product
    elif kept:
        yield replace(product, variants=tuple(kept), is_partial=True)
