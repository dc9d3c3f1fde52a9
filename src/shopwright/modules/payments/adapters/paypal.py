"""PayPal: orders that the customer approves on its page, and whose money we then take.

An order bears our payment's id and is asked for with it as request id; asked for again it is the same order. Money moves
only when we take it, so that an order that nobody wants any more is simply left alone.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from shopwright.kernel.clock import Clock
from shopwright.kernel.money import Money
from shopwright.modules.payments.adapters import paypal_words as words
from shopwright.modules.payments.adapters.rest import Rest, Told
from shopwright.modules.payments.contracts import (
    Fact,
    FactKind,
    GatewayAnswer,
    Intent,
    Listed,
    Payment,
    PaymentState,
    ProviderMethod,
    WebhookEvent,
)
from shopwright.modules.payments.errors import (
    GatewayUnreachable,
    NothingToCapture,
    NothingToRefund,
    PaymentSettled,
    ProviderRefused,
    UnknownToken,
    WebhookRefused,
)

NAME = "paypal"
TOLERANCE = timedelta(seconds=300)
_REFERENCE = re.compile(r"[A-Z0-9-]{1,60}")
_SENT = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}


@dataclass(frozen=True, slots=True)
class PayPalAccount:
    """Whom to ask as; ``capture``: money is taken as soon as the customer approves. Without a webhook's id none is taken."""

    client_id: str
    secret: str
    webhook_id: str
    capture: bool
    return_page: Callable[[UUID], str]


