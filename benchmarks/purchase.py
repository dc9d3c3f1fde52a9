"""The rows of one paid order, as the shop writes them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from shopwright.infra.idempotency import IdempotencyKeyRow
from shopwright.infra.outbox import OutboxEvent
from shopwright.kernel import ids
from shopwright.modules.inventory.models import ReservationRow
from shopwright.modules.orders.models import OrderHistoryRow, OrderLineRow, OrderRow
from shopwright.modules.payments.models import PaymentEventRow, PaymentRow

SERIAL = "serial"
PRICE = 1999
_THEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_HOME = {
    "recipient": "Robin Example",
    "line1": "1 Mill Lane",
    "city": "York",
    "postal_code": "YO1 7HH",
    "country": "GB",
}

Rows = list[tuple[Table, list[dict[str, Any]]]]


def rows_of(variants: Sequence[UUID]) -> Rows:
    """What is inserted for an order of one piece of each variant: nine tables."""
    order_id, payment_id = ids.new(), ids.new()
    total = PRICE * len(variants)
    return [
        _rows(IdempotencyKeyRow, [_key(order_id)]),
        _rows(OrderRow, [_order(order_id, total)]),
        _rows(OrderLineRow, [_line(order_id, place, each) for place, each in enumerate(variants)]),
        _rows(OrderHistoryRow, [_step(order_id)]),
        _rows(PaymentRow, [_payment(payment_id, order_id, total)]),
        _rows(PaymentEventRow, [_fact(payment_id, total)]),
        _rows(ReservationRow, [_promise(order_id, each) for each in variants]),
        _rows(OutboxEvent, [_event(order_id)]),
    ]


def _rows(model: Any, rows: list[dict[str, Any]]) -> tuple[Table, list[dict[str, Any]]]:
    table = cast("Table", model.__table__)
    defaults = {
        column.name: column.default.arg
        for column in table.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }
    return table, [defaults | row for row in rows]


def _key(order_id: UUID) -> dict[str, Any]:
    return {
        "scope": "guest:",
        "route": "order_place",
        "key": order_id.hex,
        "fingerprint": "f" * 64,
        "state": "done",
        "resource": order_id,
        "status": 201,
        "body": "{}",
        "leased_until": _THEN,
        "created_at": _THEN,
        "expires_at": _THEN,
    }


def _order(order_id: UUID, total: int) -> dict[str, Any]:
    amounts = {"subtotal": total, "discount": 0, "shipping": 0, "tax": 0, "total": total}
    return amounts | {
        "id": order_id,
        "email": "guest@example.com",
        "status": "confirmed",
        "payment_status": "paid",
        "fulfilment_status": "unfulfilled",
        "currency": "EUR",
        "paid": total,
        "shipping_address": _HOME,
        "billing_address": _HOME,
        "placed_at": _THEN,
        "updated_at": _THEN,
    }


def _line(order_id: UUID, place: int, variant_id: UUID) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "order_id": order_id,
        "position": place,
        "variant_id": variant_id,
        "product_id": variant_id,
        "title": "A thing of good material",
        "quantity": 1,
        "unit_price": PRICE,
        "discount": 0,
        "tax": 0,
        "total": PRICE,
    }


def _step(order_id: UUID) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "order_id": order_id,
        "axis": "order",
        "from_state": "",
        "to_state": "confirmed",
        "actor": "guest",
        "created_at": _THEN,
    }


def _payment(payment_id: UUID, order_id: UUID, total: int) -> dict[str, Any]:
    return {
        "id": payment_id,
        "order_id": order_id,
        "provider": "bench",
        "reference": payment_id.hex,
        "state": "captured",
        "currency": "EUR",
        "amount": total,
        "captured": total,
        "created_at": _THEN,
        "updated_at": _THEN,
    }


def _fact(payment_id: UUID, total: int) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "payment_id": payment_id,
        "provider": "bench",
        "reference": payment_id.hex,
        "kind": "captured",
        "amount": total,
        "currency": "EUR",
        "source": "answer",
        "created_at": _THEN,
    }


def _promise(order_id: UUID, variant_id: UUID) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "variant_id": variant_id,
        "quantity": 1,
        "state": "committed",
        "updated_at": _THEN,
    }


def _event(order_id: UUID) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "name": "order.placed",
        "version": 1,
        "payload": {"order_id": str(order_id)},
        "actor": "guest",
        "occurred_at": _THEN,
    }
