"""What happened is written down for each endpoint that wants to hear of it, once each."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from shopwright.infra.db import dialect
from shopwright.infra.db.types import dump_json
from shopwright.infra.work import Payload, Work
from shopwright.kernel import ids
from shopwright.kernel.events import Event
from shopwright.modules.orders import queries as orders
from shopwright.modules.orders.contracts import Order
from shopwright.satellites.webhooks.contracts import FAN_OUT, SEND, DeliveryState
from shopwright.satellites.webhooks.models import WebhookDeliveryRow, WebhookEndpointRow
from shopwright.satellites.webhooks.rules import matches, written


async def put_down(work: Work, events: Sequence[Event]) -> None:
    """One job for all that a Work states: whoever commits pays a row for it, and looks at no endpoint."""
    told = [{"name": each.name, "fields": dataclasses.asdict(each)} for each in events]
    work.enqueue(FAN_OUT, {"events": told, "at": work.now.isoformat()})


async def fan_out(work: Work, payload: Payload) -> None:
    """Write each event down for the endpoints that want it, in the transaction in which it counts as heard.

    An event's id follows from the job's, so that hearing it twice writes nothing twice. An order is shown as it is now.
    """
    wanting = await _wanting(work)
    if not wanting:
        return
    assert work.cause is not None  # noqa: S101 - a job has one
    rows = []
    for number, event in enumerate(payload["events"]):
        listening = [each for each, patterns in wanting.items() if matches(patterns, event["name"])]
        if listening:
            body = await _body(work, event, datetime.fromisoformat(payload["at"]))
            event_id = uuid5(work.cause, str(number))
            rows += [_row(work, each, event["name"], (event_id, body)) for each in listening]
    if not rows:
        return
    columns = (WebhookDeliveryRow.endpoint_id, WebhookDeliveryRow.event_id)
    await work.db.execute(dialect.insert_or_ignore(work.db, WebhookDeliveryRow, columns), rows)
    for endpoint_id in {row["endpoint_id"] for row in rows}:
        work.enqueue(SEND, {"endpoint_id": str(endpoint_id)}, unique_key=str(endpoint_id))


async def write_for(work: Work, endpoint_id: UUID, event: str, fields: Mapping[str, Any]) -> UUID:
    """Write one message down for one endpoint; returns the delivery's id."""
    told = {"name": event, "fields": fields}
    row = _row(work, endpoint_id, event, (ids.new(), await _body(work, told, work.now)))
    await work.db.execute(dialect.insert_or_ignore(work.db, WebhookDeliveryRow).values(**row))
    work.enqueue(SEND, {"endpoint_id": str(endpoint_id)}, unique_key=str(endpoint_id))
    return UUID(str(row["id"]))


async def _wanting(work: Work) -> Mapping[UUID, Sequence[str]]:
    row = WebhookEndpointRow
    found = await work.db.execute(select(row.id, row.events).where(row.is_active))
    return {each.id: each.events for each in found}


async def _body(work: Work, event: Mapping[str, Any], at: datetime) -> str:
    data = dict(event["fields"])
    if "order_id" in data:
        order = await orders.by_id(work.db, UUID(str(data["order_id"])))
        data["order"] = _snapshot(order) if order is not None else None
    return dump_json({**written(event["name"], at), "data": data})


def _snapshot(order: Order) -> Mapping[str, Any]:
    """Numbers, states and sums: who ordered is told by an id alone, and nothing of where he lives."""
    sums = {
        name: getattr(order, name).amount
        for name in ("subtotal", "discount", "shipping", "tax", "total", "paid", "refunded")
    }
    return {
        "id": order.id,
        "number": order.number,
        "user_id": order.user_id,
        "status": order.status,
        "payment_status": order.payment_status,
        "fulfilment_status": order.fulfilment_status,
        "return_status": order.return_status,
        "currency": order.currency,
        **sums,
        "placed_at": written("", order.placed_at)["timestamp"],
    }


def _row(work: Work, endpoint_id: UUID, event: str, message: tuple[UUID, str]) -> dict[str, Any]:
    return {
        "id": ids.new(),
        "endpoint_id": endpoint_id,
        "event_id": message[0],
        "event": event,
        "body": message[1],
        "state": DeliveryState.WAITING,
        "attempts": 0,
        "next_at": work.now,
        "created_at": work.now,
    }