class PayPalGateway:
    name = NAME
    method = ProviderMethod(NAME, "PayPal")

    def __init__(self, account: PayPalAccount, rest: Rest, *, now: Clock) -> None:
        self._account = account
        self._rest = rest
        self._now = now
        self._token = ""
        self._token_until = now()

    async def open(self, intent: Intent) -> GatewayAnswer:
        """Make an order for the customer to approve.

        Raises:
            UnknownToken: PayPal's page is the only way.
            AmountNotChargeable, ProviderRefused: PayPal does not take that.
        """
        if intent.token:
            raise UnknownToken
        told = await self._post("/v2/checkout/orders", self._wanted(intent), str(intent.key))
        if not told.is_success:
            raise ProviderRefused(reason=str(told.body.get("name") or told.status)[:100])
        return words.answer_of(told.body)

    async def find(self, payment: Payment, *, hint: str = "") -> GatewayAnswer | None:
        """What is true; where the customer has approved, the money is taken now.

        An order whose answer was lost is asked for again by the same id, which makes no second one.
        """
        order_id = payment.reference or hint
        if not order_id:
            intent = Intent(payment.id, payment.order_id, payment.amount, "", self._account.capture)
            return await self.open(intent)
        order = await self._order(payment, order_id)
        if order is not None and order.get("status") == "APPROVED" and payment.is_open:
            await self._take(payment, str(order["id"]))
            order = await self._order(payment, order_id)
        return words.answer_of(order) if order is not None else None

    async def capture(self, payment: Payment, amount: Money) -> GatewayAnswer:
        held = await self._part(payment, "authorizations")
        if held is None:
            raise NothingToCapture
        asked = {"amount": words.to_paypal(amount), "final_capture": True}
        path = f"/v2/payments/authorizations/{held['id']}/capture"
        told = await self._post(path, asked, f"{payment.id}-capture-{amount.minor}")
        found = await self.find(payment)
        if found is None or (not told.is_success and found.state is not PaymentState.CAPTURED):
            raise NothingToCapture
        return found

    async def void(self, payment: Payment) -> GatewayAnswer:
        """Let an authorisation go, and never take what was merely approved.

        Raises:
            PaymentSettled: the money was taken.
        """
        reference = payment.reference or f"NONE-{payment.id.hex.upper()}"
        order = await self._order(payment, reference) if payment.reference else None
        if order is not None and order.get("status") == "COMPLETED":
            held = await self._part(payment, "authorizations")
            if held is None or words.parts(order, "captures"):
                raise PaymentSettled
            path = f"/v2/payments/authorizations/{held['id']}/void"
            await self._post(path, {}, f"{payment.id}-void")
            found = await self.find(payment)
            if found is None or found.state is not PaymentState.VOIDED:
                raise PaymentSettled
            return found
        over = Fact(FactKind.VOIDED, reference, Money.zero(payment.amount.currency))
        return GatewayAnswer(reference, PaymentState.VOIDED, (over,))

    async def refund(self, payment: Payment, amount: Money, refund_key: UUID) -> GatewayAnswer:
        taken = await self._part(payment, "captures")
        if taken is None:
            raise NothingToRefund
        asked = {"amount": words.to_paypal(amount), "custom_id": str(refund_key)}
        path = f"/v2/payments/captures/{taken['id']}/refund"
        told = await self._post(path, asked, str(refund_key))
        if not told.is_success:
            raise NothingToRefund
        found = await self.find(payment)
        if found is None:
            raise GatewayUnreachable
        return found

    async def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent | None:
        """Ask PayPal itself whether a message is its own, once all that can be seen from here is right."""
        sent = {name: headers.get(header, "") for name, header in _SENT.items()}
        if not self._account.webhook_id or not all(sent.values()):
            raise WebhookRefused
        if not words.is_certifier(sent["cert_url"]) or not self._is_timely(
            sent["transmission_time"]
        ):
            raise WebhookRefused
        try:
            event = orjson.loads(body)
            read = words.understood(event)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise WebhookRefused from None
        asked = orjson.dumps({**sent, "webhook_id": self._account.webhook_id})
        raw = asked[:-1] + b',"webhook_event":' + body + b"}"
        told = await self._send("POST", "/v1/notifications/verify-webhook-signature", raw)
        if told.body.get("verification_status") != "SUCCESS":
            raise WebhookRefused
        return read

    async def listed(self, since: datetime) -> Sequence[Listed] | None:  # noqa: ARG002 - PayPal lists no orders
        return None

    async def close(self) -> None:
        await self._rest.close()

    def _wanted(self, intent: Intent) -> dict[str, Any]:
        page = self._account.return_page(intent.key)
        shown = {
            "return_url": page,
            "cancel_url": page,
            "user_action": "PAY_NOW",
            "shipping_preference": "NO_SHIPPING",
        }
        unit = {"custom_id": str(intent.key), "amount": words.to_paypal(intent.amount)}
        return {
            "intent": "CAPTURE" if self._account.capture else "AUTHORIZE",
            "purchase_units": [unit],
            "payment_source": {"paypal": {"experience_context": shown}},
        }

    async def _order(self, payment: Payment, order_id: str) -> dict[str, Any] | None:
        """An order of ours; None where there is none, or it is another's."""
        if not _REFERENCE.fullmatch(order_id):
            return None
        told = await self._send("GET", f"/v2/checkout/orders/{order_id}")
        if told.status == 404:
            return None
        if not told.is_success:
            raise GatewayUnreachable
        return told.body if words.key_in(words.unit_of(told.body)) == payment.id else None

    async def _take(self, payment: Payment, order_id: str) -> None:
        """Take the money, or hold it; a refusal shows in the order that is read next."""
        deed = "capture" if self._account.capture else "authorize"
        await self._post(f"/v2/checkout/orders/{order_id}/{deed}", {}, f"{payment.id}-take")

    async def _part(self, payment: Payment, kind: str) -> Mapping[str, Any] | None:
        order = await self._order(payment, payment.reference or "")
        found = words.parts(order, kind) if order is not None else ()
        return found[0] if found else None

    def _is_timely(self, sent_at: str) -> bool:
        try:
            age = self._now() - datetime.fromisoformat(sent_at)
        except (ValueError, TypeError, OverflowError):
            return False
        return abs(age) <= TOLERANCE

    async def _post(self, path: str, asked: Mapping[str, Any], key: str) -> Told:
        return await self._send("POST", path, orjson.dumps(asked), key)

    async def _send(self, method: str, path: str, body: bytes = b"", key: str = "") -> Told:
        headers = {"authorization": f"Bearer {await self._access()}"}
        if body:
            headers |= {"content-type": "application/json", "prefer": "return=representation"}
        if key:
            headers["paypal-request-id"] = key
        told = await self._rest.ask(method, path, content=body, headers=headers)
        if told.status in (401, 403):
            self._token = ""
            raise GatewayUnreachable
        return told

    async def _access(self) -> str:
        if self._token and self._now() < self._token_until:
            return self._token
        told = await self._rest.ask(
            "POST",
            "/v1/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(self._account.client_id, self._account.secret),
        )
        token, seconds = told.body.get("access_token"), told.body.get("expires_in")
        if not told.is_success or not isinstance(token, str) or not isinstance(seconds, int):
            raise GatewayUnreachable
        self._token = token
        self._token_until = self._now() + timedelta(seconds=min(seconds, 86_400) - 60)
        return token
