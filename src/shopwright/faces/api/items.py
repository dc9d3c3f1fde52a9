"""Items as clients name them: by variant, or by product where that is enough."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.faces.api.cart_shapes import ItemPayload
from shopwright.kernel.errors import Invalid
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.catalog.errors import ProductNotFound
from shopwright.modules.quotes.contracts import Wanted


class ItemUnnamed(Invalid):
    code = "item_unnamed"
    title = "An item names a variant_id or a product_id, one of them."


async def wanted_items(db: AsyncConnection, items: Sequence[ItemPayload]) -> list[Wanted]:
    """The variants that items mean; a product alone means its first variant that can be sold.

    Raises:
        ItemUnnamed: neither, or both.
        ProductNotFound: no such product, or none that can be sold.
    """
    if any((item.variant_id is None) == (item.product_id is None) for item in items):
        raise ItemUnnamed
    products = {item.product_id for item in items if item.product_id is not None}
    first = await catalog.first_variants(db, products) if products else {}
    if missing := products - first.keys():
        raise ProductNotFound(product_ids=sorted(str(each) for each in missing))
    return [Wanted(_variant_of(item, first), item.quantity) for item in items]


def _variant_of(item: ItemPayload, first: Mapping[UUID, UUID]) -> UUID:
    if item.variant_id is not None:
        return item.variant_id
    if item.product_id is None:
        raise ItemUnnamed
    return first[item.product_id]
