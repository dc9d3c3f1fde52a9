"""What is in a row of each kind of file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shopwright.infra.files.sheets import FileFormat, Value, number
from shopwright.kernel.money import Money
from shopwright.modules.identity.contracts import User
from shopwright.modules.orders.contracts import OrderSummary
from shopwright.satellites.analytics.contracts import SALES, ExportSubject, SalesLine

Row = dict[str, Value]
_OF_ORDERS = (*("subtotal", "discount", "relief", "shipping", "tax", "total", "paid", "refunded"),)
_OF_LINES = ("unit_price", "discount", "relief", "tax", "total")
_OF_GOODS = ("goods", "discount", "tax", "total", "cancelled")
_COUNTS = ("placed", "orders", "cancelled_orders", "units", "cancelled_units", "refunds")
_OF_SALES = tuple(name for name in SALES.measures if name not in _COUNTS)
COLUMNS: Mapping[ExportSubject, tuple[str, ...]] = {
    ExportSubject.ORDERS: (
        *("number", "id", "placed_at", "status", "payment_status", "fulfilment_status"),
        *("email", "customer_id", "country", "delivery_method", "units", "currency"),
        *_OF_ORDERS,
    ),
    ExportSubject.ORDER_LINES: (
        *("number", "order_id", "placed_at", "status", "country", "position", "product_id"),
        *("variant_id", "sku", "title", "variant_title", "quantity", "cancelled", "shipped"),
        *("returned", "currency"),
        *_OF_LINES,
    ),
    ExportSubject.CUSTOMERS: (
        *("id", "email", "name", "is_active", "registered_at", "orders", "spent"),
        *("first_order_at", "last_order_at"),
    ),
    ExportSubject.SALES: ("period", "group", "currency", *_COUNTS, *_OF_SALES, "net", "revenue"),
    ExportSubject.PRODUCT_SALES: (
        *("product_id", "title", "slug", "currency", "orders", "units", "cancelled_units", "views"),
        *_OF_GOODS,
    ),
    ExportSubject.SEARCHES: ("query", "asked", "without_results"),
}


def of_order(found: Any, form: FileFormat) -> Row:
    return {
        "number": str(found.serial),
        "id": str(found.id),
        "placed_at": found.placed_at.isoformat(),
        "status": found.status,
        "payment_status": found.payment_status,
        "fulfilment_status": found.fulfilment_status,
        "email": found.email,
        "customer_id": str(found.user_id) if found.user_id else None,
        "country": found.country,
        "delivery_method": found.delivery_method,
        "units": int(found.units or 0),
        "currency": found.currency,
    } | _amounts(found, _OF_ORDERS, found.currency, form)


def of_line(order: Any, line: Any, form: FileFormat) -> Row:
    return {
        "number": str(order.serial),
        "order_id": str(order.id),
        "placed_at": order.placed_at.isoformat(),
        "status": order.status,
        "country": order.country,
        "position": line.position,
        "product_id": str(line.product_id),
        "variant_id": str(line.variant_id),
        "sku": line.sku,
        "title": line.title,
        "variant_title": line.variant_title,
        "quantity": line.quantity,
        "cancelled": line.cancelled,
        "shipped": line.shipped,
        "returned": line.returned,
        "currency": order.currency,
    } | _amounts(line, _OF_LINES, order.currency, form)


def of_customer(user: User, bought: OrderSummary | None) -> Row:
    """What he spent is text: it may be of several currencies."""
    found = bought or OrderSummary()
    return {
        "id": str(user.id),
        "email": user.email,
        "name": user.full_name,
        "is_active": user.is_active,
        "registered_at": user.created_at.isoformat(),
        "orders": found.orders,
        "spent": ", ".join(f"{each.amount} {each.currency}" for each in found.spent),
        "first_order_at": _time(found.first_at),
        "last_order_at": _time(found.last_at),
    }


def of_sales(line: SalesLine, form: FileFormat) -> Row:
    sums = line.figures
    told: Row = {"period": line.period, "group": line.group, "currency": sums.currency}
    told |= {name: getattr(sums, name) for name in _COUNTS}
    return told | _amounts(sums, (*_OF_SALES, "net", "revenue"), sums.currency, form)


def of_goods(found: Any, form: FileFormat) -> Row:
    counts = ("orders", "units", "cancelled_units", "views")
    told: Row = {name: int(getattr(found, name)) for name in counts}
    told |= {"product_id": str(found.product_id), "currency": found.currency}
    told |= {"title": found.title, "slug": found.slug}
    return told | _amounts(found, _OF_GOODS, found.currency, form)


def _amounts(found: Any, names: tuple[str, ...], currency: str, form: FileFormat) -> Row:
    return {name: number(Money(int(getattr(found, name)), currency).amount, form) for name in names}


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
