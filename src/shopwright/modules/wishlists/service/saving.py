"""What a customer takes out of his cart and saves for later."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import update

from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.catalog import queries as catalog
from shopwright.modules.wishlists import queries
from shopwright.modules.wishlists.contracts import LARGEST_QUANTITY, Limits, ListKind, Wish
from shopwright.modules.wishlists.errors import GoodsUnknown
from shopwright.modules.wishlists.models import WishRow
from shopwright.modules.wishlists.service.filling import name_of, place, write
from shopwright.modules.wishlists.service.lists import locked


async def save(
    work: Work, *, user_id: UUID, variant_id: UUID, quantity: int, price: Money, limits: Limits
) -> Wish:
    """Keep pieces for later, beside those that are kept already; the price seen last is remembered.

    What is not for sale any more may be kept too, as it was in the cart.

    Raises:
        GoodsUnknown: it was removed altogether.
        WishlistFull: as much is kept as may be.
    """
    goods = (await catalog.sellable_variants(work.db, [variant_id])).get(variant_id)
    if goods is None:
        raise GoodsUnknown
    kept_in = await locked(work, user_id=user_id, wishlist_id=None, kind=ListKind.SAVED)
    here = await queries.wishes_of(work.db, kept_in.id, WishRow.variant_id == variant_id)
    if here:
        total = min(here[0].quantity + quantity, LARGEST_QUANTITY)
        changes = {"quantity": total, "price": price.minor, "currency": price.currency}
        await work.db.execute(update(WishRow).where(WishRow.id == here[0].id).values(**changes))
        return replace(here[0], quantity=total, price=price)
    wish = Wish(
        id=ids.new(),
        wishlist_id=kept_in.id,
        product_id=goods.product_id,
        variant_id=variant_id,
        title=name_of(goods) if goods.is_sellable else "",
        quantity=quantity,
        note="",
        position=await place(work, kept_in.id, limits),
        price=price,
        created_at=work.now,
    )
    await write(work, wish)
    return wish
