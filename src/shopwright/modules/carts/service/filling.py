"""Filling a cart. Each change passes the cart's row first, so that changes of one cart take turns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, null, select, update

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel import ids
from shopwright.kernel.money import Money
from shopwright.modules.carts import queries
from shopwright.modules.carts.contracts import Cart, CartDetails, CartLimits, CartState
from shopwright.modules.carts.errors import (
    CartBeingCompleted,
    CartCompleted,
    CartFull,
    CartLineNotFound,
    CartNotFound,
    QuantityLimit,
)
from shopwright.modules.carts.models import CartLineRow, CartRow
from shopwright.modules.customers.queries import sealed_address

REMOVABLE = frozenset({"delivery_method_id", "shipping_address", "billing_address"})


async def open_cart(
    work: Work, *, user_id: UUID | None, currency: str, expires_at: datetime
) -> Cart:
    """A new cart for a guest; for a customer the one that he has, or a new one where he has none."""
    cart = Cart(
        id=ids.new(),
        user_id=user_id,
        state=CartState.OPEN,
        currency=currency,
        email="",
        shipping_address=None,
        billing_address=None,
        version=1,
        expires_at=expires_at,
        updated_at=work.now,
    )
    statement = dialect.insert_or_ignore(work.db, CartRow).values(
        id=cart.id,
        user_id=user_id,
        state=cart.state,
        currency=currency,
        email="",
        version=cart.version,
        created_at=work.now,
        updated_at=work.now,
        expires_at=expires_at,
    )
    if (await work.db.execute(statement)).rowcount == 1 or user_id is None:
        return cart
    existing = await queries.of_user(work.db, user_id)
    if existing is None:
        raise CartBeingCompleted
    return existing


async def add_line(
    work: Work, *, cart_id: UUID, variant_id: UUID, quantity: int, price: Money, limits: CartLimits
) -> int:
    """Put pieces in, beside those that are there; answers how many there are then.

    Raises:
        CartNotFound, CartBeingCompleted, CartCompleted: see :func:`touch`.
        QuantityLimit: the line would hold more pieces than allowed.
        CartFull: the cart would hold more lines than allowed.
    """
    await touch(work, cart_id, expires_at=limits.expires_at)
    row = CartLineRow
    known = await work.db.execute(
        select(row.quantity).where(row.cart_id == cart_id, row.variant_id == variant_id)
    )
    before = known.scalar_one_or_none()
    total = (before or 0) + quantity
    if total > limits.quantity:
        raise QuantityLimit(limit=limits.quantity, requested=total)
    if before is None:
        await _insert_line(work, cart_id, variant_id, quantity, price, limits)
    else:
        await work.db.execute(
            update(row)
            .where(row.cart_id == cart_id, row.variant_id == variant_id)
            .values(quantity=total, seen_price=price.minor)
        )
    return total


async def set_quantity(
    work: Work, *, cart_id: UUID, line_id: UUID, quantity: int, limits: CartLimits
) -> UUID:
    """Make a line hold so many pieces; answers its variant.

    Raises:
        CartNotFound, CartBeingCompleted, CartCompleted: see :func:`touch`.
        CartLineNotFound: the cart has no such line.
        QuantityLimit: more pieces than allowed.
    """
    await touch(work, cart_id, expires_at=limits.expires_at)
    if quantity > limits.quantity:
        raise QuantityLimit(limit=limits.quantity, requested=quantity)
    row = CartLineRow
    result = await work.db.execute(
        update(row)
        .where(row.cart_id == cart_id, row.id == line_id)
        .values(quantity=quantity)
        .returning(row.variant_id)
    )
    variant_id = result.scalar_one_or_none()
    if variant_id is None:
        raise CartLineNotFound
    return variant_id


async def remove_line(work: Work, *, cart_id: UUID, line_id: UUID, limits: CartLimits) -> None:
    """Take a line out.

    Raises:
        CartNotFound, CartBeingCompleted, CartCompleted: see :func:`touch`.
        CartLineNotFound: the cart has no such line.
    """
    await touch(work, cart_id, expires_at=limits.expires_at)
    row = CartLineRow
    result = await work.db.execute(delete(row).where(row.cart_id == cart_id, row.id == line_id))
    if result.rowcount == 0:
        raise CartLineNotFound


async def clear(work: Work, *, cart_id: UUID, limits: CartLimits) -> None:
    """Take everything out."""
    await touch(work, cart_id, expires_at=limits.expires_at)
    await work.db.execute(delete(CartLineRow).where(CartLineRow.cart_id == cart_id))


async def put_lines(
    work: Work,
    *,
    cart_id: UUID,
    lines: Sequence[tuple[UUID, int, Money]],
    most: Mapping[UUID, int],
    limits: CartLimits,
) -> None:
    """Put several variants in at once, in three statements however many.

    Quantities are added, and cut off at the limit and at ``most`` pieces of a variant, where that says something.
    What does not fit into a full cart stays out.
    """
    await touch(work, cart_id, expires_at=limits.expires_at)
    row = CartLineRow
    rows = await work.db.execute(
        select(row.variant_id, row.quantity, row.seen_price).where(row.cart_id == cart_id)
    )
    held = {each.variant_id: (each.quantity, each.seen_price) for each in rows}
    for variant_id, quantity, price in lines:
        before = held.get(variant_id)
        if before is not None or len(held) < limits.lines:
            total = (before[0] if before else 0) + quantity
            held[variant_id] = (total, before[1] if before else price.minor)
    values = [
        {
            "id": ids.new(),
            "cart_id": cart_id,
            "variant_id": variant_id,
            "quantity": max(min(quantity, limits.quantity, most.get(variant_id, quantity)), 1),
            "seen_price": price,
            "created_at": work.now,
        }
        for variant_id, (quantity, price) in held.items()
    ]
    if values:
        statement = dialect.insert_or_update(
            work.db, row, [row.cart_id, row.variant_id], [row.quantity]
        )
        await work.db.execute(statement.values(values))


async def describe(work: Work, *, cart_id: UUID, details: CartDetails, limits: CartLimits) -> None:
    """Note who buys and where it goes; what is None stays as it was, unless it is to be removed."""
    keyring = keyring_of(work.db)
    given = {
        "email": details.email,
        "vat_number": details.vat_number,
        "delivery_method_id": details.delivery_method_id,
        "shipping_address": sealed_address(
            keyring, details.shipping_address, place=queries.SHIPPING, row=cart_id
        ),
        "billing_address": sealed_address(
            keyring, details.billing_address, place=queries.BILLING, row=cart_id
        ),
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    changes |= dict.fromkeys((details.removed & REMOVABLE) - changes.keys(), null())
    await touch(work, cart_id, expires_at=limits.expires_at, **changes)


async def touch(work: Work, cart_id: UUID, *, expires_at: datetime, **changes: Any) -> Cart:
    """Lock the cart for this Work, and see that it may be changed; a claim that has expired is set aside.

    When it ended stays written down: what was completed under it may have become an order.

    Raises:
        CartNotFound: no such cart, or it went into another.
        CartBeingCompleted: a completion holds it.
        CartCompleted: it has become an order.
    """
    row = CartRow
    expired_claim = (row.state == CartState.COMPLETING) & (row.claimed_until <= work.now)
    result = await work.db.execute(
        update(row)
        .where(row.id == cart_id, (row.state == CartState.OPEN) | expired_claim)
        .values(
            state=CartState.OPEN,
            version=row.version + 1,
            updated_at=work.now,
            expires_at=expires_at,
            **changes,
        )
        .returning(*row.__table__.c)
    )
    found = result.one_or_none()
    if found is None:
        raise await refusal(work, cart_id)
    return queries.cart_of(work.db, found)


async def refusal(work: Work, cart_id: UUID) -> Exception:
    """Why a cart can't be changed."""
    found = await work.db.execute(select(CartRow.state).where(CartRow.id == cart_id))
    state = found.scalar_one_or_none()
    if state == CartState.COMPLETING:
        return CartBeingCompleted(retry_after=2)
    if state == CartState.COMPLETED:
        return CartCompleted()
    return CartNotFound()


async def _insert_line(
    work: Work, cart_id: UUID, variant_id: UUID, quantity: int, price: Money, limits: CartLimits
) -> None:
    row = CartLineRow
    held = await work.db.execute(
        select(func.count()).select_from(row).where(row.cart_id == cart_id)
    )
    if held.scalar_one() >= limits.lines:
        raise CartFull(limit=limits.lines)
    await work.db.execute(
        insert(row).values(
            id=ids.new(),
            cart_id=cart_id,
            variant_id=variant_id,
            quantity=quantity,
            seen_price=price.minor,
            created_at=work.now,
        )
    )
