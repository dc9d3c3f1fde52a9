"""Stripe on this machine, as far as the shop knows it: intents, pages, refunds, disputes, signed messages."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.support.faults import Asked, Fault, listening

SECRET = "whsec_of_the_fake"
DECLINED, CHALLENGED, SLOW = "pm_declined", "pm_challenge", "pm_processing"
Thing = dict[str, Any]


def fields_of(text: str) -> Thing:
    """A form as Stripe reads it: ``a[b]=c`` nested."""
    read: Thing = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        *path, last = name.replace("]", "").split("[")
        inside = read
        for step in path:
            inside = inside.setdefault(step, {})
        inside[last] = value
    return read


@dataclass
class FakeStripe:
    """Behaves as Stripe's documents say; what a customer or the bank does is a method; ``lies`` go over intents told."""

    base: str = ""
    now: float = 0.0
    things: dict[str, Thing] = field(default_factory=dict)
    answered: dict[str, tuple[str, tuple[int, bytes]]] = field(default_factory=dict)
    events: list[Thing] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    lies: Thing = field(default_factory=dict)
    refund_status: str = "succeeded"

    # --- what others do ---------------------------------------------------------------------------

    def pay_page(self, session_id: str, method: str = "pm_card") -> Thing:
        """The customer pays on the page."""
        session = self.things[session_id]
        intent = self.things.get(session["payment_intent"] or "")
        if intent is None:
            given = session["payment_intent_data"]
            amount = int(session["line_items"]["0"]["price_data"]["unit_amount"])
            currency = session["line_items"]["0"]["price_data"]["currency"]
            intent = self._new_intent({**given, "amount": amount, "currency": currency})
            session["payment_intent"] = intent["id"]
        self._charge(intent, method)
        if intent["status"] in ("succeeded", "requires_capture"):
            session["status"] = "complete"
            self._tell("checkout.session.completed", session)
        return intent

    def pay_by_script(self, client_secret: str, method: str = "pm_card") -> None:
        """The customer pays in the page of the shop, by Stripe's script."""
        self._charge(self.things[client_secret.partition("_secret_")[0]], method)

    def expire_page(self, session_id: str) -> None:
        self.things[session_id] |= {"status": "expired", "url": None}
        self._tell("checkout.session.expired", self.things[session_id])

    def conclude(self, intent_id: str, *, failure: str = "") -> None:
        """The bank's last word on what was processing, or the customer's on a second step."""
        intent = self.things[intent_id]
        if failure:
            intent |= {"status": "requires_payment_method", "last_payment_error": {"code": failure}}
            self._tell("payment_intent.payment_failed", intent)
        else:
            self._succeed(intent)

    def refund_elsewhere(self, intent_id: str, amount: int) -> Thing:
        """Somebody refunds in Stripe's own back office."""
        return self._refund({"payment_intent": intent_id, "amount": amount})

    def fail_refund(self, refund_id: str) -> None:
        self.things[refund_id]["status"] = "failed"
        self._tell("refund.failed", self.things[refund_id])

    def dispute(self, intent_id: str) -> None:
        intent = self.things[intent_id]
        disputed = {"id": self._id("dp"), "object": "dispute", "payment_intent": intent_id}
        told = {"amount": intent["amount"], "currency": intent["currency"], "reason": "fraudulent"}
        self._tell("charge.dispute.created", {**disputed, **told})

    # --- messages ---------------------------------------------------------------------------------

    def message(
        self, event: Thing, *, secret: str = SECRET, at: float | None = None
    ) -> tuple[dict[str, str], bytes]:
        """An event as it is sent: headers and raw body."""
        body = json.dumps(event).encode()
        stamp = str(int(self.now if at is None else at))
        digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256)
        return {"stripe-signature": f"t={stamp},v1={digest.hexdigest()}"}, body

    def _tell(self, kind: str, thing: Thing) -> None:
        told = {"id": self._id("evt"), "object": "event", "type": kind, "livemode": False}
        self.events.append({**told, "data": {"object": json.loads(json.dumps(thing))}})

    # --- the API ----------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        key = asked.headers.get("idempotency-key", "")
        asked_for = f"{asked.path} {asked.body.decode()}"
        if key in self.answered:
            before, told = self.answered[key]
            if before != asked_for:
                return 400, json.dumps({"error": {"type": "idempotency_error"}}).encode()
            return told
        status, thing = self._do(asked)
        told = status, json.dumps(thing).encode()
        if key:
            self.answered[key] = asked_for, told
        return told

    def _do(self, asked: Asked) -> tuple[int, Thing]:
        if not asked.headers.get("authorization", "").startswith("Bearer sk_test_"):
            return 401, {"error": {"type": "invalid_request_error"}}
        fields = fields_of(asked.body.decode() if asked.method == "POST" else asked.query)
        path = asked.path.removeprefix("/v1/").replace("checkout/sessions", "sessions").split("/")
        if asked.method == "GET":
            return self._look(path, fields)
        if len(path) == 1:
            made = {
                "sessions": self._open_page,
                "payment_intents": self._open_intent,
                "refunds": self._open_refund,
            }
            return made[path[0]](fields)
        return self._change(self.things[path[1]], path[2], fields)

    def _look(self, path: list[str], fields: Thing) -> tuple[int, Thing]:
        if len(path) == 2:
            found = self.things.get(path[1])
            if found is None:
                return 404, {"error": {"code": "resource_missing"}}
            return 200, found | (self.lies if found["object"] == "payment_intent" else {})
        kind = {"sessions": "cs", "payment_intents": "pi", "refunds": "re"}[path[0]]
        found_all = [thing for thing in self.things.values() if thing["id"].startswith(kind)]
        if "payment_intent" in fields:
            wanted = fields["payment_intent"]
            found_all = [each for each in found_all if each["payment_intent"] == wanted]
        since = int(fields.get("created", {}).get("gte", 0))
        data = [each for each in reversed(found_all) if each["created"] >= since]
        if "starting_after" in fields:
            ids = [each["id"] for each in data]
            data = data[ids.index(fields["starting_after"]) + 1 :]
        limit = int(fields.get("limit", 10))
        return 200, {"object": "list", "data": data[:limit], "has_more": len(data) > limit}

    def _open_page(self, fields: Thing) -> tuple[int, Thing]:
        currency = fields["line_items"]["0"]["price_data"]["currency"]
        page = {"object": "checkout.session", "status": "open", "payment_intent": None}
        session = self._keep("cs_test", {**fields, **page, "currency": currency})
        session["url"] = f"{self.base}/page/{session['id']}"
        return 200, session

    def _open_intent(self, fields: Thing) -> tuple[int, Thing]:
        if "payment_method" not in fields:
            assert fields["automatic_payment_methods"] == {"enabled": "true"}
            intent = self._new_intent(fields)
            secret = f"{intent['id']}_secret_of_the_customer"
            intent |= {"status": "requires_payment_method", "client_secret": secret}
            return 200, intent
        if not fields["payment_method"].startswith("pm_"):
            return 400, {"error": {"param": "payment_method", "code": "resource_missing"}}
        intent = self._new_intent(fields)
        self._charge(intent, fields["payment_method"])
        if intent["status"] == "requires_payment_method":
            error = {"type": "card_error", **intent["last_payment_error"]}
            return 402, {"error": {**error, "payment_intent": intent}}
        return 200, intent

    def _open_refund(self, fields: Thing) -> tuple[int, Thing]:
        intent = self.things[fields["payment_intent"]]
        gone = sum(
            each["amount"]
            for each in self.things.values()
            if each.get("payment_intent") == intent["id"] and each["object"] == "refund"
            if each["status"] != "failed"
        )
        if int(fields["amount"]) > intent["amount_received"] - gone:
            return 400, {"error": {"code": "charge_already_refunded"}}
        return 200, self._refund(fields)

    def _change(self, thing: Thing, deed: str, fields: Thing) -> tuple[int, Thing]:
        refused = 400, {"error": {"code": "payment_intent_unexpected_state"}}
        if deed == "expire" and thing["status"] == "open":
            self.expire_page(thing["id"])
        elif deed == "capture" and thing["status"] == "requires_capture":
            self._succeed(thing, int(fields.get("amount_to_capture") or thing["amount"]))
        elif deed == "cancel" and thing["status"] not in ("succeeded", "canceled"):
            thing |= {"status": "canceled", "amount_capturable": 0}
            self._tell("payment_intent.canceled", thing)
        else:
            return refused
        return 200, thing

    def _new_intent(self, fields: Thing) -> Thing:
        counted = {"amount": int(fields["amount"]), "amount_received": 0, "amount_capturable": 0}
        plain = {"last_payment_error": None, "next_action": None, "livemode": False}
        made = {"object": "payment_intent", "status": "requires_confirmation", **counted, **plain}
        intent = self._keep("pi", {"metadata": {}, **fields, **made})
        self._tell("payment_intent.created", intent)
        return intent

    def _charge(self, intent: Thing, method: str) -> None:
        if method == DECLINED:
            error = {"code": "card_declined", "decline_code": "insufficient_funds"}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            self._tell("payment_intent.payment_failed", intent)
        elif method == CHALLENGED:
            page = {"redirect_to_url": {"url": f"{self.base}/3ds/{intent['id']}"}}
            intent |= {"status": "requires_action", "next_action": page}
            self._tell("payment_intent.requires_action", intent)
        elif method == SLOW:
            intent["status"] = "processing"
            self._tell("payment_intent.processing", intent)
        else:
            self._succeed(intent)

    def _succeed(self, intent: Thing, amount: int | None = None) -> None:
        if amount is None and intent.get("capture_method") == "manual":
            intent |= {"status": "requires_capture", "amount_capturable": intent["amount"]}
            self._tell("payment_intent.amount_capturable_updated", intent)
            return
        received: int = intent["amount"] if amount is None else amount
        intent |= {"status": "succeeded", "amount_received": received, "amount_capturable": 0}
        intent |= {"next_action": None, "last_payment_error": None}
        self._tell("payment_intent.succeeded", intent)

    def _refund(self, fields: Thing) -> Thing:
        intent = self.things[fields["payment_intent"]]
        told = {"amount": int(fields["amount"]), "currency": intent["currency"]}
        refund = self._keep(
            "re",
            {"metadata": {}, **fields, **told, "object": "refund", "status": self.refund_status},
        )
        self._tell(
            "charge.refunded", {"object": "charge", "id": "ch", "payment_intent": intent["id"]}
        )
        return refund

    def _keep(self, kind: str, thing: Thing) -> Thing:
        thing = {**thing, "id": self._id(kind), "created": int(self.now)}
        self.things[thing["id"]] = thing
        return thing

    def _id(self, kind: str) -> str:
        return f"{kind}_{len(self.things) + len(self.events):06}"


@contextmanager
def fake_stripe() -> Iterator[FakeStripe]:
    fake = FakeStripe()
    with listening(fake) as base:
        fake.base = base
        yield fake
