"""Every question about orders."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from shopwright.infra.db import dialect
from shopwright.infra.sealing import keyring_of
from shopwright.infra.work import Work
from shopwright.kernel.money import Money
from shopwright.kernel.paging import Page, PageRequest, encode_cursor, id_in_cursor
from shopwright.modules.customers.queries import opened_address
from shopwright.modules.orders.contracts import (
    Axis,
    FulfilmentStatus,
    HistoryEntry,
    Order,
    OrderAdjustment,
    OrderLine,
    OrderStatus,
    OrderSummary,
    PaymentStatus,
    ReturnAxis,
)
from shopwright.modules.orders.models import (
    RATE_SCALE,
    OrderAdjustmentRow,
    OrderHistoryRow,
    OrderLineRow,
    OrderRow,
)
from shopwright.modules.quotes.contracts import AdjustmentKind

ORDER = tuple(OrderRow.__table__.c)
SHIPPING, BILLING = "orders.shipping_address", "orders.billing_address"
_THROUGH = (OrderStatus.DELIVERED, OrderStatus.CANCELLED, OrderStatus.REFUNDED)
_BOUGHT = (
    *(OrderStatus.CONFIRMED, OrderStatus.PROCESSING),
    *(OrderStatus.SHIPPED, OrderStatus.DELIVERED),
)
_AMOUNTS = (
    *("subtotal", "discount", "relief", "shipping", "shipping_tax", "tax", "total"),
    *("paid", "refunded"),
)


async def by_id(db: AsyncConnection, order_id: UUID) -> Order | None:
    """An order with its lines, archived or not."""
    row = (await db.execute(select(*ORDER).where(OrderRow.id == order_id))).one_or_none()
    return await with_lines(db, order_of(db, row)) if row else None


async def by_number(db: AsyncConnection, number: str) -> Order | None:
    if not number.isdecimal() or len(number) > 15:
        return None
    row = (await db.execute(select(*ORDER).where(OrderRow.serial == int(number)))).one_or_none()
    return await with_lines(db, order_of(db, row)) if row else None


async def live_order_of_cart(db: AsyncConnection, cart_id: UUID) -> Order | None:
    """The order that a cart became, unless that was cancelled."""
    statement = select(*ORDER).where(
        OrderRow.cart_id == cart_id, OrderRow.status != OrderStatus.CANCELLED
    )
    row = (await db.execute(statement)).one_or_none()
    return await with_lines(db, order_of(db, row)) if row else None


def has_ordered(user_id: UUID) -> ColumnElement[bool]:
    """Whether an account has an order that was not cancelled; a part of another's statement.

    Nobody is asked by an address: whoever writes another's would be told what that one did.
    """
    row = OrderRow
    return exists().where(row.user_id == user_id, row.status != OrderStatus.CANCELLED)


def ids_that_came_about() -> Select[UUID]:
    """The ids of orders that are neither waiting nor cancelled, for a statement to choose by."""
    row = OrderRow
    return select(row.id).where(row.status.not_in([OrderStatus.PENDING, OrderStatus.CANCELLED]))


async def locked(work: Work, order_id: UUID) -> Order | None:
    """The order as it is now, its row locked until the Work ends; without lines."""
    statement = dialect.lock_rows(work.db, select(*ORDER).where(OrderRow.id == order_id))
    row = (await work.db.execute(statement)).one_or_none()
    return order_of(work.db, row) if row else None


async def with_lines(db: AsyncConnection, order: Order) -> Order:
    """The order with its lines, for one that was answered without."""
    return replace(order, lines=(await lines_of(db, [order.id])).get(order.id, ()))


async def open_numbers(db: AsyncConnection, user_id: UUID, *, limit: int = 5) -> list[str]:
    """Numbers of a customer's orders that are not through: not delivered, and not over."""
    statement = (
        select(OrderRow.serial)
        .where(OrderRow.user_id == user_id, OrderRow.status.not_in(_THROUGH))
        .order_by(OrderRow.id)
        .limit(limit)
    )
    return [str(serial) for serial in (await db.execute(statement)).scalars()]


