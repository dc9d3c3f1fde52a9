"""Stripe's words in ours: amounts, states, facts, signed messages."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from shopwright.kernel import ids
from shopwright.kernel.currencies import exponent_of
from shopwright.kernel.errors import InvalidMoney
from shopwright.kernel.money import Money
from shopwright.modules.payments.contracts import Fact, FactKind, GatewayAnswer, PaymentState
from shopwright.modules.payments.errors import AmountNotChargeable, GatewayUnreachable

TOLERANCE = 300
OURS = "shopwright_payment"
OUR_REFUND = "shopwright_refund"
HOSTED = "shopwright_hosted"
# Stripe's own count of decimals, where it is not the two that it takes for granted.
_WHOLE = frozenset(
    "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905 - easier to compare with Stripe's list
)
_THOUSANDTHS = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})
_WAITING = {
    "requires_confirmation": PaymentState.REQUIRES_ACTION,
    "requires_action": PaymentState.REQUIRES_ACTION,
    "processing": PaymentState.PROCESSING,
}


def to_stripe(money: Money) -> int:
    """An amount as Stripe counts it.

    Raises:
        AmountNotChargeable: Stripe takes no such fraction: of thousandths the last digit must be nought.
    """
    more, fewer = _shift(money.currency)
    told, rest = divmod(money.minor * more, fewer)
    if rest or (money.currency in _THOUSANDTHS and told % 10):
        raise AmountNotChargeable(amount=money.amount, currency=money.currency)
    return told


def from_stripe(amount: object, currency: object) -> Money:
    """An amount that Stripe tells, in our minor units.

    Raises:
        GatewayUnreachable: that is no amount, so that it is as if nothing had been said.
    """
    if not isinstance(amount, int) or isinstance(amount, bool) or not isinstance(currency, str):
        raise GatewayUnreachable
    code = currency.upper()
    try:
        more, fewer = _shift(code)
    except InvalidMoney:
        raise GatewayUnreachable from None
    return Money(amount * fewer // more, code)


def _shift(currency: str) -> tuple[int, int]:
    """What our minor units are multiplied and divided by to be Stripe's."""
    whole, finest = 0 if currency in _WHOLE else 2, currency in _THOUSANDTHS
    shift = (3 if finest else whole) - exponent_of(currency)
    return int(10 ** max(shift, 0)), int(10 ** max(-shift, 0))


def key_in(thing: Mapping[str, Any], name: str = OURS) -> UUID | None:
    """Our id in what we told Stripe to keep with a thing."""
    kept = thing.get("metadata")
    return ids.parse(str(kept.get(name, ""))) if isinstance(kept, Mapping) else None


def answer_of(
    intent: Mapping[str, Any], refunds: Iterable[Mapping[str, Any]], *, reference: str = ""
) -> GatewayAnswer:
    """What a PaymentIntent with its refunds says; ``reference`` is the page's that it was paid on."""
    status, intent_id = str(intent.get("status")), str(intent["id"])
    failure, action_url = "", ""
    facts: list[Fact] = []
    if status == "requires_payment_method":
        state, failure = _without_method(intent)
    elif status in _WAITING:
        state, action_url = _WAITING[status], _next_page(intent)
    elif status == "requires_capture":
        state = PaymentState.AUTHORIZED
        held = from_stripe(intent.get("amount_capturable"), intent.get("currency"))
        facts.append(Fact(FactKind.AUTHORIZED, intent_id, held))
    elif status == "succeeded":
        state = PaymentState.CAPTURED
        received = from_stripe(intent.get("amount_received"), intent.get("currency"))
        facts.append(Fact(FactKind.CAPTURED, intent_id, received))
    elif status == "canceled":
        state = PaymentState.VOIDED
        facts.append(Fact(FactKind.VOIDED, intent_id, _nothing(intent)))
    else:
        raise GatewayUnreachable
    if state is PaymentState.FAILED:
        facts.append(Fact(FactKind.FAILED, intent_id, _nothing(intent), failure))
    facts += _refund_facts(refunds)
    secret = "" if reference else _secret_for_script(intent, state)
    return GatewayAnswer(
        reference or intent_id, state, tuple(facts), action_url, failure, client_secret=secret
    )


def _secret_for_script(intent: Mapping[str, Any], state: PaymentState) -> str:
    """What Stripe's script needs, as long as the customer has something to do and we charge nothing ourselves."""
    is_open = state is PaymentState.REQUIRES_ACTION and _is_hosted(intent)
    return str(intent.get("client_secret") or "") if is_open else ""


def _is_hosted(intent: Mapping[str, Any]) -> bool:
    metadata = intent.get("metadata")
    return isinstance(metadata, Mapping) and HOSTED in metadata


def _without_method(intent: Mapping[str, Any]) -> tuple[PaymentState, str]:
    """A card that was declined is the end of a direct payment; on a page, or in a script, the customer tries another."""
    error = intent.get("last_payment_error")
    if _is_hosted(intent) or not isinstance(error, Mapping):
        return PaymentState.REQUIRES_ACTION, ""
    return PaymentState.FAILED, failure_in(error)


def failure_in(error: Mapping[str, Any]) -> str:
    return str(error.get("decline_code") or error.get("code") or "declined")[:100]


def _nothing(intent: Mapping[str, Any]) -> Money:
    return from_stripe(0, intent.get("currency"))


def _next_page(intent: Mapping[str, Any]) -> str:
    action = intent.get("next_action")
    page = action.get("redirect_to_url") if isinstance(action, Mapping) else None
    return str(page.get("url") or "") if isinstance(page, Mapping) else ""


def _refund_facts(refunds: Iterable[Mapping[str, Any]]) -> Iterator[Fact]:
    for refund in refunds:
        ours = key_in(refund, OUR_REFUND)
        amount = from_stripe(refund.get("amount"), refund.get("currency"))
        reference, detail = str(refund["id"]), str(ours or "")
        status = refund.get("status")
        if status == "succeeded":
            yield Fact(FactKind.REFUNDED, reference, amount, detail)
        elif status in ("failed", "canceled"):
            yield Fact(FactKind.REFUND_FAILED, reference, amount, detail)


def form(fields: Mapping[str, Any], inside: str = "") -> dict[str, str]:
    """Nested fields as Stripe's forms write them: ``a[b][0]``."""
    written: dict[str, str] = {}
    for name, value in fields.items():
        place = f"{inside}[{name}]" if inside else name
        if isinstance(value, Mapping):
            written |= form(value, place)
        elif isinstance(value, (list, tuple)):
            written |= form({str(index): each for index, each in enumerate(value)}, place)
        else:
            written[place] = str(value).lower() if isinstance(value, bool) else str(value)
    return written


def is_signed(secrets: Sequence[str], header: str, body: bytes, now: float) -> bool:
    """Whether a message bears the signature of one of our secrets, of a time not far from ours to either side."""
    parts = [part.partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name.strip() == "t"]
    given = [value.encode() for name, _, value in parts if name.strip() == "v1"]
    if len(stamps) != 1 or not (stamps[0].isascii() and stamps[0].isdecimal()) or not given:
        return False
    if len(stamps[0]) > 12 or abs(now - int(stamps[0])) > TOLERANCE:
        return False
    signed = stamps[0].encode() + b"." + body
    known = [
        hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()
        for secret in secrets
        if secret
    ]
    return any(hmac.compare_digest(ours, each) for ours in known for each in given)
