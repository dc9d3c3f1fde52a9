"""Which format a catalog file is in, by what it holds and not by its name."""

from shopwright.flows.merchandising.contracts import ImportFormat
from shopwright.flows.merchandising.errors import UnknownFormat
from shopwright.flows.merchandising.steps import sheet, shopify
from shopwright.flows.merchandising.steps.cells import shown
from shopwright.flows.merchandising.steps.source import TextSource
from shopwright.flows.merchandising.steps.table import header_of

_MOST_NAMED = 8
_KNOWN = "Known are JSON Lines, and the product CSV of Shopify, WooCommerce and Spree"
# Words of WooCommerce's own translations for 'Published' and 'SKU' and 'Regular price'.
_TRANSLATED = frozenset({
    "ver\u00f6ffentlicht", "artikelnummer", "publi\u00e9", "ugs", "publicado", "precio normal", "pubblicato",
    "gepubliceerd", "opublikowano", "publicerad", "udgivet", "publisert", "normalpris", "tarif r\u00e9gulier",
    "regul\u00e4rer preis", "prezzo di listino", "reguliere prijs", "pre\u00e7o normal", "julkaistu",
})  # fmt: skip


def detect(source: TextSource) -> ImportFormat:
    """Guess the format.

    Raises:
        UnknownFormat: says what was seen instead.
    """
    start = next((piece for piece in source.pieces() if not piece.isspace()), "").lstrip()
    if start.startswith("{"):
        return ImportFormat.JSONL
    if start.startswith("["):
        raise _unknown(
            source, "holds one JSON array; write each product as an object on its own line"
        )
    if start.startswith("<"):
        raise _unknown(source, "holds XML or HTML")
    header = header_of(source)
    if header is None:
        raise _unknown(source, "holds no row that can be read")
    keys = set(header.keys)
    found = _by_columns(keys | {shopify.ALIASES.get(key, key) for key in keys})
    if found is not None:
        return found
    if keys & _TRANSLATED:
        raise _unknown(
            source,
            "looks like a WooCommerce export with a translated header; export it again with the "
            "language of your profile set to English",
        )
    seen = ", ".join(shown(name) for name in header.names[:_MOST_NAMED] if name)
    more = len(header.names) - _MOST_NAMED
    tail = f" and {more} more" if more > 0 else ""
    raise _unknown(source, f"begins with the columns {seen or 'of no name'}{tail}")


def _by_columns(keys: set[str]) -> ImportFormat | None:
    if set(sheet.REQUIRED) <= keys:
        return ImportFormat.SHEET
    if {"slug", "sku", "price"} <= keys:
        return ImportFormat.SPREE
    if {"type", "name"} <= keys and keys & {"regular price", "sale price", "parent", "in stock?"}:
        return ImportFormat.WOOCOMMERCE
    if "title" in keys and keys & {"variant price", "option1 name", "variant sku", "body (html)"}:
        return ImportFormat.SHOPIFY
    return None


def _unknown(source: TextSource, seen: str) -> UnknownFormat:
    message = f"{source.name} {seen}. {_KNOWN}; choose one with --format."
    return UnknownFormat(message)
