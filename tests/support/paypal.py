"""PayPal on this machine, as far as the shop knows it: orders, approvals, captures, refunds, messages that it verifies."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.support.faults import Asked, Fault, listening

Thing = dict[str, Any]
WEBHOOK = "WH-OF-THE-FAKE"
CERTIFICATE = "https://api.paypal.com/v1/notifications/certs/CERT-1"


@dataclass
class FakePayPal:
    """Behaves as PayPal's documents say; what the customer does is a method; ``lies`` go over captures told."""

    base: str = ""
    now: float = 0.0
    orders: dict[str, Thing] = field(default_factory=dict)
    answered: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    sent: dict[str, Thing] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    lies: Thing = field(default_factory=dict)
    declines: bool = False
    counter: int = 0

    # --- what others do ---------------------------------------------------------------------------

    def approve(self, order_id: str) -> None:
        self.orders[order_id]["status"] = "APPROVED"
        self._tell("CHECKOUT.ORDER.APPROVED", self.orders[order_id])

    def refund_elsewhere(self, order_id: str, value: str) -> None:
        capture = self._payments(self.orders[order_id])["captures"][0]
        self._refund(
            self.orders[order_id], capture, {"amount": {**capture["amount"], "value": value}}
        )

    def dispute(self, order_id: str) -> None:
        capture = self._payments(self.orders[order_id])["captures"][0]
        told = {
            "dispute_id": "PP-D-1",
            "reason": "UNAUTHORISED",
            "dispute_amount": capture["amount"],
        }
        bought = [{"seller_transaction_id": capture["id"]}]
        self._tell("CUSTOMER.DISPUTE.CREATED", {**told, "disputed_transactions": bought})

    # --- messages ---------------------------------------------------------------------------------

    def message(
        self, event: Thing, *, at: float | None = None, certificate: str = CERTIFICATE
    ) -> tuple[dict[str, str], bytes]:
        """An event as it is sent: headers and raw body."""
        moment = datetime.fromtimestamp(self.now if at is None else at, UTC)
        transmission = self._id("T")
        self.sent[transmission] = event
        headers = {
            "paypal-auth-algo": "SHA256withRSA",
            "paypal-cert-url": certificate,
            "paypal-transmission-id": transmission,
            "paypal-transmission-sig": f"signed-{transmission}",
            "paypal-transmission-time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return headers, json.dumps(event).encode()

    def _tell(self, kind: str, thing: Thing) -> None:
        about = json.loads(json.dumps(thing))
        self.events.append({"id": self._id("WH"), "event_type": kind, "resource": about})

    # --- the API ----------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        if asked.path == "/v1/oauth2/token":
            return 200, b'{"access_token": "access", "expires_in": 32400}'
        if asked.headers.get("authorization") != "Bearer access":
            return 401, b"{}"
        key = f"{asked.path} {asked.headers.get('paypal-request-id', '')}"
        if key in self.answered and not key.endswith(" "):
            return self.answered[key]
        status, thing = self._do(asked, json.loads(asked.body or b"{}"))
        told = status, json.dumps(thing).encode()
        if status < 300 and asked.method == "POST":
            self.answered[key] = told
        return told

    def _do(self, asked: Asked, body: Thing) -> tuple[int, Thing]:
        parts = asked.path.strip("/").split("/")
        if asked.path == "/v1/notifications/verify-webhook-signature":
            return 200, {"verification_status": "SUCCESS" if self._is_own(body) else "FAILURE"}
        if asked.path == "/v2/checkout/orders":
            return 200, self._open(body)
        if parts[1] == "checkout":
            order = self.orders.get(parts[3])
            if order is None:
                return 404, {"name": "RESOURCE_NOT_FOUND"}
            return (
                (200, self._shown(order)) if asked.method == "GET" else self._take(order, parts[4])
            )
        order, part = self._holding(parts[3])
        deed = {"refund": self._refund, "capture": self._charge, "void": self._void}[parts[4]]
        return deed(order, part, body)

    def _is_own(self, body: Thing) -> bool:
        transmission = body["transmission_id"]
        is_signed = body["transmission_sig"] == f"signed-{transmission}"
        is_ours = body["webhook_id"] == WEBHOOK and body["cert_url"] == CERTIFICATE
        is_whole = self.sent.get(transmission) == body["webhook_event"]
        return bool(is_signed and is_ours and is_whole)

    def _open(self, body: Thing) -> Thing:
        order_id = self._id("ORDER")
        link = {"rel": "payer-action", "href": f"{self.base}/checkoutnow?token={order_id}"}
        order = {**body, "id": order_id, "status": "PAYER_ACTION_REQUIRED", "links": [link]}
        self.orders[order_id] = order
        return order

    def _take(self, order: Thing, deed: str) -> tuple[int, Thing]:
        if order["status"] != "APPROVED" or self.declines:
            return 422, {"name": "UNPROCESSABLE_ENTITY"}
        order["status"] = "COMPLETED"
        amount = order["purchase_units"][0]["amount"]
        if deed == "capture":
            self._captured(order, amount)
        else:
            held = {"id": self._id("AUTH"), "status": "CREATED", "amount": amount}
            self._payments(order)["authorizations"] = [held]
        return 201, order

    def _captured(self, order: Thing, amount: Thing) -> None:
        unit = order["purchase_units"][0]
        related = {"related_ids": {"order_id": order["id"]}}
        made = {"id": self._id("CAPTURE"), "status": "COMPLETED", "amount": amount}
        capture = {**made, "custom_id": unit["custom_id"], "supplementary_data": related}
        self._payments(order).setdefault("captures", []).append(capture)
        self._tell("PAYMENT.CAPTURE.COMPLETED", capture)

    def _charge(self, order: Thing, held: Thing, body: Thing) -> tuple[int, Thing]:
        if held["status"] != "CREATED":
            return 422, {"name": "UNPROCESSABLE_ENTITY"}
        held["status"] = "CAPTURED"
        self._captured(order, body["amount"])
        return 201, {}

    def _void(self, _order: Thing, held: Thing, _body: Thing) -> tuple[int, Thing]:
        held["status"] = "VOIDED"
        return 200, {}

    def _refund(self, order: Thing, capture: Thing, body: Thing) -> tuple[int, Thing]:
        gone = sum(
            float(each["amount"]["value"]) for each in self._payments(order).get("refunds", ())
        )
        if gone + float(body["amount"]["value"]) > float(capture["amount"]["value"]):
            return 422, {"name": "UNPROCESSABLE_ENTITY"}
        link = {"rel": "up", "href": f"{self.base}/v2/payments/captures/{capture['id']}"}
        refund = {**body, "id": self._id("REFUND"), "status": "COMPLETED", "links": [link]}
        self._payments(order).setdefault("refunds", []).append(refund)
        self._tell("PAYMENT.CAPTURE.REFUNDED", refund)
        return 201, refund

    def _shown(self, order: Thing) -> Thing:
        shown: Thing = json.loads(json.dumps(order))
        for capture in self._payments(shown).get("captures", ()):
            capture.update(self.lies)
        return shown

    def _payments(self, order: Thing) -> Thing:
        made: Thing = order["purchase_units"][0].setdefault("payments", {})
        return made

    def _holding(self, part_id: str) -> tuple[Thing, Thing]:
        for order in self.orders.values():
            for parts in self._payments(order).values():
                for part in parts:
                    if part["id"] == part_id:
                        return order, part
        raise AssertionError(part_id)

    def _id(self, kind: str) -> str:
        self.counter += 1
        return f"{kind}{self.counter:06}"


@contextmanager
def fake_paypal() -> Iterator[FakePayPal]:
    fake = FakePayPal()
    with listening(fake) as base:
        fake.base = base
        yield fake