async def ids_of_user(db: AsyncConnection, user_id: UUID) -> list[UUID]:
    """All orders of a customer, archived ones too."""
    statement = select(OrderRow.id).where(OrderRow.user_id == user_id).order_by(OrderRow.id)
    return list((await db.execute(statement)).scalars())


async def summary(db: AsyncConnection, user_id: UUID) -> OrderSummary:
    """What a customer ordered; what he spent counts what was paid, less what went back."""
    return (await summaries(db, [user_id])).get(user_id, OrderSummary())


async def summaries(db: AsyncConnection, user_ids: Collection[UUID]) -> dict[UUID, OrderSummary]:
    """As :func:`summary` of each customer who ordered anything, in one statement."""
    row = OrderRow
    statement = (
        select(
            row.user_id,
            row.currency,
            func.count(),
            func.coalesce(func.sum(row.paid - row.refunded), 0),
            func.min(row.placed_at),
            func.max(row.placed_at),
        )
        .where(row.user_id.in_(user_ids), row.status != OrderStatus.CANCELLED)
        .group_by(row.user_id, row.currency)
        .order_by(row.user_id, row.currency)
    )
    found: dict[UUID, OrderSummary] = {}
    for user_id, currency, orders, spent, first_at, last_at in await db.execute(statement):
        if user_id is None:
            continue
        before = found.get(user_id) or OrderSummary(first_at=first_at, last_at=last_at)
        found[user_id] = OrderSummary(
            orders=before.orders + orders,
            spent=(*before.spent, Money(int(spent), currency)),
            first_at=min(before.first_at or first_at, first_at),
            last_at=max(before.last_at or last_at, last_at),
        )
    return found


async def has_bought(db: AsyncConnection, *, user_id: UUID, product_id: UUID) -> bool:
    """Whether a customer has an order of a product that was confirmed and not taken back."""
    statement = (
        select(OrderLineRow.id)
        .join(OrderRow, OrderRow.id == OrderLineRow.order_id)
        .where(
            OrderRow.user_id == user_id,
            OrderRow.status.in_(_BOUGHT),
            OrderLineRow.product_id == product_id,
        )
        .limit(1)
    )
    return (await db.execute(statement)).first() is not None


async def daily_sales(
    db: AsyncConnection, variant_ids: Collection[UUID], *, since: datetime
) -> dict[UUID, list[int]]:
    """Pieces sold of variants, a number for each day on which any were; by orders that were confirmed and stayed so."""
    if not variant_ids:
        return {}
    day = dialect.day_of(db, OrderRow.placed_at)
    statement = (
        select(OrderLineRow.variant_id, func.sum(OrderLineRow.quantity))
        .join(OrderRow, OrderRow.id == OrderLineRow.order_id)
        .where(
            OrderLineRow.variant_id.in_(variant_ids),
            OrderRow.status.in_(_BOUGHT),
            OrderRow.placed_at >= since,
        )
        .group_by(OrderLineRow.variant_id, day)
        .order_by(OrderLineRow.variant_id, day)
    )
    found: dict[UUID, list[int]] = {}
    for variant_id, quantity in await db.execute(statement):
        found.setdefault(variant_id, []).append(int(quantity))
    return found


async def page_of_goods(
    db: AsyncConnection,
    variants: Select[UUID],
    request: PageRequest,
    *,
    order_id: UUID | None = None,
) -> Page[Order]:
    """Orders with a line of one of the variants, the newest first, and of their lines these alone.

    What is not paid or promised yet is left out, and what was archived.
    """
    holding = select(OrderLineRow.order_id).where(OrderLineRow.variant_id.in_(variants))
    statement = select(*ORDER).where(
        OrderRow.id.in_(holding),
        OrderRow.status != OrderStatus.PENDING,
        OrderRow.archived_at.is_(None),
    )
    if order_id is not None:
        statement = statement.where(OrderRow.id == order_id)
    if request.cursor:
        statement = statement.where(OrderRow.id < id_in_cursor(request.cursor, "orders-of-goods"))
    ordered = statement.order_by(OrderRow.id.desc()).limit(request.limit + 1)
    found = [order_of(db, row) for row in await db.execute(ordered.offset(request.offset))]
    items = found[: request.limit]
    lines = await lines_of(db, [each.id for each in items], OrderLineRow.variant_id.in_(variants))
    is_more = len(found) > request.limit
    following = encode_cursor("orders-of-goods", str(items[-1].id)) if is_more else None
    filled = [replace(each, lines=lines.get(each.id, ())) for each in items]
    return Page(filled, request.limit, next_cursor=following)


