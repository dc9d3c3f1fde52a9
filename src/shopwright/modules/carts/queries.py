"""Every question about carts."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.sealing import keyring_of
from shopwright.kernel.money import Money
from shopwright.modules.carts.contracts import Cart, CartLine, CartState
from shopwright.modules.carts.models import CartCodeRow, CartLineRow, CartRow, ReminderRefusalRow
from shopwright.modules.customers.queries import opened_address

SHIPPING, BILLING = "carts.shipping_address", "carts.billing_address"
_CART = tuple(CartRow.__table__.c)
_BETWEEN = ","  # no code has one
_LINE = (
    CartLineRow.id.label("line_id"),
    CartLineRow.variant_id,
    CartLineRow.quantity,
    CartLineRow.seen_price,
)


async def by_id(db: AsyncConnection, cart_id: UUID) -> Cart | None:
    """A cart with its lines."""
    return await _one(db, CartRow.id == cart_id)


async def of_user(db: AsyncConnection, user_id: UUID) -> Cart | None:
    """The cart that a customer is filling, or completing, with its lines."""
    return await _one(
        db,
        CartRow.user_id == user_id,
        CartRow.state.in_([CartState.OPEN, CartState.COMPLETING]),
    )


async def with_lines(db: AsyncConnection, cart: Cart) -> Cart:
    """The cart with its lines, in the order in which they were put in."""
    row = CartLineRow
    statement = select(*_LINE, _codes(row.cart_id)).where(row.cart_id == cart.id).order_by(row.id)
    rows = (await db.execute(statement)).all()
    lines = tuple(_line_of(each, cart.currency) for each in rows)
    return replace(cart, lines=lines, codes=_codes_in(rows))


async def expired(db: AsyncConnection, now: datetime, *, limit: int) -> list[UUID]:
    """Carts past their time that nobody is completing; a claim that has run out keeps none."""
    statement = select(CartRow.id).where(*over(now)).order_by(CartRow.expires_at).limit(limit)
    return list((await db.execute(statement)).scalars())


async def wants_no_reminders(db: AsyncConnection, email: str) -> bool:
    """Whether the reader of an address asked for no mails about carts."""
    row = ReminderRefusalRow
    statement = select(row.address).where(row.address == refusal_key(db, email))
    return (await db.execute(statement)).first() is not None


async def reminded(db: AsyncConnection, emails: Collection[str], *, since: datetime) -> set[str]:
    """Which addresses, in small letters, a guest's cart was announced to after a time."""
    address = func.lower(CartRow.email)
    statement = select(address).where(
        CartRow.announced_at > since, CartRow.user_id.is_(None), address.in_(emails)
    )
    return set((await db.execute(statement)).scalars())


def refusal_key(db: AsyncConnection, email: str) -> str:
    """How an address is kept that wants no mails about carts."""
    return keyring_of(db).blind(email.lower(), place="cart_reminder_refusals.address")


def over(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of a cart that may be removed."""
    nobody_completes = (CartRow.state != CartState.COMPLETING) | (CartRow.claimed_until <= now)
    return CartRow.expires_at <= now, nobody_completes


def cart_of(db: AsyncConnection, row: Any) -> Cart:
    """A row of the carts table as a contract, without lines."""
    keyring = keyring_of(db)
    return Cart(
        id=row.id,
        user_id=row.user_id,
        state=CartState(row.state),
        currency=row.currency,
        email=row.email,
        shipping_address=opened_address(keyring, row.shipping_address, place=SHIPPING, row=row.id),
        billing_address=opened_address(keyring, row.billing_address, place=BILLING, row=row.id),
        version=row.version,
        expires_at=row.expires_at,
        updated_at=row.updated_at,
        vat_number=row.vat_number,
        delivery_method_id=row.delivery_method_id,
    )


async def _one(db: AsyncConnection, *conditions: ColumnElement[bool]) -> Cart | None:
    """Cart and lines in one statement; a cart without lines comes with one empty one."""
    statement = (
        select(*_CART, *_LINE, _codes(CartRow.id))
        .outerjoin(CartLineRow, CartLineRow.cart_id == CartRow.id)
        .where(*conditions)
        .order_by(CartLineRow.id)
    )
    rows = (await db.execute(statement)).all()
    if not rows:
        return None
    cart = cart_of(db, rows[0])
    lines = [_line_of(row, cart.currency) for row in rows if row.line_id is not None]
    return replace(cart, lines=tuple(lines), codes=_codes_in(rows))


def _codes(cart_id: Any) -> Any:
    """The codes of a cart beside each of its lines, so that they cost no statement of their own."""
    row = CartCodeRow
    told = func.aggregate_strings(row.code, _BETWEEN)
    return select(told).where(row.cart_id == cart_id).scalar_subquery().label("codes")


def _codes_in(rows: Sequence[Any]) -> tuple[str, ...]:
    told = rows[0].codes if rows else None
    return tuple(sorted(told.split(_BETWEEN))) if told else ()


def _line_of(row: Any, currency: str) -> CartLine:
    return CartLine(row.line_id, row.variant_id, row.quantity, Money(row.seen_price, currency))


async def tallies(db: AsyncConnection) -> dict[str, int]:
    """How many carts there are of each state."""
    rows = await db.execute(select(CartRow.state, func.count()).group_by(CartRow.state))
    return {each[0]: each[1] for each in rows}
