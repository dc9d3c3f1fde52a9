"""Stripe: payments on its own page, or by a method that its script collected; no card data comes here.

A PaymentIntent, or the page (Checkout Session) that makes one, bears our payment's id in its metadata and is asked for
with that id as idempotency key. What a signed message says is a reason to ask, never itself believed.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from shopwright.kernel.clock import Clock
from shopwright.kernel.money import Money
from shopwright.modules.payments.adapters import stripe_words as words
from shopwright.modules.payments.adapters.rest import Rest, Told
from shopwright.modules.payments.contracts import (
    SCRIPT,
    CaseKind,
    Doubt,
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

NAME = "stripe"
VERSION = "2026-10-28.endive"
_TOKENS = {SCRIPT: "Answers a client_secret for Stripe's own script."}
_TOKEN = re.compile(r"(pm|card)_[A-Za-z0-9_]{1,100}")
_REFERENCE = re.compile(r"(cs|pi)_[A-Za-z0-9_]{1,190}")
_PAGE = 100
_MOST_PAGES = 200
_EARLIER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class StripeAccount:
    """Whom to ask as. Without a webhook secret no message is taken."""

    secret_key: str
    webhook_secrets: tuple[str, ...] = ()

    @property
    def is_live(self) -> bool:
        return "_live_" in self.secret_key

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret_key}", "stripe-version": VERSION}


class StripeGateway:
    name = NAME
    method = ProviderMethod(NAME, "Card and more, by Stripe", tokens=_TOKENS)

    def __init__(self, account: StripeAccount, rest: Rest, *, now: Clock) -> None:
        self._account = account
        self._rest = rest
        self._now = now

    async def open(self, intent: Intent) -> GatewayAnswer:
        """Make a page for the customer to pay on, or an intent for a script; with a token, charge what it stands for.

        Raises:
            UnknownToken: it names no payment method of Stripe's.
            AmountNotChargeable, ProviderRefused: Stripe does not charge that.
        """
        if not intent.token:
            told = await self._post("/v1/checkout/sessions", _page_for(intent), str(intent.key))
            if not told.is_success:
                raise _refusal(told)
            return await self._of_session(told.body)
        is_for_script = intent.token == SCRIPT
        if not is_for_script and not _TOKEN.fullmatch(intent.token):
            raise UnknownToken
        asked = _intent_for_script(intent) if is_for_script else _charge_for(intent)
        told = await self._post("/v1/payment_intents", asked, str(intent.key))
        if told.is_success:
            return await self._of_intent(told.body)
        return _declined(told, intent)

    async def find(self, payment: Payment, *, hint: str = "") -> GatewayAnswer | None:
        reference = payment.reference or hint
        if _REFERENCE.fullmatch(reference):
            found = await self._get(_path_of(reference))
            is_ours = found is not None and words.key_in(found) == payment.id
            if found is None or not is_ours:
                return None
            return await self._answer_of(found)
        async for thing in self._made_since(payment.created_at - _EARLIER):
            if words.key_in(thing) == payment.id:
                return await self._answer_of(thing)
        return None

    async def capture(self, payment: Payment, amount: Money) -> GatewayAnswer:
        intent_id = await self._intent_of(payment)
        if intent_id is None:
            raise NothingToCapture
        asked = {"amount_to_capture": words.to_stripe(amount)}
        key = f"{payment.id}-capture-{amount.minor}"
        told = await self._post(f"/v1/payment_intents/{intent_id}/capture", asked, key)
        found = await self.find(payment)
        if found is None or (not told.is_success and found.state is not PaymentState.CAPTURED):
            raise NothingToCapture
        return found

    async def void(self, payment: Payment) -> GatewayAnswer:
        """Cancel what was not charged, and close the page.

        Raises:
            PaymentSettled: it is charged, or over.
        """
        reference = payment.reference or ""
        if reference.startswith("cs_"):
            await self._post(f"/v1/checkout/sessions/{reference}/expire", {}, f"{payment.id}-end")
        intent_id = await self._intent_of(payment)
        if intent_id is not None:
            await self._post(f"/v1/payment_intents/{intent_id}/cancel", {}, f"{payment.id}-void")
        found = await self.find(payment)
        if found is None or found.state is not PaymentState.VOIDED:
            raise PaymentSettled
        return found

    async def refund(self, payment: Payment, amount: Money, refund_key: UUID) -> GatewayAnswer:
        intent_id = await self._intent_of(payment)
        if intent_id is None:
            raise NothingToRefund
        asked = {
            "payment_intent": intent_id,
            "amount": words.to_stripe(amount),
            "metadata": {words.OUR_REFUND: str(refund_key), words.OURS: str(payment.id)},
        }
        told = await self._post("/v1/refunds", asked, str(refund_key))
        if not told.is_success:
            raise NothingToRefund
        found = await self.find(payment)
        if found is None:
            raise GatewayUnreachable
        return found

    async def read_webhook(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent | None:
        secrets, header = self._account.webhook_secrets, headers.get("stripe-signature", "")
        if not words.is_signed(secrets, header, body, self._now().timestamp()):
            raise WebhookRefused
        try:
            event = orjson.loads(body)
            about, kind = event["data"]["object"], str(event["type"])
            if event["livemode"] is not self._account.is_live:
                raise WebhookRefused("The message is of another mode than the shop's key.")
            return _understood(str(event["id"]), kind, about)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise WebhookRefused from None

    async def listed(self, since: datetime) -> Sequence[Listed]:
        created = {"created": {"gte": int(since.timestamp())}}
        refunds: dict[str, list[Mapping[str, Any]]] = {}
        async for refund in self._pages("/v1/refunds", created):
            refunds.setdefault(str(refund.get("payment_intent")), []).append(refund)
        found = []
        async for intent in self._pages("/v1/payment_intents", created):
            key = words.key_in(intent)
            if key is not None:
                told = words.answer_of(intent, refunds.get(str(intent["id"]), ()))
                found.append(Listed(key, told))
        return found

    async def close(self) -> None:
        await self._rest.close()

    async def _answer_of(self, found: Mapping[str, Any]) -> GatewayAnswer:
        is_page = str(found["id"]).startswith("cs_")
        return await (self._of_session(found) if is_page else self._of_intent(found))

    async def _of_session(self, session: Mapping[str, Any]) -> GatewayAnswer:
        """What became of a page: what its PaymentIntent says, or whether it still can be paid on."""
        reference, intent_id = str(session["id"]), _intent_in(session)
        url = str(session.get("url") or "")
        if intent_id is not None:
            intent = await self._get(f"/v1/payment_intents/{intent_id}")
            if intent is None:
                raise GatewayUnreachable
            answer = await self._of_intent(intent, reference=reference)
            is_tried = answer.state is PaymentState.REQUIRES_ACTION
            if not (is_tried and session.get("status") == "expired"):
                return _with_page(answer, url) if is_tried else answer
        if session.get("status") == "expired":
            nothing = words.from_stripe(0, session.get("currency"))
            over = Fact(FactKind.VOIDED, reference, nothing)
            return GatewayAnswer(reference, PaymentState.VOIDED, (over,))
        return GatewayAnswer(reference, PaymentState.REQUIRES_ACTION, action_url=url)

    async def _of_intent(self, intent: Mapping[str, Any], *, reference: str = "") -> GatewayAnswer:
        refunds: list[Mapping[str, Any]] = []
        if intent.get("status") == "succeeded":
            of_it = {"payment_intent": intent["id"]}
            refunds = [refund async for refund in self._pages("/v1/refunds", of_it)]
        return words.answer_of(intent, refunds, reference=reference)

    async def _intent_of(self, payment: Payment) -> str | None:
        """The PaymentIntent of a payment; None where there is none yet."""
        reference = payment.reference or ""
        if reference.startswith("pi_"):
            return reference
        if reference.startswith("cs_"):
            session = await self._get(_path_of(reference))
            return _intent_in(session) if session else None
        found = await self.find(payment)
        return found.reference if found and found.reference.startswith("pi_") else None

    async def _made_since(self, since: datetime) -> AsyncIterator[Mapping[str, Any]]:
        created = {"created": {"gte": int(since.timestamp())}}
        for path in ("/v1/checkout/sessions", "/v1/payment_intents"):
            async for thing in self._pages(path, created):
                yield thing

    async def _pages(
        self, path: str, wanted: Mapping[str, Any]
    ) -> AsyncIterator[Mapping[str, Any]]:
        after: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            asked = words.form({**wanted, "limit": _PAGE, **after})
            told = await self._rest.ask("GET", path, params=asked, headers=self._account.headers)
            if told.status == 404:
                return
            things = told.body.get("data") if told.is_success else None
            if not isinstance(things, list):
                raise GatewayUnreachable
            for thing in things:
                yield thing
            if not told.body.get("has_more") or not things:
                return
            after = {"starting_after": str(things[-1]["id"])}
        raise GatewayUnreachable

    async def _get(self, path: str) -> dict[str, Any] | None:
        told = await self._rest.ask("GET", path, headers=self._account.headers)
        if told.status == 404:
            return None
        if not told.is_success:
            raise GatewayUnreachable
        return told.body

    async def _post(self, path: str, fields: Mapping[str, Any], key: str) -> Told:
        headers = self._account.headers | {"idempotency-key": key}
        told = await self._rest.ask("POST", path, data=words.form(fields), headers=headers)
        if told.status in (401, 403):
            raise GatewayUnreachable
        return told


def _path_of(reference: str) -> str:
    kind = "checkout/sessions" if reference.startswith("cs_") else "payment_intents"
    return f"/v1/{kind}/{reference}"


def _page_for(intent: Intent) -> dict[str, Any]:
    kept = {words.OURS: str(intent.key), "order": str(intent.order_id)}
    amount, currency = words.to_stripe(intent.amount), intent.amount.currency.lower()
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Order"}}
    return {
        "mode": "payment",
        "client_reference_id": str(intent.key),
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": kept,
        "payment_intent_data": {
            "capture_method": _capture_method(intent),
            "metadata": {**kept, words.HOSTED: "1"},
        },
        "success_url": intent.return_url,
        "cancel_url": intent.return_url,
    }


def _intent_for_script(intent: Intent) -> dict[str, Any]:
    """One that the customer confirms himself, by whatever way to pay the account takes."""
    kept = {words.OURS: str(intent.key), "order": str(intent.order_id), words.HOSTED: "1"}
    return {
        "amount": words.to_stripe(intent.amount),
        "currency": intent.amount.currency.lower(),
        "automatic_payment_methods": {"enabled": True},
        "capture_method": _capture_method(intent),
        "metadata": kept,
    }


def _charge_for(intent: Intent) -> dict[str, Any]:
    return {
        "amount": words.to_stripe(intent.amount),
        "currency": intent.amount.currency.lower(),
        "payment_method": intent.token,
        "confirm": True,
        "capture_method": _capture_method(intent),
        "metadata": {words.OURS: str(intent.key), "order": str(intent.order_id)},
        **({"return_url": intent.return_url} if intent.return_url else {}),
    }


def _capture_method(intent: Intent) -> str:
    return "automatic" if intent.capture else "manual"


def _intent_in(thing: Mapping[str, Any]) -> str | None:
    found = thing.get("payment_intent")
    if isinstance(found, Mapping):
        found = found.get("id")
    return str(found) if found else None


def _with_page(answer: GatewayAnswer, url: str) -> GatewayAnswer:
    return GatewayAnswer(answer.reference, answer.state, answer.facts, answer.action_url or url)


def _declined(told: Told, intent: Intent) -> GatewayAnswer:
    """What a refused charge left: a PaymentIntent that failed.

    Raises:
        UnknownToken, ProviderRefused: it left none.
    """
    error = told.body.get("error")
    error = error if isinstance(error, Mapping) else {}
    if told.status != 402:
        raise _refusal(told)
    failure, left = words.failure_in(error), error.get("payment_intent")
    if isinstance(left, Mapping) and "id" in left:
        return words.answer_of({**left, "last_payment_error": error}, ())
    nothing = Money.zero(intent.amount.currency)
    reference = f"none_{intent.key.hex}"
    fact = Fact(FactKind.FAILED, reference, nothing, failure)
    return GatewayAnswer(reference, PaymentState.FAILED, (fact,), failure=failure)


def _refusal(told: Told) -> Exception:
    error = told.body.get("error")
    error = error if isinstance(error, Mapping) else {}
    if error.get("param") == "payment_method" or error.get("code") == "resource_missing":
        return UnknownToken()
    return ProviderRefused(reason=str(error.get("code") or error.get("type") or told.status)[:100])


def _understood(event_id: str, kind: str, about: Mapping[str, Any]) -> WebhookEvent | None:
    """What a message is about; one that bears no id of ours, and names no payment, is about nothing of the shop's."""
    thing, key = str(about.get("object")), words.key_in(about)
    reference = str(about["id"]) if thing in ("payment_intent", "checkout.session") else ""
    reference = reference or _intent_in(about) or ""
    if not reference or (key is None and thing in ("payment_intent", "checkout.session")):
        return None
    doubt = None
    if kind == "charge.dispute.created":
        amount = words.from_stripe(about.get("amount"), about.get("currency"))
        detail = f"{amount} is disputed: {about.get('reason')}"
        doubt = Doubt(CaseKind.DISPUTE, str(about["id"]), detail)
    return WebhookEvent(event_id, reference, key=key, doubt=doubt)