async def history(db: AsyncConnection, order_id: UUID) -> list[HistoryEntry]:
    """The steps of an order, oldest first."""
    row = OrderHistoryRow
    rows = await db.execute(
        select(row.axis, row.from_state, row.to_state, row.reason, row.actor, row.created_at)
        .where(row.order_id == order_id)
        .order_by(row.id)
    )
    return [HistoryEntry(Axis(each.axis), *each[1:]) for each in rows]


async def adjustments(db: AsyncConnection, order_id: UUID) -> list[OrderAdjustment]:
    """How an order's total came about, in the order in which it did."""
    row = OrderAdjustmentRow
    statement = (
        select(*row.__table__.c, OrderRow.currency)
        .join(OrderRow, OrderRow.id == row.order_id)
        .where(row.order_id == order_id)
        .order_by(row.position)
    )
    return [
        OrderAdjustment(
            kind=AdjustmentKind(each.kind),
            amount=Money(each.amount, each.currency),
            label=each.label,
            source=each.source,
            line=each.line,
            rate=Decimal(each.rate).scaleb(-RATE_SCALE) if each.rate is not None else None,
            base=Money(each.base, each.currency) if each.base is not None else None,
            treatment=each.treatment,
        )
        for each in await db.execute(statement)
    ]


def order_of(db: AsyncConnection, row: Any) -> Order:
    """A row of the orders table as a contract."""
    money = {name: Money(getattr(row, name), row.currency) for name in _AMOUNTS}
    keyring = keyring_of(db)
    return Order(
        id=row.id,
        number=str(row.serial),
        user_id=row.user_id,
        cart_id=row.cart_id,
        email=row.email,
        status=OrderStatus(row.status),
        payment_status=PaymentStatus(row.payment_status),
        fulfilment_status=FulfilmentStatus(row.fulfilment_status),
        shipping_address=opened_address(keyring, row.shipping_address, place=SHIPPING, row=row.id),
        billing_address=opened_address(keyring, row.billing_address, place=BILLING, row=row.id),
        note=row.note,
        cancel_reason=row.cancel_reason,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        version=row.version,
        tax_included=row.tax_included,
        vat_number=row.vat_number,
        delivery_method_id=row.delivery_method_id,
        delivery_method=row.delivery_method,
        archived_at=row.archived_at,
        return_status=ReturnAxis(row.return_status),
        needs_shipping=row.needs_shipping,
        country=row.country,
        lines=(),
        **money,
    )


async def lines_of(
    db: AsyncConnection, order_ids: Collection[UUID], *conditions: ColumnElement[bool]
) -> dict[UUID, tuple[OrderLine, ...]]:
    if not order_ids:
        return {}
    row = OrderLineRow
    statement = (
        select(*row.__table__.c, OrderRow.currency)
        .join(OrderRow, OrderRow.id == row.order_id)
        .where(row.order_id.in_(order_ids), *conditions)
        .order_by(row.order_id, row.position)
    )
    lines: dict[UUID, tuple[OrderLine, ...]] = {}
    for each in await db.execute(statement):
        lines[each.order_id] = (*lines.get(each.order_id, ()), _line_of(each))
    return lines


def _line_of(row: Any) -> OrderLine:
    money = {
        name: Money(getattr(row, name), row.currency)
        for name in ("unit_price", "discount", "relief", "tax", "total")
    }
    return OrderLine(
        id=row.id,
        variant_id=row.variant_id,
        product_id=row.product_id,
        title=row.title,
        variant_title=row.variant_title,
        sku=row.sku,
        quantity=row.quantity,
        weight_grams=row.weight_grams,
        requires_shipping=row.requires_shipping,
        image_url=row.image_url,
        slug=row.slug,
        tax_included=row.tax_included,
        tax_class=row.tax_class,
        cancelled=row.cancelled,
        packed=row.packed,
        shipped=row.shipped,
        delivered=row.delivered,
        claimed=row.claimed,
        returned=row.returned,
        credited=row.credited,
        **money,
    )
