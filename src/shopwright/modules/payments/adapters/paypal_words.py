"""PayPal's words in ours: amounts, states, facts, and what a message is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from shopwright.kernel import ids
from shopwright.kernel.errors import InvalidMoney
from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import (
    CaseKind,
    Doubt,
    Fact,
    FactKind,
    GatewayAnswer,
    PaymentState,
    WebhookEvent,
)
from shopwright.modules.payments.errors import AmountNotChargeable, GatewayUnreachable

Thing = Mapping[str, Any]
CERTIFIERS = frozenset(
    {
        "api.paypal.com",
        "api.sandbox.paypal.com",
        "api-m.paypal.com",
        "api-m.sandbox.paypal.com",
    }
)
_WHOLE = frozenset({"HUF", "JPY", "TWD"})
_CAPTURE_PATH = re.compile(r"/v2/payments/(?:captures|authorizations)/([A-Z0-9]{1,40})$")
_TAKEN = ("COMPLETED", "REFUNDED", "PARTIALLY_REFUNDED")
_WAITING = ("CREATED", "SAVED", "PAYER_ACTION_REQUIRED")


def to_paypal(money: Money) -> dict[str, str]:
    """An amount as PayPal writes it.

    Raises:
        AmountNotChargeable: PayPal knows no decimals of this currency.
    """
    value = money.amount
    if money.currency in _WHOLE and "." in value:
        value, _, rest = value.partition(".")
        if rest.strip("0"):
            raise AmountNotChargeable(amount=money.amount, currency=money.currency)
    return {"currency_code": money.currency, "value": value}


def from_paypal(told: object) -> Money:
    """An amount that PayPal tells.

    Raises:
        GatewayUnreachable: that is no amount, so that it is as if nothing had been said.
    """
    if not isinstance(told, Mapping):
        raise GatewayUnreachable
    try:
        value, currency = str(told["value"]), str(told["currency_code"])
        if currency in _WHOLE:
            value = value.removesuffix(".00")
        return Money.parse(value, currency)
    except (KeyError, InvalidMoney):
        raise GatewayUnreachable from None


def unit_of(order: Thing) -> Thing:
    units = order.get("purchase_units")
    return units[0] if isinstance(units, list) and units and isinstance(units[0], dict) else {}


def key_in(thing: Thing) -> UUID | None:
    """Our id in what we told PayPal to keep with a thing."""
    return ids.parse(str(thing.get("custom_id") or ""))


def parts(order: Thing, kind: str) -> Sequence[Thing]:
    """The ``authorizations``, ``captures`` or ``refunds`` of an order."""
    made = unit_of(order).get("payments")
    found = made.get(kind) if isinstance(made, Mapping) else None
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def answer_of(order: Thing) -> GatewayAnswer:
    """What an order says that was not merely approved."""
    reference, status = str(order["id"]), str(order.get("status"))
    if status in _WAITING or status == "APPROVED":
        return GatewayAnswer(reference, PaymentState.REQUIRES_ACTION, action_url=page_in(order))
    if status == "VOIDED":
        nothing = Money.zero(from_paypal(unit_of(order).get("amount")).currency)
        over = Fact(FactKind.VOIDED, reference, nothing)
        return GatewayAnswer(reference, PaymentState.VOIDED, (over,))
    if status != "COMPLETED":
        raise GatewayUnreachable
    facts = tuple(
        fact
        for kind, told in (
            ("authorizations", _of_authorization),
            ("captures", _of_capture),
            ("refunds", _of_refund),
        )
        for each in parts(order, kind)
        for fact in told(each)
    )
    failure = next((fact.detail for fact in facts if fact.kind is FactKind.FAILED), "")
    return GatewayAnswer(reference, _state_after(facts), facts, failure=failure)


def _state_after(facts: Sequence[Fact]) -> PaymentState:
    kinds = {fact.kind for fact in facts}
    for kind in (FactKind.CAPTURED, FactKind.VOIDED, FactKind.AUTHORIZED, FactKind.FAILED):
        if kind in kinds:
            return PaymentState(kind.value)
    return PaymentState.PROCESSING


def _of_authorization(told: Thing) -> Iterator[Fact]:
    amount, reference, status = from_paypal(told.get("amount")), str(told["id"]), told.get("status")
    if status in ("CREATED", "CAPTURED", "PARTIALLY_CAPTURED"):
        yield Fact(FactKind.AUTHORIZED, reference, amount)
    elif status == "VOIDED":
        yield Fact(FactKind.VOIDED, reference, Money.zero(amount.currency))
    elif status == "DENIED":
        yield Fact(FactKind.FAILED, reference, Money.zero(amount.currency), "denied")


def _of_capture(told: Thing) -> Iterator[Fact]:
    amount, reference, status = from_paypal(told.get("amount")), str(told["id"]), told.get("status")
    if status in _TAKEN:
        yield Fact(FactKind.CAPTURED, reference, amount)
    elif status in ("DECLINED", "FAILED"):
        yield Fact(FactKind.FAILED, reference, Money.zero(amount.currency), "declined")


def _of_refund(told: Thing) -> Iterator[Fact]:
    amount, reference, status = from_paypal(told.get("amount")), str(told["id"]), told.get("status")
    detail = str(key_in(told) or "")
    if status == "COMPLETED":
        yield Fact(FactKind.REFUNDED, reference, amount, detail)
    elif status in ("FAILED", "CANCELLED"):
        yield Fact(FactKind.REFUND_FAILED, reference, amount, detail)


def page_in(order: Thing) -> str:
    """Where the customer approves an order."""
    links = order.get("links")
    for link in links if isinstance(links, list) else ():
        if isinstance(link, Mapping) and link.get("rel") in ("payer-action", "approve"):
            return str(link.get("href") or "")
    return ""


def is_certifier(address: str) -> bool:
    """Whether a certificate's address is PayPal's own; nothing is ever fetched from it here."""
    try:
        parted = urlsplit(address)
        has_port = parted.port is not None
    except ValueError:
        return False
    return parted.scheme == "https" and parted.hostname in CERTIFIERS and not has_port


def understood(event: Thing) -> WebhookEvent | None:
    """What a message is about: an order by its own id, a capture or refund by what it belongs to."""
    event_id, kind, about = str(event["id"]), str(event["event_type"]), event["resource"]
    if kind == "CUSTOMER.DISPUTE.CREATED":
        disputed = about["disputed_transactions"][0]
        detail = f"{from_paypal(about.get('dispute_amount'))} is disputed: {about.get('reason')}"
        doubt = Doubt(CaseKind.DISPUTE, str(about["dispute_id"]), detail)
        return WebhookEvent(event_id, str(disputed["seller_transaction_id"]), doubt=doubt)
    if kind.startswith("CHECKOUT.ORDER."):
        return WebhookEvent(event_id, str(about["id"]), key=key_in(unit_of(about)))
    if not kind.startswith("PAYMENT."):
        return None
    is_refund = kind.startswith(("PAYMENT.REFUND.", "PAYMENT.CAPTURE.REFUNDED"))
    reference = _order_in(about) or _belongs_to(about) or str(about["id"])
    return WebhookEvent(event_id, reference, key=None if is_refund else key_in(about))


def _order_in(about: Thing) -> str:
    related = about.get("supplementary_data", {}).get("related_ids", {})
    return str(related.get("order_id") or "")


def _belongs_to(about: Thing) -> str:
    for link in about.get("links") or ():
        found = _CAPTURE_PATH.search(str(link.get("href"))) if link.get("rel") == "up" else None
        if found is not None:
            return found[1]
    return ""
